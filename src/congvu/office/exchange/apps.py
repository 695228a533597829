"""The post office between agencies and installations."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "congvu.office.exchange"
    label = "exchange"
    verbose_name = "Trục liên thông văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds and holders to the registries of the rooms below."""
        from congvu.core.files.actions import on_sweep
        from congvu.core.kernel import permissions
        from congvu.core.notifications import registry as notices
        from congvu.office.exchange import actions as _verbs  # noqa: F401 - register themselves
        from congvu.office.exchange import panels, policies
        from congvu.office.exchange.choices import CANNOT_LEAVE
        from congvu.office.exchange.hub.upstream import transport
        from congvu.office.exchange.models import Envelope, EnvelopeFile, Quarantined
        from congvu.office.exchange.native import client

        client.register()
        transport.register()
        panels.fill_menu()
        notices.register_kind(
            notices.Kind(CANNOT_LEAVE, "Văn bản không gửi được đến nơi nhận", "Liên thông")
        )
        permissions.register(policies.PERMISSIONS)
        on_sweep("exchange.file", lambda blob: EnvelopeFile.objects.filter(blob_id=blob))
        on_sweep("exchange.sealed", lambda blob: Envelope.objects.filter(sealed_id=blob))
        on_sweep("exchange.quarantine", lambda blob: Quarantined.objects.filter(raw_id=blob))
