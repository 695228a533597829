"""Letters: registers, incoming, outgoing, record files."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "congvu.office.documents"
    label = "documents"
    verbose_name = "Văn bản"
    default_auto_field = "django.db.models.BigAutoField"
