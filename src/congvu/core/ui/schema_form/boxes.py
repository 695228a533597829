"""One box for each kind of widget, drawn as text; every value passes through ``text``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.core.kernel.schema.form import Field
from congvu.core.kernel.schema.operators import display
from congvu.core.kernel.schema.types import Sources
from congvu.core.kernel.schema.types.choices import options_of
from congvu.core.kernel.schema.types.places import day_of
from congvu.core.kernel.schema.values import Amount, Json, lift
from congvu.core.ui.forms.drawing import attributes, text
from congvu.core.ui.schema_form.names import box_id, box_name

RADIOS = 5
MEGABYTE = 1024 * 1024
Attrs = dict[str, Any]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Box:
    """A field at its place: what it holds, how it is described, where choices come from.

    ``typed`` tells texts of people from values of data.
    """

    field: Field
    path: str
    raw: Json
    typed: bool
    on: date
    sources: Sources
    described: str = ""
    wrong: bool = False

    @property
    def name(self) -> str:
        return box_name(self.path)

    @property
    def id(self) -> str:
        return box_id(self.path)

    def attrs(self, **more: Any) -> Attrs:
        found: Attrs = {"id": self.id, "name": self.name, **more}
        if self.described:
            found["aria-describedby"] = self.described
        if self.wrong:
            found["aria-invalid"] = "true"
        return found

    @property
    def shown(self) -> str:
        """As it stands in a text box."""
        return written(self.field, self.raw, typed=self.typed, sources=self.sources, on=self.on)


def written(one: Field, raw: Json, *, typed: bool, sources: Sources, on: date) -> str:
    """A value as one would type it; ``check(typed=True)`` reads it back as it was."""
    if raw is None or isinstance(raw, list | Mapping):
        return ""
    if typed:
        return str(raw)
    if one.type.kind == "number":
        number = lift("number", raw)
        return display(number) if isinstance(number, Amount) else str(raw)
    if one.type.widget in ("date", "birth", "phone"):
        return one.type.show(one, raw, sources, on)
    return str(raw)


def _input(box: Box, kind: str = "text", **attrs: Any) -> str:
    value = {"value": box.shown} if box.shown else {}
    return f"<input{attributes({'type': kind, **box.attrs(**attrs), **value})}>"


def _line(box: Box) -> str:
    known = {setting.name for setting in box.field.type.settings}
    most = box.field.setting("max_length") if "max_length" in known else 250
    return _input(box, maxlength=str(most))


def _lines(box: Box) -> str:
    attrs = box.attrs(
        rows="3", maxlength=str(box.field.setting("max_length")), **{"data-autosize": ""}
    )
    return f"<textarea{attributes(attrs)}>\n{text(box.shown)}</textarea>"


def _date(box: Box) -> str:
    return _input(
        box, inputmode="numeric", placeholder="ngày/tháng/năm", autocomplete="off", maxlength="10",
        **{"data-date": ""},
    )  # fmt: skip


def _birth(box: Box) -> str:
    return _input(
        box, inputmode="numeric", placeholder="ngày/tháng/năm hoặc năm", autocomplete="off",
        maxlength="10",
    )  # fmt: skip


def _time(box: Box) -> str:
    return _input(box, placeholder="giờ:phút", autocomplete="off", maxlength="5")


def _number(box: Box) -> str:
    return _input(box, inputmode="decimal", autocomplete="off", maxlength="30")


def _money(box: Box) -> str:
    return _input(
        box, inputmode="numeric", autocomplete="off", maxlength="24", **{"data-money": ""}
    )


def _digits(box: Box) -> str:
    return _input(box, inputmode="numeric", autocomplete="off", maxlength="20")


def _typed_as(kind: str) -> Callable[[Box], str]:
    return lambda box: _input(box, kind, maxlength="254", autocomplete="off")


def choice_list(box: Box, pairs: Pairs, *, many: bool = False) -> str:
    """Radio buttons, or boxes to mark; the first carries the id that a summary links to."""
    chosen = set(box.raw) if isinstance(box.raw, list) else {str(box.raw)}
    lines = []
    for number, (code, label) in enumerate(pairs):
        attrs: Attrs = {"type": "checkbox" if many else "radio", "name": box.name, "value": code}
        attrs["id"] = box.id if number == 0 else f"{box.id}-{number}"
        attrs["checked"] = code in chosen
        if box.wrong:
            attrs["aria-invalid"] = "true"
        lines.append(f"<label><input{attributes(attrs)}><span>{text(label)}</span></label>")
    return f'<div class="checks schema-choices">{"".join(lines)}</div>'


def select(box: Box, groups: Sequence[tuple[str, Pairs]], attrs: Attrs, chosen: str) -> str:
    parts = ['<option value="">– Chọn –</option>']
    known = {code for _, pairs in groups for code, _ in pairs}
    if chosen and chosen not in known:
        parts.append(f'<option value="{text(chosen)}" selected>{text(chosen)}</option>')
    for group, pairs in groups:
        inside = "".join(
            f'<option value="{text(code)}"{" selected" if code == chosen else ""}>{text(label)}</option>'
            for code, label in pairs
        )
        parts.append(f'<optgroup label="{text(group)}">{inside}</optgroup>' if group else inside)
    return f"<select{attributes(attrs)}>{''.join(parts)}</select>"


def as_radios(one: Field) -> bool:
    shape = one.setting("shape")
    return shape == "radio" or (shape == "auto" and len(options_of(one)) <= RADIOS)


def _choice(box: Box) -> str:
    pairs = list(options_of(box.field).items())
    if as_radios(box.field):
        return choice_list(box, pairs)
    return select(box, [("", pairs)], box.attrs(), str(box.raw or ""))


def _checks(box: Box) -> str:
    return choice_list(box, list(options_of(box.field).items()), many=True)


def _yes_no(box: Box) -> str:
    known = {True: "co", False: "khong"}
    raw = known[box.raw] if isinstance(box.raw, bool) else box.raw
    at = Box(box.field, box.path, raw, box.typed, box.on, box.sources, box.described, box.wrong)
    return choice_list(at, [("co", "Có"), ("khong", "Không")])


def _code(box: Box) -> str:
    known = box.sources.codes(str(box.field.setting("code_list")), box.on)
    if known is None:
        return _line(box)
    return select(box, [("", list(known.items()))], box.attrs(), str(box.raw or ""))


def _agency(box: Box) -> str:
    known = box.sources.agencies(box.on)
    return select(box, [("", known)], box.attrs(), str(box.raw or "")) if known else _line(box)


def _places(box: Box) -> list[tuple[str, list[tuple[str, str]]]]:
    one = box.field
    return box.sources.territories(
        day_of(one, box.on), str(one.setting("within")), str(one.setting("tier"))
    )


def _territory(box: Box) -> str:
    groups = _places(box)
    return select(box, groups, box.attrs(), str(box.raw or "")) if groups else _digits(box)


def _address(box: Box) -> str:
    raw = box.raw if isinstance(box.raw, Mapping) else {}
    place, line = str(raw.get("territory", "")), str(raw.get("line", ""))
    attrs = box.attrs(name=f"{box.name}.territory", **{"data-part": "territory"})
    groups = _places(box)
    if groups:
        first = select(box, groups, attrs, place)
    else:
        more = {"type": "text", "maxlength": "10", "inputmode": "numeric", "value": place}
        first = f"<input{attributes({**attrs, **more})}>"
    second = {
        "type": "text", "name": f"{box.name}.line", "id": f"{box.id}-line", "maxlength": "300",
        "value": line, "data-part": "line",
    }  # fmt: skip
    return (
        f'<div class="schema-address"><div><label for="{box.id}">Xã, phường</label>{first}</div>'
        f'<div><label for="{box.id}-line">Số nhà, đường, thôn</label>'
        f"<input{attributes(second)}></div></div>"
    )


def _file(box: Box) -> str:
    one = box.field
    rows = box.raw if isinstance(box.raw, list) else []
    kept = "".join(_kept_file(box, row) for row in rows)
    kinds = ",".join(f".{kind}" for kind in one.setting("kinds"))
    attrs = box.attrs(
        name=f"{box.name}.new", accept=kinds, multiple=int(one.setting("most")) > 1,
        **{"data-files": "", "data-max-bytes": str(int(one.setting("megabytes")) * MEGABYTE)},
    )  # fmt: skip
    return (
        (f'<ul class="schema-files">{kept}</ul>' if kept else "")
        + f'<div class="filebox"><input type="file"{attributes(attrs)}>'
        '<span class="filebox-face" aria-hidden="true">Chọn tệp hoặc kéo thả vào đây</span>'
        '<ul class="filelist" aria-live="polite"></ul></div>'
    )


def _kept_file(box: Box, row: Json) -> str:
    reference = row.get("file", "") if isinstance(row, Mapping) else str(row)
    fact = box.sources.file(str(reference))
    name = (
        fact.name if fact else row.get("name", reference) if isinstance(row, Mapping) else reference
    )
    attrs = {"type": "checkbox", "name": box.name, "value": reference, "checked": True}
    return f"<li><label><input{attributes(attrs)}><span>Giữ tệp “{text(name)}”</span></label></li>"


def _mark(box: Box, value: str, checked: bool, said: str) -> str:
    attrs = box.attrs(value=value, checked=checked)
    return f'<label><input type="checkbox"{attributes(attrs)}><span>{said}</span></label>'


def _signature(box: Box) -> str:
    by = box.raw.get("by") if isinstance(box.raw, Mapping) else box.raw
    if box.field.setting("means") == "digital":
        state = "Đã ký số." if by == "digital" else "Ký số ở bước cuối, sau khi lưu tờ khai."
        return f'<p class="hint" id="{box.id}">{state}</p>'
    return _mark(
        box, "account", by == "account", f"{text(box.field.label)}: tôi ký bằng tài khoản này"
    )


def _consent(box: Box) -> str:
    return _mark(box, "co", box.raw in (True, "co"), text(box.field.label))


def _computed(box: Box) -> str:
    return f'<output class="schema-computed" id="{box.id}"></output>'


BOXES: Mapping[str, Callable[[Box], str]] = {
    "line": _line, "lines": _lines, "name": _line, "date": _date, "birth": _birth, "time": _time,
    "number": _number, "percent": _number, "money": _money, "digits": _digits,
    "phone": _typed_as("tel"), "email": _typed_as("email"), "web": _line, "yes_no": _yes_no,
    "choice": _choice, "checks": _checks, "code": _code, "territory": _territory,
    "agency": _agency, "address": _address, "file": _file, "signature": _signature,
    "consent": _consent, "computed": _computed,
}  # fmt: skip

GROUPS = ("yes_no", "checks", "address")
"""Widgets of several boxes: a fieldset with a legend instead of a label."""
MARKS = ("consent", "signature")
"""Widgets whose label stands behind the box."""
