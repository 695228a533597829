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
        from congvu.core.accounts.panels import USER_LINKS
        from congvu.core.kernel.permissions import register
        from congvu.core.ui.frame import register_user_link

        import_module("congvu.core.accounts.actions")  # registers the verbs
        import_module("congvu.core.accounts.jobs")
        import_module("congvu.core.accounts.factor_journal")
        register(policies.PERMISSIONS)
        for link in USER_LINKS:
            register_user_link(link)
