"""The hub of the one-stop shops."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "congvu.counter.hub"
    label = "hub"
    verbose_name = "Số liệu một cửa"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds, jobs and lines of the menu to the rooms below."""
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.counter.hub import actions as _verbs  # noqa: F401 - register themselves
        from congvu.counter.hub import jobs as _jobs  # noqa: F401
        from congvu.counter.hub import panels, policies, queries

        permissions.register(policies.PERMISSIONS)
        register_kind(
            SubjectKind(policies.DESK_KIND, "Bộ phận một cửa", queries.cards, queries.readable)
        )
        panels.fill_frame()
