"""One index over everything that can be found."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "congvu.core.search"
    label = "search"
    verbose_name = "Tìm kiếm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.search.queries import quick
        from congvu.core.ui.frame import search_page
        from congvu.core.ui.palette import Provider, register_palette

        search_page.fill("search:page")
        register_palette(Provider("search", "Tra cứu", quick, order=50))
