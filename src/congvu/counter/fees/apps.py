"""Fees, receipts and payment gateways."""

from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "congvu.counter.fees"
    label = "fees"
    verbose_name = "Phí, lệ phí"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kind and words to the registries of the rooms below."""
        from congvu.core.audit import registry
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.counter.fees import actions as _verbs  # noqa: F401 - register themselves
        from congvu.counter.fees import panels, policies, queries
        from congvu.counter.fees.choices import CHARGE_KIND

        permissions.register(policies.PERMISSIONS)
        registry.register_fields(FIELDS)
        register_kind(
            SubjectKind(CHARGE_KIND, "Khoản thu", queries.charge_cards, queries.readable_charges)
        )
        panels.fill_frame()


FIELDS = {
    "reduced": "được miễn, giảm",
    "for": "thu cho",
    "receipt": "biên lai",
    "gateway": "tài khoản thu",
    "outcome": "kết quả",
    "refund": "hoàn tiền",
    "opening": "tiền đầu ca",
    "expected": "tiền trên sổ",
    "counted": "tiền đếm được",
    "secret_changed": "đổi khóa chung",
}
