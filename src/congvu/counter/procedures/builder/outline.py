"""A form as the builder lists it: sections, fields, columns, each with what it asks and lacks."""

from __future__ import annotations

from dataclasses import dataclass, field

from congvu.core.kernel.schema.expressions import in_words
from congvu.core.kernel.schema.flaws import flaws
from congvu.core.kernel.schema.form import Field, Form, Section
from congvu.core.kernel.schema.types import TYPES


@dataclass(frozen=True, slots=True)
class Line:
    """``path`` as ``changes.find`` takes it; ``marks`` are short words, ``notes`` sentences."""

    path: str
    title: str
    kind: str = ""
    depth: int = 0
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()
    holds: bool = False

    @property
    def anchor(self) -> str:
        return "o-" + self.path.replace(":", "phan-").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Outline:
    sections: list[tuple[Line, list[Line]]]
    flaws: tuple[str, ...] = ()
    """What is wrong with the form as a whole."""
    count: int = 0
    wrong: int = field(default=0)
    """How many sentences stand in the way of publishing."""


def outline(form: Form) -> Outline:
    found: dict[str, list[str]] = {}
    for one in flaws(form):
        found.setdefault(one.path.replace("section:", ":"), []).append(one.sentence)
    return Outline(
        [(_section(form, part, found), _fields(form, part, found)) for part in form.sections],
        tuple(found.get("", ())),
        len(form.fields),
        sum(map(len, found.values())),
    )


def _section(form: Form, part: Section, found: dict[str, list[str]]) -> Line:
    notes = _when("Hiện khi", form, part.show_when)
    return Line(f":{part.key}", part.title, notes=notes, flaws=tuple(found.get(f":{part.key}", ())))


def _fields(form: Form, part: Section, found: dict[str, list[str]]) -> list[Line]:
    rows = []
    for one in part.fields:
        rows.append(_line(form, one, one.key, 0, found))
        for column in one.columns:
            rows.append(_line(form, column, f"{one.key}.{column.key}", 1, found))
    return rows


def _line(form: Form, one: Field, path: str, depth: int, found: dict[str, list[str]]) -> Line:
    marks = (("bắt buộc",) if one.required else ()) + (("điền sẵn",) if one.prefill else ())
    notes = (
        *_when("Hiện khi", form, one.show_when),
        *_when("Bắt buộc khi", form, one.require_when),
        *_when("Tự tính:", form, one.compute),
        *(f"Kiểm tra: {check.message}" for check in one.checks),
    )
    return Line(
        path, one.label, one.type.title, depth, marks, notes, tuple(found.get(path, ())),
        holds=one.type.name == "table",
    )  # fmt: skip


def _when(said: str, form: Form, rule: object) -> tuple[str, ...]:
    return () if rule is None else (f"{said} {in_words(rule, form.labels)}",)


def kinds(*, in_tables: bool = False) -> list[tuple[str, list[tuple[str, str]]]]:
    """Types to choose from, grouped as ``<select>`` takes them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in TYPES:
        if one.in_tables or not in_tables:
            groups.setdefault(one.group, []).append((one.name, one.title))
    return list(groups.items())
