"""Assignments, opinions and deadlines on any subject."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "congvu.office.work"
    label = "work"
    verbose_name = "Công việc"
    default_auto_field = "django.db.models.BigAutoField"
