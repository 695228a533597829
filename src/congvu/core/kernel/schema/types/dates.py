"""Days, times, and birth dates that are known only in part."""

from __future__ import annotations

import re
from datetime import date

from congvu.core.kernel.dates import format_date, parse_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.types.base import (
    Context,
    FieldLike,
    FieldType,
    Refused,
    Setting,
    Sources,
    must_be_text,
    plain,
    quoted,
)
from congvu.core.kernel.schema.values import Json, parse_day

_TIME = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hg]\s*([0-5][0-9])")
_TIGHT = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_STORED_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_YEAR = re.compile(r"[0-9]{4}")
FIRST_YEAR = 1800

_SPAN = (
    Setting("earliest", "Sớm nhất", "date", help="Một ngày, hoặc ngày khai."),
    Setting("latest", "Muộn nhất", "date", help="Một ngày, hoặc ngày khai."),
)


def _bound(raw: Json, context: Context) -> date | None:
    return context.on if raw == "today" else parse_day(raw) if raw else None


def _within(one: FieldLike, day: date, context: Context) -> date:
    earliest, latest = (_bound(one.setting(name), context) for name in ("earliest", "latest"))
    if earliest and day < earliest:
        raise Refused(f"{quoted(one)} phải từ ngày {format_date(earliest)}. Hãy nhập lại.")
    if latest and day > latest:
        raise Refused(
            f"{quoted(one)} phải không muộn hơn ngày {format_date(latest)}. Hãy nhập lại."
        )
    if not FIRST_YEAR <= day.year <= 2199:
        raise Refused(f"{quoted(one)} có năm {day.year}, không hợp lệ. Hãy nhập lại năm.")
    return day


def _typed_day(one: FieldLike, text: str) -> date:
    stored = parse_day(text)
    if stored:
        return stored
    slashed = _TIGHT.sub(r"\1/\2/\3", text).replace("-", "/").replace(".", "/")
    try:
        return parse_date(slashed, label=quoted(one))
    except Invalid as refusal:
        raise Refused(refusal.message) from None


def _date(one: FieldLike, raw: Json, context: Context) -> Json:
    text = must_be_text(one, raw).strip()[:40]
    return _within(one, _typed_day(one, text), context).isoformat()


def _show_date(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    day = parse_day(value) if isinstance(value, str) else None
    return format_date(day) if day else str(value)


def _birth(one: FieldLike, raw: Json, context: Context) -> Json:
    """``1990``, ``05/1990`` and ``12/05/1990``, stored ``1990``, ``1990-05``, ``1990-05-12``."""
    text = must_be_text(one, raw).strip()[:40]
    month = _MONTH.fullmatch(text)
    if month and 1 <= int(month[1]) <= 12:
        text = f"{month[2]}-{int(month[1]):02}"
    if _STORED_MONTH.fullmatch(text):
        first = parse_day(f"{text}-01" if len(text) > 4 else f"{text}-01-01")
        if first is None or not first.year >= FIRST_YEAR or first > context.on:
            raise Refused(f"{quoted(one)} chưa đúng. Hãy nhập năm sinh đã qua, ví dụ 1990.")
        return text
    day = _typed_day(one, text)
    if day > context.on:
        raise Refused(f"{quoted(one)} ở sau ngày khai. Hãy nhập lại ngày sinh.")
    return _within(one, day, context).isoformat()


def _show_birth(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    text = str(value)
    if len(text) == 7:
        return f"{text[5:]}/{text[:4]}"
    return _show_date(one, value, sources, on)


def _time(one: FieldLike, raw: Json, context: Context) -> Json:
    found = _TIME.fullmatch(must_be_text(one, raw).strip()[:20])
    if not found:
        raise Refused(f"{quoted(one)} phải viết theo dạng giờ:phút, ví dụ 07:30. Hãy nhập lại.")
    return f"{int(found[1]):02}:{found[2]}"


DATES = (
    FieldType(
        "date", "Ngày", "Thời gian", "date", "date", _date, _show_date,
        lambda one: {"type": "string", "format": "date"}, _SPAN, example="2026-02-05",
    ),
    FieldType(
        "time", "Giờ phút", "Thời gian", "text", "time", _time, plain,
        lambda one: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        example="07:30",
    ),
    FieldType(
        "birth_date", "Ngày sinh (có thể chỉ biết năm)", "Thời gian", "partial", "birth", _birth,
        _show_birth,
        lambda one: {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}, _SPAN,
        example="1990-05",
    ),
)  # fmt: skip
