"""The staff's first page."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "congvu.project.desk"
    label = "desk"
    verbose_name = "Bàn làm việc"

    def ready(self) -> None:
        """Stand behind the brand and at the head of the menu."""
        from congvu.core.ui.frame import home_page
        from congvu.core.ui.menu import Item, Section, register_item, register_section

        home_page.fill("desk:home")
        register_section(Section("ban", "Bàn làm việc", icon="home", order=0))
        register_item("ban", Item("viec", "Việc của tôi", "desk:home", keywords="trang chủ"))
