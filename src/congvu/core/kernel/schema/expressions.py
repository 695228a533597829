"""Rules as data: a small tree of JSON, built by clicking, evaluated without ``eval``.

========================================  ====================================================
``{"field": "ho_ten"}``                   the value of a field
``{"column": "so_tien"}``                 of the same row, inside a table
``{"value": "nam"}``                      a text, a whole number, yes/no, a list of texts, nothing
``{"number": "1.5"}``                     a number with decimals
``{"date": "2026-07-01"}``                a day
``{"today": true}``                       the day of filling
``{"op": "eq", "args": [...]}``           an operator of ``operators.OPERATORS``
``{"each": "sum", "table": "con",         over the rows of a table that ``where`` is true of;
``"of": …, "where": …}``                  ``of`` and ``where`` are rules of one row
========================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congvu.core.kernel.schema.operators import COUNTED, OPERATORS, display
from congvu.core.kernel.schema.values import (
    SCALE,
    Amount,
    Json,
    Value,
    amount,
    is_empty,
    lift,
    parse_amount,
    parse_day,
)

DEPTH = 12
NODES = 200
TEXT = 500
LIST = 200
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule can see."""

    today: date
    fields: Mapping[str, Value]
    tables: Mapping[str, Sequence[Row]]
    row: Row = field(default_factory=dict)

    def of_row(self, row: Row) -> Scope:
        return Scope(self.today, self.fields, self.tables, row)


def evaluate(node: Json, scope: Scope) -> Value:
    """The value of a rule that ``complaints`` has nothing against."""
    if "op" in node:
        args = tuple(evaluate(one, scope) for one in node["args"])
        return OPERATORS[node["op"]].run(args)
    if "field" in node:
        return scope.fields.get(node["field"])
    if "column" in node:
        return scope.row.get(node["column"])
    if "each" in node:
        return _over_rows(node, scope)
    if "today" in node:
        return scope.today
    return constant(node)


def constant(node: Json) -> Value:
    if "number" in node:
        return parse_amount(node["number"])
    if "date" in node:
        return parse_day(node["date"])
    value = node["value"]
    if isinstance(value, list):
        return tuple(value)
    return value if value is None or isinstance(value, bool | str) else lift("number", value)


def _over_rows(node: Json, scope: Scope) -> Value:
    rows = [scope.of_row(row) for row in scope.tables.get(node["table"], ())]
    if "where" in node:
        rows = [row for row in rows if evaluate(node["where"], row) is True]
    how = node["each"]
    if how == "count":
        return Amount(len(rows) * SCALE)
    found = [evaluate(node["of"], row) for row in rows]
    if how == "any":
        return any(one is True for one in found)
    if how == "all":
        return all(one is True for one in found)
    there = [one for one in found if not is_empty(one)]
    if how == "sum":
        numbers = [one.micro for one in there if isinstance(one, Amount)]
        return amount(sum(numbers)) if len(numbers) == len(there) else None
    return OPERATORS[how].run(tuple(there)) if there else None


def complaints(node: Json) -> Iterator[str]:
    """What is wrong with the shape of a rule: sentences; none when it can be evaluated."""
    yield from _Shape().complaints(node, 1)


class _Shape:
    def __init__(self) -> None:
        self.nodes = 0
        self.in_rows = False

    def complaints(self, node: Json, depth: int) -> Iterator[str]:
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            if depth > DEPTH or self.nodes == NODES + 1:
                yield f"Quy tắc lồng quá {DEPTH} tầng hoặc quá {NODES} phần. Hãy tách nhỏ quy tắc."
            return
        if not isinstance(node, dict):
            yield "Quy tắc có một phần không đọc được. Hãy chọn lại điều kiện."
            return
        kinds = [name for name in _SHAPES if name in node]
        if len(kinds) != 1 or not all(isinstance(key, str) for key in node):
            yield "Quy tắc có một phần không rõ là trường, phép tính hay giá trị. Hãy chọn lại."
            return
        allowed, check = _SHAPES[kinds[0]]
        if set(node) - allowed:
            yield f"Phần “{kinds[0]}” của quy tắc có thông tin thừa. Hãy chọn lại điều kiện."
            return
        sentence = check(node)
        if sentence:
            yield sentence
            return
        if "each" in node and self.in_rows:
            yield "Phép tính trên bảng không đặt được trong một phép tính trên bảng khác."
            return
        before, self.in_rows = self.in_rows, self.in_rows or "each" in node
        for below in _below(node):
            yield from self.complaints(below, depth + 1)
        self.in_rows = before


def _below(node: Json) -> list[Json]:
    return [*node.get("args", ()), *(node[name] for name in ("of", "where") if name in node)]


def _check_op(node: Json) -> str:
    name, args = node["op"], node.get("args")
    operator = OPERATORS.get(name) if isinstance(name, str) else None
    if operator is None or not isinstance(args, list):
        return "Quy tắc dùng một phép tính không có trong danh sách. Hãy chọn lại phép tính."
    if not operator.least <= len(args) <= operator.most:
        return f"Phép “{operator.title}” có {len(args)} vế, chưa đúng số vế. Hãy chọn lại."
    return ""


def _check_name(name: str) -> Any:
    def check(node: Json) -> str:
        key = node[name]
        good = isinstance(key, str) and 0 < len(key) <= 60
        return "" if good else "Quy tắc chỉ tới một trường không có tên. Hãy chọn lại trường."

    return check


def _check_value(node: Json) -> str:
    value = node["value"]
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int) and abs(value) < 10**15:
        return ""
    if isinstance(value, str) and len(value) <= TEXT:
        return ""
    if isinstance(value, list) and len(value) <= LIST:
        good = all(isinstance(one, str) and len(one) <= TEXT for one in value)
        return "" if good else "Danh sách giá trị của quy tắc phải là chữ. Hãy chọn lại."
    return "Giá trị so sánh của quy tắc không dùng được. Hãy nhập chữ, số nguyên hoặc có/không."


def _check_number(node: Json) -> str:
    good = isinstance(node["number"], str) and parse_amount(node["number"]) is not None
    return "" if good else "Số trong quy tắc không đọc được. Hãy nhập lại."


def _check_date(node: Json) -> str:
    good = isinstance(node["date"], str) and parse_day(node["date"]) is not None
    return "" if good else "Ngày trong quy tắc không có trong lịch. Hãy nhập lại."


def _check_today(node: Json) -> str:
    return "" if node["today"] is True else "Phần “hôm nay” của quy tắc không đọc được."


def _check_each(node: Json) -> str:
    if node["each"] not in COUNTED or not isinstance(node.get("table"), str):
        return "Phép tính trên bảng không có trong danh sách. Hãy chọn lại."
    if node["each"] != "count" and "of" not in node:
        return "Phép tính trên bảng chưa chọn cột. Hãy chọn cột cần tính."
    return ""


_SHAPES: dict[str, tuple[set[str], Any]] = {
    "op": ({"op", "args"}, _check_op),
    "field": ({"field"}, _check_name("field")),
    "column": ({"column"}, _check_name("column")),
    "value": ({"value"}, _check_value),
    "number": ({"number"}, _check_number),
    "date": ({"date"}, _check_date),
    "today": ({"today"}, _check_today),
    "each": ({"each", "table", "of", "where"}, _check_each),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that a rule reads: a field, a column of the own row, or a table's column."""

    kind: str
    name: str
    table: str = ""


def references(node: Json, table: str = "") -> Iterator[Reference]:
    """Everything a rule reads; ``table`` is the one whose rows it looks at."""
    if "field" in node:
        yield Reference("field", node["field"])
    elif "column" in node:
        yield Reference("column", node["column"], table)
    elif "each" in node:
        yield Reference("table", node["table"])
        for name in ("of", "where"):
            if name in node:
                yield from references(node[name], node["table"])
    else:
        for one in node.get("args", ()):
            yield from references(one, table)


def in_words(node: Json, names: Mapping[str, str]) -> str:
    """A rule as a person reads it; ``names`` gives the labels of fields and ``table.column``."""
    return _words(node, names, "")


def _words(node: Json, names: Mapping[str, str], table: str) -> str:
    if "field" in node:
        return f"“{names.get(node['field'], node['field'])}”"
    if "column" in node:
        key = node["column"]
        return f"cột “{names.get(f'{table}.{key}', names.get(key, key))}”"
    if "today" in node:
        return "ngày khai"
    if "each" in node:
        return _each_words(node, names)
    if "op" not in node:
        value = constant(node)
        return f"“{value}”" if isinstance(value, str) else display(value) or "trống"
    parts = [_words(one, names, table) for one in node["args"]]
    title = OPERATORS[node["op"]].title
    if node["op"] in ("and", "or"):
        return f" {title} ".join(parts if len(parts) < 2 else (f"({one})" for one in parts))
    if len(parts) == 1:
        return (
            f"{parts[0]} {title}" if node["op"] in ("empty", "filled") else f"{title} ({parts[0]})"
        )
    if len(parts) == 2:
        return f"{parts[0]} {title} {parts[1]}"
    return f"{title} ({'; '.join(parts)})"


_EACH_TITLES = {
    "count": "số dòng", "sum": "tổng", "least": "nhỏ nhất", "greatest": "lớn nhất",
    "any": "có dòng mà", "all": "mọi dòng có",
}  # fmt: skip


def _each_words(node: Json, names: Mapping[str, str]) -> str:
    table = node["table"]
    said = f"{_EACH_TITLES[node['each']]} "
    if "of" in node:
        said += f"{_words(node['of'], names, table)} "
    said += f"của bảng “{names.get(table, table)}”"
    return said + (f" khi {_words(node['where'], names, table)}" if "where" in node else "")
