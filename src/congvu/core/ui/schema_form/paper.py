"""A form on paper: filled from data, or empty with lines to write on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from congvu.core.kernel.schema import rules
from congvu.core.kernel.schema.expressions import in_words
from congvu.core.kernel.schema.form import Field, Form, Section
from congvu.core.kernel.schema.types import OFFLINE, Sources
from congvu.core.kernel.schema.types.choices import options_of
from congvu.core.kernel.schema.values import Json
from congvu.core.ui.forms.drawing import text

EMPTY_ROWS = 4
_LINE = '<span class="paper-line"></span>'


def draw_paper(
    form: Form, data: Mapping[str, Json] | None, *, on: date, sources: Sources = OFFLINE
) -> SafeString:
    """The inside of a ``.sheet``; ``data`` as stored, or ``None`` for the empty form."""
    return mark_safe(_Paper(form, data, on, sources).whole())  # noqa: S308 - escaped by ``text``


class _Paper:
    def __init__(
        self, form: Form, data: Mapping[str, Json] | None, on: date, sources: Sources
    ) -> None:
        self.form, self.on, self.sources = form, on, sources
        found = rules.run(rules.plan_of(form), data or {}, on)
        self.data = None if data is None else found.data
        self.shown = None if data is None else {*found.shown, *found.sections}

    def here(self, path: str) -> bool:
        return self.shown is None or path in self.shown

    def whole(self) -> str:
        parts = [part for part in self.form.sections if self.here(part.key)]
        return "".join(self.section(part, number) for number, part in enumerate(parts, 1))

    def section(self, part: Section, number: int) -> str:
        lines = "".join(self.line(one) for one in part.fields if self.here(one.key))
        return f"<section><h2>{_ROMAN[number]}. {text(part.title)}</h2>{self.when(part.show_when)}{lines}</section>"

    def when(self, rule: Json) -> str:
        if rule is None or self.data is not None:
            return ""
        return f"<p><em>(Ghi khi {text(in_words(rule, self.form.labels))})</em></p>"

    def line(self, one: Field) -> str:
        name = one.type.name
        if name == "heading":
            return f"<h3>{text(one.label)}</h3>"
        if name == "notice":
            return f"<p><em>{text(one.label)}</em></p>"
        if name == "table":
            return self.table(one)
        if name == "signature":
            return (
                '<div class="sheet-sign"><div></div>'
                f"<div><strong>{text(one.label)}</strong>"
                f'<div class="space">{text(self.value(one, self.at(one.key)))}</div></div></div>'
            )
        if name == "consent":
            mark = "☒" if self.at(one.key) else "☐"
            return f"<p>{mark} {text(one.label)}</p>"
        return f"<p>{text(one.label)}: {self.filled(one)}</p>{self.when(one.show_when)}"

    def at(self, key: str) -> Json:
        return None if self.data is None else self.data.get(key)

    def value(self, one: Field, value: Json) -> str:
        return "" if value is None else one.type.show(one, value, self.sources, self.on)

    def filled(self, one: Field) -> str:
        value = self.at(one.key)
        if one.type.name in ("choice", "choices"):
            return self.marked(one, value)
        if one.type.name == "yes_no":
            return f"{_box(value is True)} Có&emsp;{_box(value is False)} Không"
        said = self.value(one, value)
        return f"<strong>{text(said)}</strong>" if said else _LINE

    def marked(self, one: Field, value: Json) -> str:
        chosen = value if isinstance(value, list) else [value]
        pairs = options_of(one).items()
        return "&emsp;".join(f"{_box(code in chosen)} {text(label)}" for code, label in pairs)

    def table(self, one: Field) -> str:
        rows = self.at(one.key) or [{}] * (EMPTY_ROWS if self.data is None else 0)
        if not rows:
            return f"<p>{text(one.label)}: (không có)</p>"
        head = "".join(f'<th scope="col">{text(column.label)}</th>' for column in one.columns)
        body = "".join(
            f"<tr><td>{number}</td>"
            + "".join(
                f"<td>{text(self.value(column, row.get(column.key)))}</td>"
                for column in one.columns
            )
            + "</tr>"
            for number, row in enumerate(rows, 1)
        )
        return (
            f'<div class="sheet-table" role="group" aria-label="{text(one.label)}" tabindex="0">'
            f'<table class="table"><caption>{text(one.label)}</caption>'
            f'<thead><tr><th scope="col">STT</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        )


def _box(marked: bool) -> str:
    return "☒" if marked else "☐"


def _roman(number: int) -> str:
    tens, rest = divmod(number, 10)
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return ("", "X", "XX", "XXX", "XL")[tens] + ones[rest]


_ROMAN = [_roman(number) for number in range(41)]
