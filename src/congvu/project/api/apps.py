"""The API root."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "congvu.project.api"
    label = "api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("congvu.project.api.jobs")
