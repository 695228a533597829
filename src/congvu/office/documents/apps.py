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
        _register_outgoing()
        _register_records()
        _fill_menu()
        _register_letters()


def _register_letters() -> None:
    from congvu.office.documents.courier.kind import LETTERS
    from congvu.office.documents.queries.issued import issued
    from congvu.office.exchange.kinds import kinds
    from congvu.office.exchange.queries import totals

    kinds.add(LETTERS.name, LETTERS)
    totals.add(LETTERS.name, issued)


def _register_incoming() -> None:
    from congvu.core.files.actions import on_text
    from congvu.core.kernel.subject import SubjectKind, register_kind
    from congvu.core.notifications.registry import Kind
    from congvu.core.notifications.registry import register_kind as notification_kind
    from congvu.core.search.registry import register_index
    from congvu.office.documents.actions import incoming as _verbs  # noqa: F401 - register themselves
    from congvu.office.documents.actions.incoming import notices
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
    for name, label in notices.KINDS.items():
        notification_kind(Kind(name, label, "Văn bản đến"))


def _register_records() -> None:
    from congvu.core.kernel.subject import SubjectKind, register_kind
    from congvu.office.documents.actions import records as _verbs  # noqa: F401 - register themselves
    from congvu.office.documents.choices import RECORD_KIND
    from congvu.office.documents.policies import records as policies
    from congvu.office.documents.queries import records as queries

    register(policies.PERMISSIONS)
    register_kind(
        SubjectKind(RECORD_KIND, "Hồ sơ công việc", cards=queries.cards, readable=queries.readable)
    )


def _register_outgoing() -> None:
    from congvu.core.files.actions import on_text
    from congvu.core.kernel.subject import SubjectKind, register_kind
    from congvu.core.notifications.registry import Kind
    from congvu.core.notifications.registry import register_kind as notification_kind
    from congvu.core.search.registry import register_index
    from congvu.office.documents.actions import outgoing as _verbs  # noqa: F401 - register themselves
    from congvu.office.documents.actions.outgoing import notices
    from congvu.office.documents.choices import COPY_KIND, OUTGOING_KIND, REGISTER_KIND
    from congvu.office.documents.indexes import outgoing as index
    from congvu.office.documents.policies import outgoing as policies
    from congvu.office.documents.queries import outgoing as queries
    from congvu.office.documents.queries import registers
    from congvu.office.work.actions import on_reading

    register(policies.PERMISSIONS)
    register_kind(
        SubjectKind(OUTGOING_KIND, "Văn bản đi", cards=queries.cards, readable=queries.readable)
    )
    register_kind(
        SubjectKind(
            REGISTER_KIND, "Sổ văn bản", cards=registers.cards_of, readable=registers.readable
        )
    )
    register_kind(
        SubjectKind(
            COPY_KIND, "Bản sao", cards=queries.copy_cards, readable=queries.readable_copies
        )
    )
    register_index(index.INDEX)
    on_text(OUTGOING_KIND, index.refresh)
    on_reading(OUTGOING_KIND, index.readers_changed)
    for name, label in notices.KINDS.items():
        notification_kind(Kind(name, label, "Văn bản đi"))


def _fill_menu() -> None:
    from congvu.office.documents.panels import fill_menu

    fill_menu()
