"""Dossiers of the one-stop shop."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "congvu.counter.dossiers"
    label = "dossiers"
    verbose_name = "Hồ sơ một cửa"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds and menu to the registries of the rooms below."""
        from congvu.core.kernel.permissions import register
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.core.notifications.registry import Kind
        from congvu.core.notifications.registry import register_kind as notification_kind
        from congvu.core.search.registry import register_index
        from congvu.counter.dossiers import actions as _verbs  # noqa: F401 - register themselves
        from congvu.counter.dossiers import choices, indexes, policies, queries
        from congvu.counter.dossiers.actions import notices
        from congvu.counter.dossiers.actions.issuing import signed_in_batch
        from congvu.counter.dossiers.crossing.kind import JOINT_WORK
        from congvu.counter.dossiers.payments import settled
        from congvu.counter.fees.registry import listeners
        from congvu.counter.queue.registry import works
        from congvu.office.exchange.kinds import kinds
        from congvu.office.signing.registry import on_signed

        register(policies.PERMISSIONS)
        for name, label, cards, readable in (
            (choices.DOSSIER_KIND, "Hồ sơ một cửa", queries.cards, queries.readable),
            (choices.PAPER_KIND, "Giấy tờ trong hồ sơ", queries.no_cards, queries.readable_papers),
            (choices.GAP_KIND, "Điểm cần bổ sung", queries.no_cards, queries.readable_gaps),
            (choices.RESULT_KIND, "Kết quả hồ sơ", queries.no_cards, queries.readable_results),
        ):
            register_kind(SubjectKind(name, label, cards=cards, readable=readable))
        for name, label in (
            (choices.MESSAGE_KIND, "Thư liên thông"), (choices.LINK_KIND, "Đầu liên thông"),
        ):  # fmt: skip
            register_kind(SubjectKind(name, label, cards=queries.no_cards, readable=queries.nobody))
        kinds.add(JOINT_WORK.name, JOINT_WORK)
        register_index(indexes.INDEX)
        for kind, label in notices.KINDS.items():
            notification_kind(Kind(kind, label, "Hồ sơ một cửa"))
        from congvu.counter.dossiers import panels

        panels.fill_menu()
        listeners.add(choices.DOSSIER_KIND, settled)
        on_signed(choices.RESULT_KIND, signed_in_batch)
        works.add("dossiers.receive", panels.INTAKE)
