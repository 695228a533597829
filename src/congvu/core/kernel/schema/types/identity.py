"""Numbers and addresses that identify: personal numbers, tax codes, telephones, e-mail, web."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.personalid import parse_identity_card, parse_personal_id
from congvu.core.kernel.phone import format_phone, is_mobile, parse_phone
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
from congvu.core.kernel.schema.values import Json, Value
from congvu.core.kernel.taxcode import parse_tax_code
from congvu.core.kernel.text import fold

_PASSPORT = re.compile(r"[A-Z0-9]{6,12}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_SEPARATORS = re.compile(r"[\s.\-]+")


def _by(parse: Callable[[str], object]) -> Callable[[FieldLike, Json, Context], Json]:
    def read(one: FieldLike, raw: Json, context: Context) -> Json:
        text = _SEPARATORS.sub("", must_be_text(one, raw)[:60])
        try:
            return str(parse(text))
        except Invalid as refusal:
            raise Refused(f"{quoted(one)}: {refusal.message}") from None

    return read


def _tax(one: FieldLike, raw: Json, context: Context) -> Json:
    try:
        return parse_tax_code(must_be_text(one, raw)[:60])
    except Invalid as refusal:
        raise Refused(f"{quoted(one)}: {refusal.message}") from None


def _sex(value: Value) -> Literal["nam", "nữ"] | None:
    """Whatever codes a form gives the two: ``nam``, ``Nữ``, ``nu``."""
    word = fold(value) if isinstance(value, str) else ""
    return "nam" if word == "nam" else "nữ" if word == "nu" else None


def _birth_year(value: Value) -> int | None:
    if isinstance(value, date):
        return value.year
    return int(value[:4]) if isinstance(value, str) and value[:4].isdecimal() else None


def _agree(one: FieldLike, value: Json, context: Context) -> None:
    """Sex, century and year in the digits agree with the fields beside (TT 07/2016/TT-BCA)."""
    sex = _sex(context.beside.get(str(one.setting("sex_field") or "")))
    year = _birth_year(context.beside.get(str(one.setting("birth_field") or "")))
    try:
        parse_personal_id(str(value), sex=sex, birth_year=year)
    except Invalid as refusal:
        raise Refused(f"{quoted(one)}: {refusal.message}") from None


def _passport(one: FieldLike, raw: Json, context: Context) -> Json:
    text = _SEPARATORS.sub("", must_be_text(one, raw)[:60]).upper()
    if not _PASSPORT.fullmatch(text) or not any(c.isdigit() for c in text):
        raise Refused(
            f"{quoted(one)} gồm 6 đến 12 chữ cái và chữ số, không dấu. Hãy nhập lại theo hộ chiếu."
        )
    return text


def _phone(one: FieldLike, raw: Json, context: Context) -> Json:
    try:
        number = parse_phone(must_be_text(one, raw)[:60])
    except Invalid as refusal:
        raise Refused(f"{quoted(one)}: {refusal.message}") from None
    if one.setting("mobile") and not is_mobile(number):
        raise Refused(f"{quoted(one)} phải là số di động để nhận tin nhắn. Hãy nhập lại.")
    return number


def _show_phone(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return format_phone(str(value))


def _email(one: FieldLike, raw: Json, context: Context) -> Json:
    text = must_be_text(one, raw).strip()[:255]
    if len(text) > 254 or not _EMAIL.fullmatch(text) or ".." in text:
        raise Refused(
            f"{quoted(one)} chưa đúng dạng thư điện tử, ví dụ ten@coquan.vn. Hãy nhập lại."
        )
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _web(one: FieldLike, raw: Json, context: Context) -> Json:
    text = must_be_text(one, raw).strip()
    if "://" not in text:
        text = f"https://{text}"
    if len(text) > 500 or not text.isprintable() or " " in text or not _has_host(text):
        raise Refused(
            f"{quoted(one)} chưa đúng dạng địa chỉ trang web, ví dụ https://coquan.vn. Hãy nhập lại."
        )
    return text


def _has_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return False


def _pattern(pattern: str) -> Callable[[FieldLike], dict[str, Json]]:
    return lambda one: {"type": "string", "pattern": pattern}


IDENTITY = (
    FieldType(
        "personal_id", "Số định danh cá nhân (12 chữ số)", "Định danh", "text", "digits",
        _by(parse_personal_id), plain, _pattern("^[0-9]{12}$"),
        (
            Setting("sex_field", "Đối chiếu với trường giới tính", "field"),
            Setting("birth_field", "Đối chiếu với trường ngày sinh", "field"),
        ),
        agree=_agree, example="024190001234",
    ),
    FieldType(
        "old_id", "Số chứng minh nhân dân (9 chữ số)", "Định danh", "text", "digits",
        _by(parse_identity_card), plain, _pattern("^[0-9]{9}$"), example="121234567",
    ),
    FieldType(
        "passport", "Số hộ chiếu", "Định danh", "text", "line", _passport, plain,
        _pattern("^[A-Z0-9]{6,12}$"), example="C1234567",
    ),
    FieldType(
        "tax_code", "Mã số thuế", "Định danh", "text", "digits", _tax, plain,
        _pattern("^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"), example="0100109106",
    ),
    FieldType(
        "phone", "Số điện thoại", "Định danh", "text", "phone", _phone, _show_phone,
        _pattern("^0[0-9]{9,10}$"), (Setting("mobile", "Chỉ nhận số di động", "yes", False),),
        example="0912345678",
    ),
    FieldType(
        "email", "Thư điện tử", "Định danh", "text", "email", _email, plain,
        lambda one: {"type": "string", "format": "email", "maxLength": 254}, example="dan@vidu.vn",
    ),
    FieldType(
        "web", "Địa chỉ trang web", "Định danh", "text", "web", _web, plain,
        lambda one: {"type": "string", "format": "uri", "maxLength": 500},
        example="https://vidu.vn",
    ),
)  # fmt: skip
