"""Conditions as rows of a page: field, comparison, value; all of them or one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvu.core.kernel.dates import format_date, parse_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.money import parse_dong
from congvu.core.kernel.numbers import parse_number
from congvu.core.kernel.schema.form import Field, Form
from congvu.core.kernel.schema.operators import display
from congvu.core.kernel.schema.types.choices import options_of
from congvu.core.kernel.schema.values import Amount, parse_amount, parse_day

OPERATORS = (
    ("eq", "là"), ("ne", "khác"), ("lt", "nhỏ hơn (trước)"), ("le", "không quá (không muộn hơn)"),
    ("gt", "lớn hơn (sau)"), ("ge", "từ (không sớm hơn)"), ("in", "là một trong (cách nhau dấu ;)"),
    ("has", "có chọn"), ("filled", "đã điền"), ("empty", "để trống"),
)  # fmt: skip
JOINS = (("and", "Tất cả các dòng đều đúng"), ("or", "Ít nhất một dòng đúng"))
ALONE = ("filled", "empty")
TODAY = "hôm nay"
Rule = Any


@dataclass(frozen=True, slots=True)
class Line:
    """``subject`` is a field's key, or ``.column`` of the same row."""

    subject: str
    operator: str
    value: str = ""


def subjects(form: Form, table: str = "") -> list[tuple[str, str]]:
    """What a condition can ask about: columns of the own row first, then fields."""
    columns = form.fields[table].columns if table else ()
    own = [(f".{one.key}", f"{one.label} (cùng dòng)") for one in columns if one.type.holds]
    return own + [(one.key, one.label) for one in form.fields.values() if one.type.holds]


def rule_of(form: Form, lines: list[Line], join: str = "and", table: str = "") -> Rule:
    """The rule of the lines that name a field; ``None`` when none does.

    :raises Invalid: a value that does not fit its field
    """
    parts = [_part(form, line, table) for line in lines if line.subject]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"op": join, "args": parts}


def _field(form: Form, subject: str, table: str) -> Field:
    rows = form.fields[table].columns if subject.startswith(".") and table else form.fields.values()
    for one in rows:
        if one.key == subject.lstrip("."):
            return one
    raise Invalid("Điều kiện dùng trường không có trong biểu mẫu. Hãy chọn lại trường.")


def _part(form: Form, line: Line, table: str) -> Rule:
    one = _field(form, line.subject, table)
    name = "column" if line.subject.startswith(".") else "field"
    place = {name: one.key}
    if line.operator in ALONE:
        return {"op": line.operator, "args": [place]}
    if line.operator == "has":
        return {"op": "in", "args": [{"value": _code(one, line.value)}, place]}
    if line.operator == "in":
        codes = [_code(one, text) for text in line.value.split(";") if text.strip()]
        return {"op": "in", "args": [place, {"value": codes}]}
    if line.operator not in dict(OPERATORS):
        raise Invalid("Hãy chọn phép so sánh của điều kiện.")
    return {"op": line.operator, "args": [place, _value(one, line.value)]}


def _code(one: Field, text: str) -> str:
    """A choice by its code or by its label."""
    text = " ".join(text.split())
    known = options_of(one) if one.type.name in ("choice", "choices") else {}
    by_label = {label.lower(): code for code, label in known.items()}
    if not text or (known and text not in known and text.lower() not in by_label):
        raise Invalid(f"“{text}” không phải lựa chọn của “{one.label}”. Hãy nhập đúng lựa chọn.")
    return text if text in known or not known else by_label[text.lower()]


def _value(one: Field, text: str) -> Rule:
    text = " ".join(text.split())
    if not text:
        raise Invalid(f"Điều kiện về “{one.label}” chưa có giá trị để so sánh. Hãy nhập giá trị.")
    if one.kind == "number":
        return _number(one, text)
    if one.kind in ("date", "partial"):
        if text.lower() == TODAY:
            return {"today": True}
        return {"date": parse_date(text, label=f"Giá trị so với “{one.label}”").isoformat()}
    if one.kind in ("bool", "mark", "table"):
        if text.lower() not in ("có", "không"):
            raise Invalid(f"“{one.label}” chỉ so được với “có” hoặc “không”. Hãy nhập lại.")
        return {"value": text.lower() == "có"}
    return {"value": _code(one, text)}


def _number(one: Field, text: str) -> Rule:
    if one.type.name == "money":
        return {"value": parse_dong(text)}
    number = parse_number(text)
    if number == number.to_integral_value() and abs(number) < 10**15:
        return {"value": int(number)}
    written = f"{number:f}"
    if parse_amount(written) is None:
        raise Invalid(f"Giá trị so với “{one.label}” có quá nhiều chữ số. Hãy làm tròn.")
    return {"number": written}


def lines_of(rule: Rule) -> tuple[str, list[Line]] | None:
    """The lines of a rule as this page makes them; ``None`` for a rule that is more than lines."""
    if rule is None:
        return "and", []
    join, parts = "and", [rule]
    if rule.get("op") in ("and", "or"):
        join, parts = rule["op"], rule["args"]
    found = list(_lines(parts))
    return None if None in found else (join, [one for one in found if one])


def _lines(parts: list[Rule]) -> Iterator[Line | None]:
    for part in parts:
        args = part.get("args", [])
        known = part.get("op") in dict(OPERATORS)
        subject = _subject(args[0]) if args else ""
        if known and subject and part["op"] in ALONE:
            yield Line(subject, part["op"])
        elif known and subject and len(args) == 2 and "op" not in args[1] and not _subject(args[1]):
            yield Line(subject, part["op"], _text(args[1]))
        elif part.get("op") == "in" and _subject(args[1]) and "value" in args[0]:
            yield Line(_subject(args[1]), "has", str(args[0]["value"]))
        else:
            yield None


def _subject(node: Rule) -> str:
    return node.get("field") or (f".{node['column']}" if "column" in node else "")


def _text(node: Rule) -> str:
    if "today" in node:
        return TODAY
    if "date" in node:
        day = parse_day(node["date"])
        return format_date(day) if day else ""
    if "number" in node:
        number = parse_amount(node["number"])
        return display(number) if number else ""
    value = node.get("value")
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(value)
    return display(Amount(value * 10**6)) if isinstance(value, int) else str(value or "")
