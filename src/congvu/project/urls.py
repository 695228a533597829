"""Root addresses: every room mounts its own list here."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("quan-tri-ky-thuat/", admin.site.urls),
]
