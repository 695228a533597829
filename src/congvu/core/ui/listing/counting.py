"""Counting that stops: nobody reads whether a list has 48,112 or 48,113 rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

COUNT_CAP = 1000


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Count:
    """``value`` rows, or more than that when ``capped``; prints as ``1.000+``."""

    value: int
    capped: bool = False

    def __str__(self) -> str:
        return grouped(self.value) + ("+" if self.capped else "")

    def __bool__(self) -> bool:
        return self.value > 0


def capped_count(rows: QuerySet[Any], cap: int = COUNT_CAP) -> Count:
    """At most ``cap + 1`` rows are looked at."""
    return capped(rows.order_by()[: cap + 1].count(), cap)


def capped(found: int, cap: int = COUNT_CAP) -> Count:
    """:param found: counted up to one more than the cap"""
    return Count(min(found, cap), capped=found > cap)
