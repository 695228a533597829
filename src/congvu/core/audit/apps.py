"""The append-only journal."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "congvu.core.audit"
    label = "audit"
    verbose_name = "Nhật ký hệ thống"
    default_auto_field = "django.db.models.BigAutoField"
