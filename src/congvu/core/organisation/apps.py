"""Agencies, units, posts."""

from importlib import import_module

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "congvu.core.organisation"
    label = "organisation"
    verbose_name = "Tổ chức"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.organisation import policies

        import_module("congvu.core.organisation.actions")  # registers the verbs
        policies.register(policies.PERMISSIONS)
