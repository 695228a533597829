"""Certificates, digital signatures and their verification."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "congvu.office.signing"
    label = "signing"
    verbose_name = "Chữ ký số"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds and notices to the registries of the rooms below."""
        from congvu.core.audit import registry
        from congvu.core.files.registry import on_sweep
        from congvu.core.kernel import permissions
        from congvu.core.kernel.subject import register_kind
        from congvu.core.notifications import registry as notices
        from congvu.office.signing import actions as _verbs  # noqa: F401 - register themselves
        from congvu.office.signing import policies
        from congvu.office.signing.choices import Notice
        from congvu.office.signing.models import RevocationEvidence
        from congvu.office.signing.subjects import KINDS

        permissions.register(policies.PERMISSIONS)
        registry.register_fields(FIELDS)
        for kind in KINDS:
            register_kind(kind)
        for notice in Notice:
            notices.register_kind(notices.Kind(notice.value, notice.label, "Chữ ký số"))
        on_sweep("signing.evidence", lambda blob: RevocationEvidence.objects.filter(blob_id=blob))
        from congvu.office.signing.panels import fill_frame

        fill_frame()


FIELDS = {
    "purpose": "dùng để",
    "serial": "số sê-ri",
    "wrong_pins": "số lần sai PIN",
    "signer": "người ký",
    "field": "ô chữ ký",
    "verdict": "kết luận",
    "source": "nguồn đối chiếu",
    "items": "số tệp",
    "item": "tệp thứ",
}
