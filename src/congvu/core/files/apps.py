"""Files of letters and dossiers: what they are, where they lie, who may read them."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "congvu.core.files"
    label = "files"
    verbose_name = "Kho tệp"
    default_auto_field = "django.db.models.BigAutoField"
