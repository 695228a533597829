"""Addresses of the post office."""

from __future__ import annotations

from django.urls import path

from congvu.office.exchange.native import views as native

app_name = "exchange"
urlpatterns = [
    path("lien-thong/v1/letters", native.letters, name="native_letters"),
    path("lien-thong/v1/statuses", native.statuses, name="native_statuses"),
    path("lien-thong/v1/ping", native.ping, name="native_ping"),
    path("lien-thong/v1/ledger", native.ledger, name="native_ledger"),
]
