"""Addresses of pages without arguments, looked up once: every page shows some forty."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse


def address(name: str) -> str:
    """The path behind a URL name; empty when there is no such page."""
    return _address(name, settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=1024)
def _address(name: str, urlconf: str, prefix: str) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""
