"""Agencies, units, posts."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "congvu.core.organisation"
    label = "organisation"
    verbose_name = "Tổ chức"
    default_auto_field = "django.db.models.BigAutoField"
