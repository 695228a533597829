"""Assignments, opinions and deadlines on any subject."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "congvu.office.work"
    label = "work"
    verbose_name = "Công việc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.office.work import (
            actions,  # noqa: F401 - the verbs register themselves
            policies,
        )
        from congvu.office.work.choices import TASK_KIND
        from congvu.office.work.queries.tasks import readable_tasks, task_cards

        permissions.register(policies.PERMISSIONS)
        register_kind(
            SubjectKind(TASK_KIND, "Công việc", cards=task_cards, readable=readable_tasks)
        )
