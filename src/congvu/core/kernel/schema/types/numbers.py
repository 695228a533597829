"""Numbers, exact: whole, with decimals, money, percent. Decimals are stored as text."""

from __future__ import annotations

import re
from datetime import date

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.money import dong_in_words, format_dong, parse_dong
from congvu.core.kernel.numbers import format_number, parse_number
from congvu.core.kernel.schema.operators import display
from congvu.core.kernel.schema.types.base import (
    Context,
    FieldLike,
    FieldType,
    Refused,
    Setting,
    Sources,
    quoted,
)
from congvu.core.kernel.schema.values import (
    SCALE,
    WHOLE_LIMIT,
    Amount,
    Json,
    amount_text,
    lift,
    parse_amount,
)

_SPACED = re.compile(r"(?<=[0-9])[ \u00a0](?=[0-9]{3}(?:\D|$))")
_LIMITS = (
    Setting("least", "Nhỏ nhất", "number"),
    Setting("greatest", "Lớn nhất", "number"),
)


def _micro(one: FieldLike, raw: Json, places: int, context: Context) -> int:
    """In millionths, from what a person typed, or from what data stores."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        micro = raw * SCALE if abs(raw) < WHOLE_LIMIT else WHOLE_LIMIT * SCALE
    elif not isinstance(raw, str):
        raise Refused(f"{quoted(one)} phải là số. Hãy nhập lại.")
    else:
        micro = _typed(one, raw.strip()[:60]) if context.typed else _stored(one, raw)
    if abs(micro) >= WHOLE_LIMIT * SCALE:
        raise Refused(f"{quoted(one)} quá lớn. Hãy kiểm tra lại số đã nhập.")
    if micro % 10 ** (6 - places):
        said = f"số có tối đa {places} chữ số sau dấu phẩy" if places else "số nguyên"
        raise Refused(f"{quoted(one)} phải là {said}. Hãy nhập lại.")
    return micro


def _stored(one: FieldLike, text: str) -> int:
    number = parse_amount(text)
    if number is None:
        raise Refused(f"{quoted(one)} phải là số. Hãy nhập lại.")
    return number.micro


def _typed(one: FieldLike, text: str) -> int:
    try:
        number = parse_number(_SPACED.sub(".", text))
    except Invalid as refusal:
        raise Refused(f"{quoted(one)}: {refusal.message}") from None
    scaled = number * SCALE
    if scaled != scaled.to_integral_value():
        raise Refused(f"{quoted(one)} có quá sáu chữ số sau dấu phẩy. Hãy làm tròn.")
    return int(scaled)


def _limited(one: FieldLike, micro: int) -> int:
    least, greatest = one.setting("least"), one.setting("greatest")
    if least is not None and micro < least * SCALE:
        raise Refused(f"{quoted(one)} phải từ {format_number(least)} trở lên. Hãy nhập lại.")
    if greatest is not None and micro > greatest * SCALE:
        raise Refused(f"{quoted(one)} không được quá {format_number(greatest)}. Hãy nhập lại.")
    return micro


def _whole(one: FieldLike, raw: Json, context: Context) -> Json:
    return _limited(one, _micro(one, raw, 0, context)) // SCALE


def _decimal(one: FieldLike, raw: Json, context: Context) -> Json:
    return amount_text(Amount(_limited(one, _micro(one, raw, int(one.setting("places")), context))))


def _money(one: FieldLike, raw: Json, context: Context) -> Json:
    if isinstance(raw, str):
        try:
            raw = parse_dong(_SPACED.sub(".", raw.strip()[:60]))
        except Invalid as refusal:
            raise Refused(f"{quoted(one)}: {refusal.message}") from None
    return _limited(one, _micro(one, raw, 0, context)) // SCALE


def _show(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    number = lift("number", value)
    return display(number) if isinstance(number, Amount) else str(value)


def _show_money(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    if not isinstance(value, int):
        return str(value)
    written = format_dong(value)
    return f"{written} ({dong_in_words(value)})" if one.setting("words") else written


def _show_percent(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return f"{_show(one, value, sources, on)}%"


def _percent(one: FieldLike, raw: Json, context: Context) -> Json:
    return _decimal(one, raw.replace("%", "") if isinstance(raw, str) else raw, context)


def _describe_whole(one: FieldLike) -> dict[str, Json]:
    found: dict[str, Json] = {"type": "integer"}
    if one.setting("least") is not None:
        found["minimum"] = one.setting("least")
    if one.setting("greatest") is not None:
        found["maximum"] = one.setting("greatest")
    return found


def _describe_decimal(one: FieldLike) -> dict[str, Json]:
    places = one.setting("places")
    tail = f"(\\.[0-9]{{1,{places}}})?" if places else ""
    return {"type": "string", "pattern": f"^-?[0-9]{{1,15}}{tail}$"}


_PLACES = Setting("places", "Số chữ số sau dấu phẩy", "count", 2, most=6)

NUMBERS = (
    FieldType(
        "whole", "Số nguyên", "Số", "number", "number", _whole, _show, _describe_whole, _LIMITS,
        example=42,
    ),
    FieldType(
        "decimal", "Số thập phân", "Số", "number", "number", _decimal, _show, _describe_decimal,
        (*_LIMITS, _PLACES), example="1234.5",
    ),
    FieldType(
        "money", "Số tiền (đồng, kèm bằng chữ)", "Số", "number", "money", _money, _show_money,
        _describe_whole,
        (
            Setting("least", "Nhỏ nhất", "number", 0),
            Setting("greatest", "Lớn nhất", "number"),
            Setting("words", "Viết kèm bằng chữ", "yes", True),
        ),
        example=1_250_000,
    ),
    FieldType(
        "percent", "Tỷ lệ phần trăm", "Số", "number", "percent", _percent, _show_percent,
        _describe_decimal,
        (
            Setting("least", "Nhỏ nhất", "number", 0),
            Setting("greatest", "Lớn nhất", "number", 100),
            _PLACES,
        ),
        example="12.5",
    ),
)  # fmt: skip
