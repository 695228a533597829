"""Letters: registers, incoming, outgoing, record files."""

from django.apps import AppConfig

from congvu.core.kernel.permissions import register


class DocumentsConfig(AppConfig):
    name = "congvu.office.documents"
    label = "documents"
    verbose_name = "Văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds and indexes to the registries of the rooms below."""
        from congvu.office.documents.policies import registers

        register(registers.PERMISSIONS)
        _register_incoming()


def _register_incoming() -> None:
    from congvu.core.files.actions import on_text
    from congvu.core.kernel.subject import SubjectKind, register_kind
    from congvu.core.search.registry import register_index
    from congvu.office.documents.actions import incoming as _verbs  # noqa: F401 - register themselves
    from congvu.office.documents.choices import INCOMING_KIND
    from congvu.office.documents.indexes import incoming as index
    from congvu.office.documents.policies import incoming as policies
    from congvu.office.documents.queries import incoming as queries
    from congvu.office.work.actions import on_reading

    register(policies.PERMISSIONS)
    register_kind(
        SubjectKind(INCOMING_KIND, "Văn bản đến", cards=queries.cards, readable=queries.readable)
    )
    register_index(index.INDEX)
    on_text(INCOMING_KIND, index.refresh)
    on_reading(INCOMING_KIND, index.reading_changed)
