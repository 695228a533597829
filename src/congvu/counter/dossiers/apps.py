"""Dossiers of the one-stop shop."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "congvu.counter.dossiers"
    label = "dossiers"
    verbose_name = "Hồ sơ một cửa"
    default_auto_field = "django.db.models.BigAutoField"
