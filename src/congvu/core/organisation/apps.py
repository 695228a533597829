"""Agencies, units, posts."""

from importlib import import_module

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "congvu.core.organisation"
    label = "organisation"
    verbose_name = "Tổ chức"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.accounts.policies import managers
        from congvu.core.audit.registry import register_fields, register_verbs
        from congvu.core.organisation import panels, policies, queries, words

        import_module("congvu.core.organisation.actions")  # registers the verbs
        policies.register(policies.PERMISSIONS)
        managers.add("organisation", queries.manages_person)
        register_fields(words.FIELDS)
        register_verbs(words.VERBS)
        panels.fill_frame()
