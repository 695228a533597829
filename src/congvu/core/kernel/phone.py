"""Vietnamese telephone numbers, stored as digits with a leading 0."""

from __future__ import annotations

import re

from congvu.core.kernel.errors import Invalid

_MOBILE = re.compile(r"0[35789][0-9]{8}")
_FIXED = re.compile(r"02[0-9]{9}")
_SEPARATORS = re.compile(r"[\s.\-()]+")
_COUNTRY = re.compile(r"^(?:\+|00)840?")


def parse_phone(s: str) -> str:
    """``+84 912.345.678`` becomes ``0912345678``.

    :raises Invalid: neither a mobile number nor a fixed line
    """
    number = _COUNTRY.sub("0", _SEPARATORS.sub("", s))
    if not _MOBILE.fullmatch(number) and not _FIXED.fullmatch(number):
        raise Invalid(
            "Số điện thoại chưa đúng. Hãy nhập số di động 10 chữ số hoặc số cố định 11 chữ số có mã "
            "vùng, ví dụ 0912 345 678."
        )
    return number


def is_mobile(number: str) -> bool:
    """Whether a stored number can receive a text message."""
    return _MOBILE.fullmatch(number) is not None


def format_phone(number: str) -> str:
    """``0912 345 678`` or ``0204 3854 123``; anything else as it is."""
    if is_mobile(number):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    if _FIXED.fullmatch(number):
        return f"{number[:4]} {number[4:8]} {number[8:]}"
    return number
