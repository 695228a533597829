"""The operators of rules, one row each. Total: a wrong kind or an empty operand gives empty.

The browser has the same table (``core/ui/static/ui/js/rules.js``); one file of cases holds both.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from congvu.core.kernel.dates import format_date
from congvu.core.kernel.numbers import number_to_words
from congvu.core.kernel.schema.values import (
    SCALE,
    Amount,
    Value,
    amount,
    amount_text,
    is_empty,
    rounded,
)

Args = tuple[Value, ...]
TEXT_LIMIT = 4000
WORDS_LIMIT = 10**15
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Operator:
    """``takes`` names the kinds of the operands, the last one for all that follow."""

    name: str
    title: str
    takes: tuple[str, ...]
    gives: str
    least: int
    most: int
    run: Callable[[Args], Value]


def _numbers(args: Args) -> list[int] | None:
    found = [one.micro for one in args if isinstance(one, Amount)]
    return found if len(found) == len(args) else None


def _and(args: Args) -> Value:
    return all(one is True for one in args)


def _or(args: Args) -> Value:
    return any(one is True for one in args)


def _not(args: Args) -> Value:
    return args[0] is not True


def _if(args: Args) -> Value:
    return args[1] if args[0] is True else args[2]


def _same_kind(args: Args) -> bool:
    first, second = args
    return not is_empty(first) and not is_empty(second) and type(first) is type(second)


def _eq(args: Args) -> Value:
    return _same_kind(args) and args[0] == args[1]


def _ne(args: Args) -> Value:
    return _same_kind(args) and args[0] != args[1]


def _ordered(test: Callable[[int, int], bool]) -> Callable[[Args], Value]:
    def run(args: Args) -> Value:
        first, second = args
        if isinstance(first, Amount) and isinstance(second, Amount):
            return test(first.micro, second.micro)
        if isinstance(first, date) and isinstance(second, date):
            return test(first.toordinal(), second.toordinal())
        return False

    return run


def _in(args: Args) -> Value:
    one, many = args
    return isinstance(one, str) and isinstance(many, tuple) and one in many


def _starts(args: Args) -> Value:
    one, start = args
    return isinstance(one, str) and isinstance(start, str) and one.startswith(start)


def _empty(args: Args) -> Value:
    return is_empty(args[0])


def _filled(args: Args) -> Value:
    return not is_empty(args[0])


def _first(args: Args) -> Value:
    return next((one for one in args if not is_empty(one)), None)


def _add(args: Args) -> Value:
    """The sum of what is there; empty when nothing is, or when something is no number."""
    there = tuple(one for one in args if not is_empty(one))
    found = _numbers(there)
    return amount(sum(found)) if found else None


def _sub(args: Args) -> Value:
    found = _numbers(args)
    return amount(found[0] - found[1]) if found else None


def _mul(args: Args) -> Value:
    found = _numbers(args)
    if not found:
        return None
    product: Amount | None = Amount(SCALE)
    for micro in found:
        if product is not None:
            product = amount(rounded(product.micro * micro, SCALE))
    return product


def _div(args: Args) -> Value:
    found = _numbers(args)
    if not found or not found[1]:
        return None
    return amount(rounded(found[0] * SCALE, found[1]))


def _round(args: Args) -> Value:
    found = _numbers(args)
    if not found:
        return None
    places = found[1] // SCALE
    if found[1] % SCALE or not 0 <= places <= 6:
        return None
    step = int(10 ** (6 - places))
    return amount(rounded(found[0], step) * step)


def _abs(args: Args) -> Value:
    return amount(abs(args[0].micro)) if isinstance(args[0], Amount) else None


def _least(args: Args) -> Value:
    return _extreme(args, smallest=True)


def _greatest(args: Args) -> Value:
    return _extreme(args, smallest=False)


def _extreme(args: Args, *, smallest: bool) -> Value:
    """Of what is there, when all of it is numbers or all of it dates."""
    there = [one for one in args if not is_empty(one)]
    numbers = [one for one in there if isinstance(one, Amount)]
    days = [one for one in there if isinstance(one, date)]
    if numbers and len(numbers) == len(there):
        return min(numbers) if smallest else max(numbers)
    if days and len(days) == len(there):
        return min(days) if smallest else max(days)
    return None


def _whole(value: Value) -> int | None:
    if isinstance(value, Amount) and value.micro % SCALE == 0:
        return value.micro // SCALE
    return None


def _add_days(args: Args) -> Value:
    day, count = args[0], _whole(args[1])
    if not isinstance(day, date) or count is None or abs(count) > 4_000_000:
        return None
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def _add_months(args: Args) -> Value:
    """The same day of another month, or that month's last day."""
    day, count = args[0], _whole(args[1])
    if not isinstance(day, date) or count is None or abs(count) > 130_000:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _add_years(args: Args) -> Value:
    count = _whole(args[1])
    if count is None or abs(count) > 10_000:
        return None
    return _add_months((args[0], Amount(count * 12 * SCALE)))


def _days_between(args: Args) -> Value:
    first, second = args
    if not isinstance(first, date) or not isinstance(second, date):
        return None
    return Amount((second - first).days * SCALE)


def _age(args: Args) -> Value:
    """Whole years of age on a day; of a birth date known in part, the years that are certain."""
    born, on = args
    born = _latest(born) if isinstance(born, str) else born
    if not isinstance(born, date) or not isinstance(on, date) or born > on:
        return None
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return Amount(max(years, 0) * SCALE)


def _latest(text: str) -> date | None:
    found = _PARTIAL.fullmatch(text)
    if not found:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    if not 1 <= month <= 12 or not year:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _year(args: Args) -> Value:
    one = args[0]
    if isinstance(one, str):
        found = _PARTIAL.fullmatch(one)
        return Amount(int(found[1]) * SCALE) if found else None
    return Amount(one.year * SCALE) if isinstance(one, date) else None


def _month(args: Args) -> Value:
    return Amount(args[0].month * SCALE) if isinstance(args[0], date) else None


def _day(args: Args) -> Value:
    return Amount(args[0].day * SCALE) if isinstance(args[0], date) else None


def _length(args: Args) -> Value:
    one = args[0]
    return Amount(len(one) * SCALE) if isinstance(one, str | tuple) else None


def display(value: Value) -> str:
    """As a sentence shows it: ``1.234,5``, ``05/02/2026``, ``Có``."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Amount):
        return _grouped(amount_text(value))
    if isinstance(value, date):
        return format_date(value)
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _grouped(text: str) -> str:
    whole, _, rest = text.lstrip("-").partition(".")
    sign = "-" if text.startswith("-") else ""
    return f"{sign}{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


def _concat(args: Args) -> Value:
    text = "".join(display(one) for one in args)
    return text if text and len(text) <= TEXT_LIMIT else None


def _words(args: Args) -> Value:
    """A whole number in words."""
    number = _whole(args[0])
    return number_to_words(number) if number is not None and abs(number) < WORDS_LIMIT else None


MANY = 20
_TABLE = (
    Operator("and", "và", ("bool",), "bool", 1, MANY, _and),
    Operator("or", "hoặc", ("bool",), "bool", 1, MANY, _or),
    Operator("not", "không", ("bool",), "bool", 1, 1, _not),
    Operator("if", "nếu … thì … không thì", ("bool", "any"), "any", 3, 3, _if),
    Operator("eq", "là", ("any", "any"), "bool", 2, 2, _eq),
    Operator("ne", "khác", ("any", "any"), "bool", 2, 2, _ne),
    Operator("lt", "nhỏ hơn", ("order", "order"), "bool", 2, 2, _ordered(int.__lt__)),
    Operator("le", "nhỏ hơn hoặc bằng", ("order", "order"), "bool", 2, 2, _ordered(int.__le__)),
    Operator("gt", "lớn hơn", ("order", "order"), "bool", 2, 2, _ordered(int.__gt__)),
    Operator("ge", "lớn hơn hoặc bằng", ("order", "order"), "bool", 2, 2, _ordered(int.__ge__)),
    Operator("in", "là một trong", ("text", "list"), "bool", 2, 2, _in),
    Operator("starts", "bắt đầu bằng", ("text", "text"), "bool", 2, 2, _starts),
    Operator("empty", "để trống", ("any",), "bool", 1, 1, _empty),
    Operator("filled", "đã điền", ("any",), "bool", 1, 1, _filled),
    Operator("first", "giá trị có đầu tiên", ("any",), "any", 1, MANY, _first),
    Operator("add", "cộng", ("number",), "number", 1, MANY, _add),
    Operator("sub", "trừ", ("number", "number"), "number", 2, 2, _sub),
    Operator("mul", "nhân", ("number",), "number", 1, MANY, _mul),
    Operator("div", "chia", ("number", "number"), "number", 2, 2, _div),
    Operator("round", "làm tròn", ("number", "number"), "number", 2, 2, _round),
    Operator("abs", "trị tuyệt đối", ("number",), "number", 1, 1, _abs),
    Operator("least", "nhỏ nhất", ("order",), "any", 1, MANY, _least),
    Operator("greatest", "lớn nhất", ("order",), "any", 1, MANY, _greatest),
    Operator("add_days", "cộng số ngày", ("date", "number"), "date", 2, 2, _add_days),
    Operator("add_months", "cộng số tháng", ("date", "number"), "date", 2, 2, _add_months),
    Operator("add_years", "cộng số năm", ("date", "number"), "date", 2, 2, _add_years),
    Operator("days_between", "số ngày giữa", ("date", "date"), "number", 2, 2, _days_between),
    Operator("age", "tuổi tại ngày", ("birth", "date"), "number", 2, 2, _age),
    Operator("year", "năm của", ("birth",), "number", 1, 1, _year),
    Operator("month", "tháng của", ("date",), "number", 1, 1, _month),
    Operator("day", "ngày của", ("date",), "number", 1, 1, _day),
    Operator("length", "độ dài", ("texts",), "number", 1, 1, _length),
    Operator("concat", "nối chữ", ("any",), "text", 1, MANY, _concat),
    Operator("words", "viết bằng chữ", ("number",), "text", 1, 1, _words),
)
OPERATORS = {one.name: one for one in _TABLE}

COUNTED = ("count", "sum", "least", "greatest", "any", "all")
"""What can be asked over the rows of a table."""
