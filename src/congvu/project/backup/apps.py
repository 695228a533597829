"""Backup and restore."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "congvu.project.backup"
    label = "backup"
    verbose_name = "Sao lưu"
