"""The command line."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "congvu.project.cli"
    label = "cli"
    verbose_name = "Dòng lệnh"
