"""Changes of a form's document, each a function of the document alone."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.schema.types import TYPES
from congvu.core.kernel.text import clean_line, fold

Document = dict[str, Any]
Rows = list[dict[str, Any]]


def key_for(title: str, taken: set[str], otherwise: str) -> str:
    """A key from a label (``Họ và tên`` → ``ho_va_ten``) that nobody has yet."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:34].strip("_")
    stem = stem if re.match(r"[a-z]", stem) else otherwise
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def find(document: Document, path: str) -> tuple[Rows, int]:
    """The list that holds a section (``:key``), field (``key``) or column (``key.column``), and where.

    :raises NotFound: there is none
    """
    if path.startswith(":"):
        return _at(document["sections"], path[1:])
    table, _, column = path.partition(".")
    for part in document["sections"]:
        if any(one["key"] == table for one in part["fields"]):
            rows, number = _at(part["fields"], table)
            return _at(rows[number].get("columns", []), column) if column else (rows, number)
    raise NotFound()


def _at(rows: Rows, key: str) -> tuple[Rows, int]:
    for number, one in enumerate(rows):
        if one["key"] == key:
            return rows, number
    raise NotFound()


def add_section(document: Document, title: str) -> Document:
    """:raises Invalid: no title"""
    found = copy.deepcopy(document)
    title = _label(title, "Tên phần")
    taken = {part["key"] for part in found["sections"]}
    found["sections"].append({"key": key_for(title, taken, "phan"), "title": title, "fields": []})
    return found


def add_field(document: Document, into: str, kind: str, label: str) -> tuple[Document, str]:
    """A field at the end of a section (``:key``) or a column at the end of a table; its path too.

    :raises Invalid: no label, no such type, or one that a table cannot hold
    """
    found = copy.deepcopy(document)
    label = _label(label, "Nhãn")
    holder_rows, number = find(found, into)
    holder, in_table = holder_rows[number], not into.startswith(":")
    chosen = TYPES.get(kind)
    if chosen is None or (in_table and not chosen.in_tables):
        raise Invalid("Loại trường này không dùng được ở đây. Hãy chọn loại khác.")
    rows = holder.setdefault("columns" if in_table else "fields", [])
    taken = {one["key"] for one in rows} if in_table else _keys(found)
    key = key_for(label, taken, "truong")
    rows.append({"key": key, "type": kind, "label": label})
    return found, f"{into}.{key}" if in_table else key


def _keys(document: Document) -> set[str]:
    return {one["key"] for part in document["sections"] for one in part["fields"]}


def _label(text: str, noun: str) -> str:
    label = clean_line(text, 250, label=noun)
    if not label:
        raise Invalid(f"{noun} đang để trống. Hãy nhập {noun.lower()}.")
    return label


def move(document: Document, path: str, step: int) -> Document:
    """Up (-1) or down (1); at the edge of a section a field goes into the next one."""
    found = copy.deepcopy(document)
    rows, number = find(found, path)
    if 0 <= number + step < len(rows):
        rows[number], rows[number + step] = rows[number + step], rows[number]
    elif not path.startswith(":") and "." not in path:
        _into_next(found["sections"], rows, number, step)
    return found


def _into_next(sections: Rows, rows: Rows, number: int, step: int) -> None:
    place = next(at for at, part in enumerate(sections) if part["fields"] is rows) + step
    if 0 <= place < len(sections):
        one = rows.pop(number)
        target = sections[place]["fields"]
        target.insert(len(target) if step < 0 else 0, one)


def remove(document: Document, path: str) -> Document:
    found = copy.deepcopy(document)
    rows, number = find(found, path)
    del rows[number]
    return found


def replace(document: Document, path: str, values: dict[str, Any]) -> Document:
    """Set what ``values`` names; ``None`` takes it away."""
    found = copy.deepcopy(document)
    rows, number = find(found, path)
    kept = {**rows[number], **values}
    rows[number] = {name: value for name, value in kept.items() if value is not None}
    return found


def up(document: Document, path: str) -> Document:
    return move(document, path, -1)


def down(document: Document, path: str) -> Document:
    return move(document, path, 1)


STEPS: dict[str, Callable[[Document, str], Document]] = {"len": up, "xuong": down, "xoa": remove}
"""Changes that need nothing but a place, by their word in the page."""
