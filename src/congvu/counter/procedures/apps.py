"""The catalogue of administrative procedures and the services that agencies offer."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "congvu.counter.procedures"
    label = "procedures"
    verbose_name = "Thủ tục hành chính"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs and kind to the registries of the rooms below."""
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.core.search.registry import register_index
        from congvu.counter.procedures import actions as _verbs  # noqa: F401 - register themselves
        from congvu.counter.procedures import indexes, policies, queries
        from congvu.counter.procedures import jobs as _jobs  # noqa: F401
        from congvu.counter.procedures.choices import FORM_KIND, PROCEDURE_KIND, PROCESS_KIND

        permissions.register(policies.PERMISSIONS)
        register_index(indexes.INDEX)
        register_kind(
            SubjectKind(
                PROCEDURE_KIND, "Thủ tục hành chính", queries.procedure_cards,
                queries.readable_procedures,
            )
        )  # fmt: skip
        from congvu.counter.procedures.panels import fill_frame

        fill_frame()
        register_kind(
            SubjectKind(
                PROCESS_KIND, "Quy trình nội bộ", queries.process_cards,
                queries.readable_processes,
            )
        )  # fmt: skip
        register_kind(
            SubjectKind(FORM_KIND, "Biểu mẫu điện tử", queries.form_cards, queries.readable_forms)
        )
