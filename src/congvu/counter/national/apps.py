"""The way to the national portal."""

from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "congvu.counter.national"
    label = "national"
    verbose_name = "Cổng Dịch vụ công quốc gia"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds and lines of the menu to the rooms below, and listen."""
        from congvu.core.audit import registry
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.core.notifications.registry import Kind
        from congvu.core.notifications.registry import register_kind as notification_kind
        from congvu.counter.dossiers.registry import listeners
        from congvu.counter.national import actions, choices, panels, policies, queries
        from congvu.counter.national.actions.messages import KINDS

        permissions.register(policies.PERMISSIONS)
        registry.register_fields(FIELDS)
        registry.register_verbs({"national.file.fetch": "Cổng quốc gia tải tệp"})
        for name, label, cards, readable in (
            (choices.PORTAL_KIND, "Kết nối cổng quốc gia", queries.no_cards, queries.admins_only),
            (choices.MESSAGE_KIND, "Thông điệp lên cổng quốc gia", queries.message_cards,
             queries.readable_messages),
        ):  # fmt: skip
            register_kind(SubjectKind(name, label, cards=cards, readable=readable))
        for kind, label in KINDS.items():
            notification_kind(Kind(kind, label, "Hồ sơ một cửa"))
        listeners.add("national", actions.hear)
        panels.fill_frame()


FIELDS = {
    "portal_code": "mã của cổng quốc gia",
    "ours": "số hồ sơ ở đây",
    "theirs": "số hồ sơ ở cổng",
    "differences": "số điểm lệch",
    "unit_code": "mã đơn vị kết nối",
}
