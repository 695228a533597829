"""Formulas as one row of a page: what to reckon, over which fields."""

from __future__ import annotations

from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.numbers import parse_number
from congvu.core.kernel.schema.form import Form

OF_TABLE = ("sum", "count", "least", "greatest")
KINDS = (
    ("", "– Chọn –"),
    ("add", "Cộng các trường"), ("sub", "Trường thứ nhất trừ trường thứ hai"),
    ("mul", "Nhân các trường"), ("div", "Trường thứ nhất chia trường thứ hai"),
    ("percent", "Trường thứ nhất bằng bao nhiêu % trường thứ hai"),
    ("age", "Tuổi vào ngày khai"), ("days_between", "Số ngày từ trường thứ nhất đến trường thứ hai"),
    ("add_days", "Ngày của trường thứ nhất cộng số ngày ở trường thứ hai"),
    ("concat", "Nối chữ các trường"), ("words", "Viết số bằng chữ"),
    ("sum", "Tổng một cột của bảng"), ("count", "Số dòng của bảng"),
    ("least", "Giá trị nhỏ nhất của một cột"), ("greatest", "Giá trị lớn nhất của một cột"),
)  # fmt: skip
TODAY = "@"
Rule = Any


def operands(form: Form, table: str = "") -> list[tuple[str, str]]:
    """Fields, columns of the own row (``.cot``), columns of tables (``bang.cot``), the day."""
    found = [("", "– Chọn –"), (TODAY, "Ngày khai")]
    if table:
        columns = form.fields[table].columns
        found += [(f".{one.key}", f"{one.label} (cùng dòng)") for one in columns]
    for one in form.fields.values():
        if one.type.holds:
            found.append((one.key, one.label))
            found += [(f"{one.key}.{c.key}", f"{one.label}: {c.label}") for c in one.columns]
    return found


def formula(kind: str, chosen: list[str], constant: str = "") -> Rule:
    """The rule; ``None`` when no kind is chosen. ``constant`` is a further operand that is typed.

    :raises Invalid: too few operands, or a table's column where a field is needed
    """
    if not kind:
        return None
    names = [one for one in chosen if one]
    if kind in OF_TABLE:
        return _over_table(kind, names)
    nodes = [_node(one) for one in names]
    if constant.strip():
        nodes.append(_constant(kind, constant.strip()))
    needed = 1 if kind in ("age", "words", "concat", "add", "mul") else 2
    if len(nodes) < needed or kind not in dict(KINDS):
        raise Invalid(f"Công thức này cần ít nhất {needed} trường. Hãy chọn thêm trường.")
    if kind == "age":
        return {"op": "age", "args": [nodes[0], nodes[1] if len(nodes) > 1 else {"today": True}]}
    if kind == "percent":
        hundred = {"op": "mul", "args": [nodes[0], {"value": 100}]}
        share = {"op": "div", "args": [hundred, nodes[1]]}
        return {"op": "round", "args": [share, {"value": 2}]}
    many = kind in ("add", "mul", "concat")
    return {"op": kind, "args": nodes if many else nodes[:needed]}


def _over_table(kind: str, names: list[str]) -> Rule:
    table, _, column = (names[0] if names else "").partition(".")
    if not table or (kind != "count" and not column):
        raise Invalid("Hãy chọn cột của bảng ở trường thứ nhất.")
    found: dict[str, Any] = {"each": kind, "table": table}
    return found if kind == "count" else {**found, "of": {"column": column}}


def _node(name: str) -> Rule:
    if name == TODAY:
        return {"today": True}
    if name.startswith("."):
        return {"column": name[1:]}
    if "." in name:
        raise Invalid(
            "Cột của bảng chỉ dùng được với tổng, số dòng, nhỏ nhất, lớn nhất. Hãy chọn lại."
        )
    return {"field": name}


def _constant(kind: str, text: str) -> Rule:
    if kind == "concat":
        return {"value": text}
    number = parse_number(text)
    whole = number == number.to_integral_value()
    return {"value": int(number)} if whole else {"number": f"{number:f}"}
