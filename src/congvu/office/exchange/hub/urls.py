"""Both generations below one configurable path; a client's base address is that path."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from congvu.office.exchange.hub.views import first, second

app_name = "hub"
_BASE = f"{settings.CONGVU_HUB_PREFIX}/" if settings.CONGVU_HUB_PREFIX else ""

urlpatterns: list[URLPattern] = [
    *(path(f"{_BASE}{name}", first.view(name), name=f"first-{name}") for name in first.CALLS),
    path(f"{_BASE}v1/auth/login", second.login_view, name="second-login"),
    *(path(f"{_BASE}v1/{name}", second.view(name), name=f"second-{name}") for name in second.CALLS),
]
