"""Page frame and components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "congvu.core.ui"
    label = "ui"
    verbose_name = "Giao diện"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.ui.menu import menu_search
        from congvu.core.ui.palette import Provider, register_palette

        register_palette(Provider("menu", "Chức năng", menu_search, icon="forward", order=10))
