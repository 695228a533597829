"""Values inside rules: exact, total, and the same in Python and in the browser.

``None`` (empty), ``bool``, ``Amount`` (a number with six exact decimals), ``date``, ``str``, a tuple
of texts. Numbers are never floats: a browser's sums must be the server's to the last digit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

SCALE = 10**6
BOUND = 10**27
"""In millionths: a number that reaches it is taken for empty."""
WHOLE_LIMIT = 10**15
"""Whole numbers from here on are written as text, for a browser counts exactly to 2⁵³ only."""

_NUMBER = re.compile(r"-?[0-9]{1,21}(?:\.[0-9]{1,6})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A number in millionths."""

    micro: int


Value: TypeAlias = bool | Amount | date | str | tuple[str, ...] | None
Json: TypeAlias = Any


def amount(micro: int) -> Amount | None:
    return Amount(micro) if abs(micro) < BOUND else None


def rounded(numerator: int, denominator: int) -> int:
    """The nearest whole quotient, halves away from zero."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    half = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -half if numerator < 0 else half


def parse_amount(text: str) -> Amount | None:
    """``-12.5`` as data writes it; anything else is empty."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, _, rest = text.lstrip("-").partition(".")
    micro = int(whole) * SCALE + int(rest.ljust(6, "0"))
    return amount(-micro if text.startswith("-") else micro)


def amount_text(value: Amount) -> str:
    """``-12.5``: no zeros behind, no sign before zero."""
    whole, rest = divmod(abs(value.micro), SCALE)
    tail = f"{rest:06}".rstrip("0")
    sign = "-" if value.micro < 0 else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def parse_day(text: str) -> date | None:
    """An ISO day that exists; anything else is empty."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _number(raw: Json) -> Value:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return amount(raw * SCALE) if abs(raw) < BOUND else None
    return parse_amount(raw) if isinstance(raw, str) else None


def _text(raw: Json) -> Value:
    return raw if isinstance(raw, str) and raw else None


def _date(raw: Json) -> Value:
    return parse_day(raw) if isinstance(raw, str) else None


def _partial(raw: Json) -> Value:
    return _date(raw) or _text(raw)


def _yes(raw: Json) -> Value:
    return raw if isinstance(raw, bool) else None


def _list(raw: Json) -> Value:
    if not isinstance(raw, list):
        return None
    return tuple(one for one in raw if isinstance(one, str)) or None


def _place(raw: Json) -> Value:
    if not isinstance(raw, Mapping):
        return None
    return _text(raw.get("territory")) or _text(raw.get("line"))


def _mark(raw: Json) -> Value:
    """Signatures and files: only whether there is one."""
    return True if raw else None


LIFTS = {
    "number": _number, "text": _text, "date": _date, "partial": _partial, "bool": _yes,
    "list": _list, "place": _place, "mark": _mark,
}  # fmt: skip
"""Kind of a field → how its stored value enters the rules."""


def lift(kind: str, raw: Json) -> Value:
    """A stored value inside the rules; what does not fit is empty, never an error."""
    return LIFTS[kind](raw)


def lower(value: Value) -> Json:
    """A computed value as it is stored."""
    if isinstance(value, Amount):
        whole, rest = divmod(value.micro, SCALE)
        return whole if not rest and abs(whole) < WHOLE_LIMIT else amount_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def is_empty(value: Value) -> bool:
    return value is None or value == "" or value == ()
