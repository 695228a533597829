"""The post office between agencies and installations."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "congvu.office.exchange"
    label = "exchange"
    verbose_name = "Trục liên thông văn bản"
    default_auto_field = "django.db.models.BigAutoField"
