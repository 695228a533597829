"""Assignments, opinions and deadlines on any subject."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "congvu.office.work"
    label = "work"
    verbose_name = "Công việc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kind and notices to the registries of the rooms below."""
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.core.notifications import registry as notices
        from congvu.office.work import actions as _verbs  # noqa: F401 - register themselves
        from congvu.office.work import policies
        from congvu.office.work.choices import TASK_KIND, Notice
        from congvu.office.work.queries.tasks import readable_tasks, task_cards

        permissions.register(policies.PERMISSIONS)
        register_kind(
            SubjectKind(TASK_KIND, "Công việc", cards=task_cards, readable=readable_tasks)
        )
        for notice in Notice:
            notices.register_kind(notices.Kind(notice.value, notice.label, "Công việc"))
        from congvu.office.work.panels import fill_frame

        fill_frame()
