"""Layouts of files as data: which column holds which counter."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.counter.hub.choices import Kind
from congvu.counter.hub.shapes import SHAPES

FOLDER = Path(__file__).resolve().parent / "layouts"
SURVEY_PARTS = ("question", "answer", "votes")


@dataclass(frozen=True, slots=True)
class Layout:
    """``needs`` are the headers by which a file is recognised; the others name its columns."""

    name: str
    label: str
    kind: str
    needs: frozenset[str]
    desk: str
    day: str = ""
    place: str = ""
    desk_name: str = ""
    field: str = ""
    question: str = ""
    multi: str = ""
    answer: str = ""
    votes: str = ""
    counters: Mapping[str, str] = dataclasses.field(default_factory=dict)


def layout_from(value: Any) -> Layout:
    """A layout from its JSON.

    :raises Invalid: an unknown counter, or no column for the desk or the day
    """
    try:
        layout = Layout(**{**value, "needs": frozenset(value.get("needs", ()))})
    except (TypeError, AttributeError):
        raise Invalid(
            "Tệp ánh xạ chưa đúng: cần name, label, kind, desk, day và counters (tên số đếm: tên "
            "cột)."
        ) from None
    if layout.kind not in Kind.values or not layout.desk:
        raise Invalid("Tệp ánh xạ chưa đúng: kind là month, standing hoặc survey, và cần desk.")
    if layout.kind == Kind.SURVEY:
        wrong = [part for part in SURVEY_PARTS if not getattr(layout, part)]
    else:
        wrong = sorted(set(layout.counters) - set(SHAPES[layout.kind].names))
        wrong += [] if layout.counters and layout.day else ["counters", "day"]
    if wrong:
        raise Invalid(f"Tệp ánh xạ chưa đúng ở: {', '.join(wrong)}.")
    return layout


@cache
def builtin() -> tuple[Layout, ...]:
    """The layouts that come with the system."""
    found = [layout_from(json.loads(p.read_text("utf-8"))) for p in sorted(FOLDER.glob("*.json"))]
    return tuple(sorted(found, key=lambda one: -len(one.needs)))


def recognise(headers: Collection[str]) -> Layout:
    """The layout whose headers a file has.

    :raises Invalid: none; the sentence names what is known
    """
    for layout in builtin():
        if layout.needs <= set(headers):
            return layout
    labels = "; ".join(f"“{one.label}”" for one in builtin())
    raise Invalid(
        f"Không nhận ra các cột của tệp. Hệ thống biết: {labels}. Hãy đổi tên cột theo mẫu, hoặc "
        "kèm tệp ánh xạ.",
        headers=sorted(headers)[:50],
    )
