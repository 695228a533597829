"""The hall: numbers, counters, screens, appointments."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "congvu.counter.queue"
    label = "queue"
    verbose_name = "Lấy số, gọi số"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds, jobs and lines of the menu to the rooms below."""
        from congvu.core.audit.registry import register_fields
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.counter.queue import actions as _verbs  # noqa: F401 - register themselves
        from congvu.counter.queue import jobs as _jobs  # noqa: F401
        from congvu.counter.queue import panels, policies, queries, words
        from congvu.counter.queue.choices import HALL_KIND, TICKET_KIND

        permissions.register(policies.PERMISSIONS)
        register_fields(words.FIELDS)
        register_kind(SubjectKind(HALL_KIND, "Sảnh", queries.hall_cards, queries.readable_halls))
        register_kind(
            SubjectKind(TICKET_KIND, "Phiếu", queries.ticket_cards, queries.readable_tickets)
        )
        panels.fill_frame()
