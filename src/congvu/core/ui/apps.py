"""Page frame and components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "congvu.core.ui"
    label = "ui"
    verbose_name = "Giao diện"
    default_auto_field = "django.db.models.BigAutoField"
