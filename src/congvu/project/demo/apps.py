"""The demo province, written from facts; its people are invented."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "congvu.project.demo"
    label = "demo"
    verbose_name = "Tỉnh mẫu"
