"""Texts: short, long, names of people."""

from __future__ import annotations

import re

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.types.base import (
    Context,
    FieldLike,
    FieldType,
    Refused,
    Setting,
    must_be_text,
    plain,
    quoted,
)
from congvu.core.kernel.schema.values import Json
from congvu.core.kernel.text import clean_line, clean_text

_NAME = re.compile(r"[^\W\d_][^\W\d_'’.\- ]*(?:[ '’.\-]+[^\W\d_]+)*\.?")
MIN_LENGTH = Setting("min_length", "Số ký tự ít nhất", "count", 0, most=4000)


def _max(default: int, most: int) -> Setting:
    return Setting("max_length", "Số ký tự nhiều nhất", "count", default, least=1, most=most)


def _sized(one: FieldLike, text: str) -> str:
    least = int(one.setting("min_length"))
    if len(text) < least:
        raise Refused(f"{quoted(one)} cần ít nhất {least} ký tự. Hãy nhập đầy đủ hơn.")
    return text


def _line(one: FieldLike, raw: Json, context: Context) -> Json:
    text = must_be_text(one, raw)
    return _sized(one, _cleaned(clean_line, one, text, int(one.setting("max_length"))))


def _text(one: FieldLike, raw: Json, context: Context) -> Json:
    text = must_be_text(one, raw)
    return _sized(one, _cleaned(clean_text, one, text, int(one.setting("max_length"))))


def _cleaned(clean: object, one: FieldLike, text: str, most: int) -> str:
    assert callable(clean)
    try:
        return str(clean(text, most, label=quoted(one)))
    except Invalid as refusal:
        raise Refused(refusal.message) from None


def _name(one: FieldLike, raw: Json, context: Context) -> Json:
    name = _cleaned(clean_line, one, must_be_text(one, raw), 100)
    if not _NAME.fullmatch(name):
        raise Refused(
            f"{quoted(one)} chỉ gồm chữ cái, khoảng trắng, dấu nháy và gạch nối. Hãy nhập lại."
        )
    if one.setting("whole") and " " not in name:
        raise Refused(f"{quoted(one)} phải có cả họ và tên. Hãy nhập đầy đủ như trên giấy tờ.")
    return name.upper() if one.setting("capitals") else name


def _describe(one: FieldLike) -> dict[str, Json]:
    found: dict[str, Json] = {"type": "string", "maxLength": one.setting("max_length")}
    least = one.setting("min_length")
    return {**found, "minLength": least} if least else found


TEXTS = (
    FieldType(
        "short_text", "Văn bản ngắn", "Chữ", "text", "line", _line, plain, _describe,
        (MIN_LENGTH, _max(250, 1000)), example="Tổ dân phố số 3",
    ),
    FieldType(
        "long_text", "Văn bản dài", "Chữ", "text", "lines", _text, plain, _describe,
        (MIN_LENGTH, _max(4000, 20_000)), example="Xin trình bày như sau.\nMột là.",
    ),
    FieldType(
        "person_name", "Họ, chữ đệm, tên", "Chữ", "text", "name", _name, plain,
        lambda one: {"type": "string", "minLength": 1, "maxLength": 100},
        (
            Setting("whole", "Phải có cả họ và tên", "yes", True),
            Setting("capitals", "Đổi thành chữ in hoa", "yes", False),
        ),
        example="Nguyễn Thị Hồng Đào",
    ),
)  # fmt: skip
