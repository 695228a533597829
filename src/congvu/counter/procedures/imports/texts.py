"""A record as texts that a person edits, and back: what was not touched stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from congvu.counter.procedures.imports.readers import (
    bases_in_lines,
    papers_in_lines,
    results_in_lines,
)
from congvu.counter.procedures.limits import read
from congvu.counter.procedures.records import LevelSetting, Record, Way

T = TypeVar("T")
PLAIN = (
    "name", "kind", "decision", "steps", "objects", "requirements", "fee_text",
    "processing_agency", "competent_agency", "cooperating_agency", "receiving_place", "sets",
)  # fmt: skip
LINES: dict[str, tuple[Callable[[Any], str], Callable[[Any, Any], tuple[Any, ...]]]] = {
    "papers": (lambda item: item.name, papers_in_lines),
    "results": (lambda item: item.name, results_in_lines),
    "legal_bases": (lambda item: f"{item.number} {item.title}".strip(), bases_in_lines),
}
"""Lists that are edited one item a line: how an item is written, how the lines are read."""


def texts_of(record: Record) -> dict[str, Any]:
    """What the form shows of a record."""
    found: dict[str, Any] = {name: getattr(record, name) for name in PLAIN}
    found["limit"] = record.limit.text
    found["levels"] = [one.level for one in record.levels]
    found["ways"] = [way.channel for way in record.ways]
    for part, (line, _) in LINES.items():
        found[part] = "\n".join(" ".join(line(item).split()) for item in getattr(record, part))
    return found


def edited(record: Record, given: Mapping[str, Any], field_code: str) -> Record:
    """The record with the form's texts; items whose line is as before keep their details."""
    shown = texts_of(record)
    changes: dict[str, Any] = {
        name: given[name] for name in PLAIN if (given[name] or "") != (shown[name] or "")
    }
    if given["limit"].split() != shown["limit"].split():
        changes["limit"] = read(given["limit"])
    changes["levels"] = _kept(given["levels"], record.levels, lambda one: one.level, LevelSetting)
    changes["ways"] = _kept(given["ways"], record.ways, lambda one: one.channel, Way)
    for part, (line, reader) in LINES.items():
        if given[part].split() != shown[part].split():
            before = {" ".join(line(item).split()): item for item in getattr(record, part)}
            items = reader(given[part], lambda kind, message: None)
            changes[part] = tuple(before.get(" ".join(line(item).split()), item) for item in items)
    return replace(record, field_code=field_code, **changes)


def _kept(
    keys: list[Any], before: tuple[T, ...], key: Callable[[T], Any], make: Callable[[Any], T]
) -> tuple[T, ...]:
    """Items of the chosen keys: those that were there, in their order, then the new ones."""
    old = [item for item in before if key(item) in keys]
    there = {key(item) for item in old}
    return (*old, *(make(one) for one in keys if one not in there))
