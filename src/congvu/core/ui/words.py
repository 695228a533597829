"""Dates, numbers and money as Vietnamese offices write them."""

from __future__ import annotations

from datetime import date, datetime

from congvu.core.kernel.clock import VIETNAM

NBSP = "\u00a0"


def local(value: date | datetime) -> date | datetime:
    """A moment in the time of Vietnam; days as they are."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(VIETNAM)
    return value


def day(value: date | datetime | None) -> str:
    return f"{local(value):%d/%m/%Y}" if value else ""


def moment(value: date | datetime | None) -> str:
    if value is None:
        return ""
    value = local(value)
    return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else f"{value:%d/%m/%Y}"


def number(value: int | float | None, places: int = 0) -> str:
    """``4931396`` → ``4.931.396``; ``86.5`` with one place → ``86,5``."""
    if value is None:
        return ""
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def money(value: int | None) -> str:
    return "" if value is None else f"{number(value)}{NBSP}đồng"


UNITS = ("B", "KB", "MB", "GB")


def size(value: int | None) -> str:
    """Bytes as ``120 KB``, ``1,4 MB``."""
    if value is None:
        return ""
    amount, step = float(value), 0
    while amount >= 1024 and step < len(UNITS) - 1:
        amount, step = amount / 1024, step + 1
    places = 1 if step > 1 and amount < 10 else 0
    return f"{number(amount, places)}{NBSP}{UNITS[step]}"


def days_left(due: date, today: date) -> str:
    """``còn 3 ngày``, ``hôm nay``, ``quá hạn 2 ngày``."""
    left = (due - today).days
    if left == 0:
        return "hạn hôm nay"
    return f"còn {left} ngày" if left > 0 else f"quá hạn {-left} ngày"
