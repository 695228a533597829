"""Settings of a type of field as boxes, one box for each kind of setting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from congvu.core.kernel.dates import format_date, parse_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.form import Field, Form
from congvu.core.kernel.schema.types import Setting
from congvu.core.kernel.schema.types.choices import options_of
from congvu.core.kernel.schema.values import parse_day
from congvu.core.ui.forms import MultilineField, SafeCharField
from congvu.counter.procedures.builder.changes import key_for

TODAY = "ngày khai"


def box(setting: Setting, part: Field, form: Form) -> forms.Field:
    """The box of a setting, showing what is chosen now."""
    made = _BOXES[setting.kind](setting, part, form)
    made.label, made.required = setting.title, False
    made.help_text = setting.help or made.help_text
    return made


def read(setting: Setting, given: Any) -> Any:
    """What was typed as a setting keeps it; ``None`` when nothing was.

    :raises Invalid: it does not fit
    """
    if given in (None, "", []):
        return None
    reader = _READERS.get(setting.kind)
    value = reader(given) if reader else given
    fault = setting.complaint(value)
    if fault:
        raise Invalid(fault)
    return value


def default_of(setting: Setting) -> Any:
    """What holds when nothing is chosen, as ``read`` would give it."""
    return list(setting.default) if isinstance(setting.default, tuple) else setting.default


def choices_hint(part: Field) -> str:
    """Codes that a default may name, for types with a list of their own."""
    if part.type.name != "choice":
        return ""
    return f" Một trong các mã: {', '.join(options_of(part)) or 'chưa có lựa chọn nào'}."


def _count(setting: Setting, part: Field, form: Form) -> forms.Field:
    least = setting.least if setting.kind == "count" else -setting.most
    return forms.IntegerField(
        min_value=least, max_value=setting.most, initial=part.setting(setting.name)
    )


def _yes(setting: Setting, part: Field, form: Form) -> forms.Field:
    return forms.BooleanField(initial=part.setting(setting.name))


def _line(setting: Setting, part: Field, form: Form) -> forms.Field:
    return SafeCharField(max_length=200, initial=part.setting(setting.name))


def _date(setting: Setting, part: Field, form: Form) -> forms.Field:
    chosen = part.setting(setting.name)
    day = parse_day(str(chosen)) if chosen else None
    shown = TODAY if chosen == "today" else format_date(day) if day else ""
    said = f"dd/mm/yyyy, hoặc “{TODAY}”."
    return SafeCharField(max_length=20, initial=shown, help_text=said)


def _pick(setting: Setting, part: Field, form: Form) -> forms.Field:
    return forms.ChoiceField(
        choices=[("", "– Mặc định –"), *setting.options], initial=part.setting(setting.name)
    )


def _picks(setting: Setting, part: Field, form: Form) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=setting.options, initial=part.setting(setting.name),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def _options(setting: Setting, part: Field, form: Form) -> forms.Field:
    shown = "\n".join(f"{one['code']} = {one['label']}" for one in part.setting(setting.name) or ())
    return MultilineField(
        max_length=60_000, rows=6, initial=shown,
        help_text="Mỗi dòng một lựa chọn. Muốn tự đặt mã, viết “mã = nhãn”; mã đã dùng thì giữ nguyên.",
    )  # fmt: skip


def _field(setting: Setting, part: Field, form: Form) -> forms.Field:
    others = [(one.key, one.label) for one in form.fields.values() if one.key != part.key]
    return forms.ChoiceField(
        choices=[("", "– Không –"), *others], initial=part.setting(setting.name)
    )


def _read_date(given: str) -> str:
    return "today" if given.lower() == TODAY else parse_date(given, label="Ngày").isoformat()


def _read_options(given: str) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for line in given.splitlines():
        code, mark, label = (text.strip() for text in line.partition("="))
        if not mark:
            code, label = "", code
        if label or code:
            found[code or key_for(label, set(found), "lua_chon")] = label
    return [{"code": code, "label": label} for code, label in found.items()]


_BOXES: dict[str, Callable[[Setting, Field, Form], forms.Field]] = {
    "count": _count, "number": _count, "yes": _yes, "line": _line, "date": _date, "pick": _pick,
    "picks": _picks, "options": _options, "field": _field,
}  # fmt: skip
_READERS: dict[str, Callable[[Any], Any]] = {"date": _read_date, "options": _read_options}
