"""Layouts of files as data: which column holds which part of the record, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.counter.procedures.imports.readers import READERS
from congvu.counter.procedures.records import Record

FOLDER = Path(__file__).parent / "layouts"
PARTS = frozenset(Record.__dataclass_fields__) - {"field_code"} | {"field"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where one part comes from: a column through a reader, or a constant."""

    column: str = ""
    reader: str = "text"
    constant: Any = None


@dataclass(frozen=True, slots=True)
class Layout:
    """``needs`` are the headers by which a file is recognised.

    A part that the layout does not name keeps what the catalogue has: a plain list never erases
    the details brought in before.
    """

    name: str
    label: str
    needs: frozenset[str]
    code_column: str
    code_from_name: str
    parts: Mapping[str, Source]
    field_codes: bool = False
    default_field: str = ""


def layout_from(value: Any) -> Layout:
    """A layout from its JSON.

    :raises Invalid: unknown part or reader, or no source of the code
    """
    try:
        code = value["code"]
        parts = {part: Source(**source) for part, source in value["parts"].items()}
        layout = Layout(
            str(value["name"]), str(value.get("label", value["name"])),
            frozenset(value.get("needs", ())), code.get("column", ""), code.get("from_name", ""),
            parts, bool(value.get("field_codes", False)), str(value.get("default_field", "")),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        raise Invalid(
            "Tệp ánh xạ chưa đúng: cần name, code và parts, mỗi phần có column, reader hoặc "
            "constant."
        ) from None
    wrong = sorted(set(parts) - PARTS) + sorted({s.reader for s in parts.values()} - set(READERS))
    if wrong or "name" not in parts or not (layout.code_column or layout.code_from_name):
        raise Invalid(f"Tệp ánh xạ chưa đúng: không có phần hoặc cách đọc {', '.join(wrong)}.")
    return layout


@cache
def builtin() -> tuple[Layout, ...]:
    """The layouts that come with the system, those that need most headers first."""
    found = [layout_from(json.loads(p.read_text("utf-8"))) for p in sorted(FOLDER.glob("*.json"))]
    return tuple(sorted(found, key=lambda one: -len(one.needs)))


def recognise(headers: Collection[str]) -> Layout:
    """The layout whose headers a file has.

    :raises Invalid: none; the sentence names what is known
    """
    there = set(headers)
    for layout in builtin():
        if layout.needs <= there:
            return layout
    labels = "; ".join(f"“{one.label}”" for one in builtin())
    raise Invalid(
        f"Không nhận ra các cột của tệp. Hệ thống biết: {labels}. Hãy đổi tên cột theo mẫu, hoặc "
        "kèm tệp ánh xạ.",
        headers=sorted(there)[:50],
    )
