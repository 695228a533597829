"""People and service accounts."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "congvu.core.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.accounts import policies
        from congvu.core.kernel.permissions import register

        import_module("congvu.core.accounts.actions")  # registers the verbs
        register(policies.PERMISSIONS)
