"""Letters: registers, incoming, outgoing, record files."""

from django.apps import AppConfig

from congvu.core.kernel.permissions import register


class DocumentsConfig(AppConfig):
    name = "congvu.office.documents"
    label = "documents"
    verbose_name = "Văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs to the permission table."""
        from congvu.office.documents.policies import registers

        register(registers.PERMISSIONS)
