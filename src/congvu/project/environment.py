"""The environment as a typed source of settings that notices misspelt names."""

from __future__ import annotations

import difflib
import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "CONGVU_"
ELSEWHERE = frozenset({"CONGVU_ENV_FILE", "CONGVU_FORBID_SKIPS"})
"""Read by the programs in `bin/`, not by the settings."""
OPTIONAL = ("CONGVU_S3_", "CONGVU_OIDC_", "CONGVU_EMAIL_")
"""Families of which some are read only when a feature is on."""


class Environment(environ.Env):  # type: ignore[misc]
    """`environ.Env` that remembers which names were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(var)
        return super().get_value(var, *args, **kwargs)

    def refuse_unknown(self) -> None:
        """Called after the last setting was read.

        :raises ImproperlyConfigured: a ``CONGVU_…`` variable is set that nothing reads
        """
        known = self.asked | ELSEWHERE
        unknown = sorted(
            name
            for name in os.environ
            if name.startswith(PREFIX) and name not in known and not name.startswith(OPTIONAL)
        )
        if unknown:
            raise ImproperlyConfigured("; ".join(_sentence(name, known) for name in unknown))


def _sentence(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"{name} is not a setting" + (f", did you mean {near[0]}?" if near else "")
