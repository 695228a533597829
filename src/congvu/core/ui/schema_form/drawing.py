"""A form as HTML that works without JavaScript: sections, fields, tables, error summary.

Every field is in the page; what the rules hide carries ``data-off``, which only hides it where
scripts run. Without scripts a conditional field says when it is to be filled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from congvu.core.kernel.schema import rules
from congvu.core.kernel.schema.expressions import in_words
from congvu.core.kernel.schema.filling import Result, check, is_blank
from congvu.core.kernel.schema.form import Field, Form, Section
from congvu.core.kernel.schema.types import OFFLINE, Sources
from congvu.core.kernel.schema.values import Json
from congvu.core.ui.forms.drawing import text
from congvu.core.ui.schema_form.boxes import BOXES, GROUPS, MARKS, Box, as_radios
from congvu.core.ui.schema_form.names import COMMAND, SPARE, box_id, box_name
from congvu.core.ui.templatetags.ui import icon


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the boxes.

    :param typed: texts are as people wrote them (a page that came back), else stored data
    :param checked: show what is wrong
    :param origins: for pre-filled fields, where the value is from (a sentence)
    """

    raw: Mapping[str, Json] = field(default_factory=dict)
    typed: bool = False
    checked: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)


def draw_form(
    form: Form, draft: Draft, *, on: date, sources: Sources = OFFLINE, heading: int = 2
) -> SafeString:
    """The inside of a ``<form method="post" enctype="multipart/form-data" novalidate>``.

    Load ``ui/js/schema_form.js`` beside it. ``heading`` is the level of section titles.
    """
    result = check(form, draft.raw, on=on, sources=sources, typed=draft.typed)
    page = _Page(form, draft, on, sources, result, heading)
    return mark_safe(page.whole())  # noqa: S308 - every value is escaped by ``text``


class _Page:
    def __init__(
        self, form: Form, draft: Draft, on: date, sources: Sources, result: Result, heading: int
    ) -> None:
        self.form, self.draft, self.on, self.sources = form, draft, on, sources
        self.raw = {
            key: _rows_in_use(value) if draft.checked else value for key, value in draft.raw.items()
        }
        self.result, self.heading = result, heading
        self.shown = {*result.outcome.shown, *result.outcome.sections}
        self.required = set(result.outcome.required)
        self.wrong = result.by_path if draft.checked else {}

    def whole(self) -> str:
        plan = json.dumps(rules.plan_of(self.form), ensure_ascii=False, separators=(",", ":"))
        return (
            f'<div class="schema-form" data-schema-form data-plan="{text(plan)}"'
            f' data-today="{self.on.isoformat()}" data-rules="{text(static("ui/js/rules.js"))}">'
            '<button class="vh" type="submit" tabindex="-1" aria-hidden="true">Lưu</button>'
            f"{self.summary()}{''.join(map(self.section, self.form.sections))}</div>"
        )

    def summary(self) -> str:
        if not self.wrong:
            return ""
        lines = "".join(
            f'<li><a href="#{box_id(path)}">{text(sentence)}</a></li>'
            for path, sentences in self.wrong.items()
            for sentence in sentences
        )
        return (
            '<div class="notice bad form-errors" role="alert" tabindex="-1" data-focus><p><strong>'
            f"{icon('warn')} Còn {len(self.wrong)} ô cần xem lại. Nội dung đã nhập vẫn được giữ:"
            f"</strong></p><ul>{lines}</ul></div>"
        )

    def section(self, part: Section) -> str:
        off = "" if part.key in self.result.outcome.sections else " data-off"
        level = self.heading
        return (
            f'<fieldset class="card schema-section" data-section="{part.key}"{off}>'
            f"<legend><h{level}>{text(part.title)}</h{level}></legend>"
            f"{_hint(part.help)}{self.condition(part.show_when)}"
            f'<div class="schema-fields">{"".join(map(self.field, part.fields))}</div></fieldset>'
        )

    def condition(self, rule: Json, table: str = "") -> str:
        if rule is None:
            return ""
        names = {**self.form.labels}
        if table:
            names.update({one.key: one.label for one in self.form.fields[table].columns})
        return f'<p class="hint schema-when">Chỉ điền khi {text(in_words(rule, names))}.</p>'

    def field(self, one: Field) -> str:
        if one.type.name == "table":
            return self.table(one)
        return self.one(one, one.key, self.raw.get(one.key), one.key in self.shown)

    def one(self, one: Field, path: str, raw: Json, shown: bool, table: str = "") -> str:
        off = "" if shown else " data-off"
        said = self.condition(one.show_when, table)
        if one.type.widget in ("heading", "notice"):
            return f'<div class="schema-{one.type.widget}" data-path="{path}"{off}>{_words(one, self.heading)}{said}</div>'
        errors = self.wrong.get(path, [])
        marks = [f"{box_id(path)}-help"] if one.help else []
        marks += [f"{box_id(path)}-error"] if errors else []
        box = Box(
            one, path, raw, self.draft.typed, self.on, self.sources, " ".join(marks), bool(errors)
        )
        wide = " wide" if one.type.widget in WIDE else ""
        single = " single" if one.type.widget in MARKS else ""
        money = ' data-show="money"' if _as_money(one) else ""
        wrong = " error" if errors else ""
        return (
            f'<div class="field schema-field{wide}{single}{wrong}" data-path="{path}"'
            f' data-widget="{one.type.widget}" data-kind="{one.kind}"{money}{off}>'
            f"{self.labelled(box)}{_hint(one.help, f'{box_id(path)}-help')}{said}"
            f"{self.origin(path)}{_errors(errors, f'{box_id(path)}-error')}</div>"
        )

    def labelled(self, box: Box) -> str:
        one, inside = box.field, BOXES[box.field.type.widget](box)
        if one.type.widget == "computed":
            inside = inside.replace("></output>", f">{text(self.computed(box))}</output>")
        must = self.must(box.path)
        if one.type.widget in MARKS and "<label" in inside:
            return inside.replace("</span></label>", f"{must}</span></label>")
        if one.type.widget in GROUPS or (one.type.widget == "choice" and as_radios(one)):
            by = f' aria-describedby="{box.described}"' if box.described else ""
            return f"<fieldset{by}><legend>{text(one.label)}{must}</legend>{inside}</fieldset>"
        if one.type.widget == "signature":
            return f'<p class="schema-label">{text(one.label)}{must}</p>{inside}'
        return f'<label for="{box.id}">{text(one.label)}{must}</label>{inside}'

    def computed(self, box: Box) -> str:
        key, *rest = box.path.split(".")
        found = self.result.data.get(key)
        if rest:
            rows = found or []
            row = self.numbers(key).get(rest[0])
            found = rows[row].get(rest[1]) if row is not None and row < len(rows) else None
        return "" if found is None else box.field.type.show(box.field, found, self.sources, self.on)

    def numbers(self, key: str) -> dict[str, int]:
        """Row numbers of the page → of the result, which has no empty rows."""
        rows = self.raw.get(key)
        kept: dict[str, int] = {}
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, Mapping) and not is_blank(row):
                kept[str(number)] = len(kept)
        return kept

    def must(self, path: str) -> str:
        off = "" if path in self.required else " hidden"
        return f'<span data-req{off}> <span class="req" aria-hidden="true">*</span><span class="vh">(bắt buộc)</span></span>'

    def origin(self, path: str) -> str:
        said = self.draft.origins.get(path)
        return f'<p class="hint schema-origin">{icon("check")}{text(said)}</p>' if said else ""

    def table(self, one: Field) -> str:
        raw = self.raw.get(one.key)
        rows = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []
        rows = rows or [{}] * max(1, int(one.setting("least")))
        off = "" if one.key in self.shown else " data-off"
        errors = self.wrong.get(one.key, [])
        drawn = "".join(self.row(one, str(number), row) for number, row in enumerate(rows))
        more = (
            f'<button class="btn" type="submit" name="{COMMAND}" value="{one.key}+" formnovalidate'
            f' data-add="{one.key}">{icon("plus")} Thêm dòng</button>'
        )
        return (
            f'<fieldset class="wide schema-table" id="{box_id(one.key)}"'
            f' tabindex="-1" data-path="{one.key}" data-kind="table"'
            f' data-most="{one.setting("most")}"{off}>'
            f"<legend>{text(one.label)}{self.must(one.key)}</legend>"
            f"{_hint(one.help)}{self.condition(one.show_when)}{_errors(errors, '')}"
            f"<div data-rows>{drawn}</div>{more}"
            f"<template>{self.row(one, SPARE, {})}</template></fieldset>"
        )

    def row(self, one: Field, number: str, row: Mapping[str, Json]) -> str:
        place = "" if number == SPARE else str(int(number) + 1)
        at = self.numbers(one.key).get(number)
        cells = []
        for column in one.columns:
            shown = column.show_when is None or (
                at is not None and f"{one.key}.{at}.{column.key}" in self.shown
            )
            path = f"{one.key}.{number}.{column.key}"
            cells.append(self.one(column, path, row.get(column.key), shown, one.key))
        remove = (
            f'<button class="btn btn-sm" type="submit" name="{COMMAND}" value="{one.key}-{number}"'
            f' formnovalidate data-remove aria-label="Xóa dòng {place} của {text(one.label)}">'
            f"{icon('trash')} Xóa dòng</button>"
        )
        return (
            f'<fieldset class="schema-row" data-row="{number}"><legend>Dòng'
            f" <span data-place>{place}</span></legend>"
            f'<input type="hidden" name="{box_name(one.key)}" value="{number}">'
            f'<div class="schema-fields">{"".join(cells)}</div>{remove}</fieldset>'
        )


def _rows_in_use(value: Json) -> Json:
    """Sentences count the rows that are filled, so the page shows only these."""
    if not isinstance(value, list) or not any(isinstance(row, Mapping) for row in value):
        return value
    return [row for row in value if isinstance(row, Mapping) and not is_blank(row)]


WIDE = ("lines", "address", "file", "consent", "signature", "checks", "table")


def _as_money(one: Field) -> bool:
    return one.type.name == "computed" and bool(one.setting("money"))


def _hint(said: str, mark: str = "") -> str:
    if not said:
        return ""
    at = f' id="{mark}"' if mark else ""
    return f'<p class="hint"{at}>{text(said)}</p>'


def _errors(sentences: list[str], mark: str) -> str:
    live = '<p class="error-text" data-check hidden></p>'
    if not sentences:
        return live
    at = f' id="{mark}"' if mark else ""
    return f'<p class="error-text"{at}>{icon("warn")}{text(" ".join(sentences))}</p>{live}'


def _words(one: Field, level: int) -> str:
    if one.type.widget == "heading":
        return f"<h{level + 1}>{text(one.label)}</h{level + 1}>{_hint(one.help)}"
    return f'<div class="notice"><p>{text(one.label)}</p>{_hint(one.help)}</div>'
