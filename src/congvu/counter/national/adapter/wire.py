"""Our facts as the portal writes them, and its writing as facts."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid
from congvu.counter.national.adapter.tags import (
    FEE,
    GROUPS,
    HEAD,
    PAPER,
    REQUEST,
    RESULT,
    STEP,
    WANTED,
    Tags,
)
from congvu.counter.national.pictures import Fee, Paper, Picture, Request, ResultPaper, Step
from congvu.counter.national.pictures.facts import Wanted

SHAPE = "%Y%m%d%H%M%S"
TABLES: dict[type, Tags] = {
    Picture: HEAD + GROUPS, Paper: PAPER, Fee: FEE, Request: REQUEST, ResultPaper: RESULT,
    Wanted: WANTED, Step: STEP,
}  # fmt: skip


def moment(at: datetime | None) -> str:
    """``yyyyMMddHHmmss`` of Asia/Ho_Chi_Minh; an absent moment is an empty text."""
    return at.astimezone(VIETNAM).strftime(SHAPE) if at is not None else ""


def moment_from(text: Any, tag: str = "") -> datetime | None:
    """The moment of a text of the portal.

    :raises Invalid: no such moment
    """
    said = str(text or "").strip()
    if not said:
        return None
    try:
        if len(said) != 14 or not said.isdecimal():
            raise ValueError
        return datetime.strptime(said, SHAPE).replace(tzinfo=VIETNAM)
    except ValueError:
        raise Invalid(
            f"Thời điểm “{said[:20]}” của mục {tag} không đúng dạng. Hãy kiểm tra lại."
        ) from None


def encode(facts: Any) -> dict[str, Any]:
    """A picture, or a part of one, under the portal's tags."""
    return {tag: _value(getattr(facts, name)) for tag, name in TABLES[type(facts)]}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, datetime):
        return moment(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    return value


def untold() -> dict[str, list[str]]:
    """Facts that no tag carries, by type; none, as the tests hold."""
    return {
        kind.__name__: sorted({one.name for one in fields(kind)} - {name for _, name in tags})
        for kind, tags in TABLES.items()
    }
