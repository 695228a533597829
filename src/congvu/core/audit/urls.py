"""Addresses of the audit room, mounted at the root."""

from __future__ import annotations

from django.urls import path

from congvu.core.audit import views

app_name = "audit"

urlpatterns = [
    path("nhat-ky", views.journal, name="journal"),
    path("nhat-ky/xuat.csv", views.export, name="export"),
]
