"""Background jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "congvu.core.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every room's ``jobs.py``, so that its handlers register."""
        autodiscover_modules("jobs")
