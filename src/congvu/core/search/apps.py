"""One index over everything that can be found."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "congvu.core.search"
    label = "search"
    verbose_name = "Tìm kiếm"
    default_auto_field = "django.db.models.BigAutoField"
