"""Numbers as Vietnamese offices write them: ``1.234.567,89``, and in words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from congvu.core.kernel.errors import Invalid

Filler = Literal["linh", "lẻ"]
"""The word for an empty tens place: ``linh`` (Northern, official) or ``lẻ`` (Southern)."""

LIMIT = 10**27
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", " nghìn", " triệu")
_SWAP = str.maketrans(",.", ".,")
_WRITTEN = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?")


def format_number(value: int | Decimal, places: int | None = None) -> str:
    """Dots between thousands, a decimal comma: ``1.234.567,89``.

    :param places: digits after the comma, half rounded to even; by default as many as there are
    """
    written = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    if places is not None:
        written = f"{Decimal(value):,.{places}f}"
    return written.translate(_SWAP)


def parse_number(s: str) -> Decimal:
    """The number written ``1.234.567,89`` or ``1234567,89``.

    :raises Invalid: anything else; ``1.5`` is refused, for it could mean 15 or one and a half
    """
    text = s.strip()
    if not _WRITTEN.fullmatch(text):
        raise Invalid(
            "Số chưa đúng cách viết. Hãy viết dấu chấm giữa các nhóm nghìn và dấu phẩy trước phần "
            "thập phân, ví dụ 1.234.567,89."
        )
    return Decimal(text.replace(".", "").replace(",", "."))


def number_to_words(n: int, *, filler: Filler = "linh", tu: bool = False) -> str:
    """``n`` in words: 1.005 is ``một nghìn không trăm linh năm``.

    :param filler: ``linh`` or ``lẻ``
    :param tu: say ``hai mươi tư`` instead of ``hai mươi bốn`` (after mươi only)
    :raises Invalid: 10²⁷ or more
    """
    if abs(n) >= LIMIT:
        raise Invalid("Số quá lớn nên không đọc được bằng chữ. Hãy kiểm tra lại số đã nhập.")
    if n < 0:
        return "âm " + _words(-n, filler, tu)
    return _words(n, filler, tu)


def _words(n: int, filler: Filler, tu: bool) -> str:
    billions, rest = divmod(n, 10**9)
    if not billions:
        return _below_billion(rest, False, filler, tu) or _DIGITS[0]
    high = _words(billions, filler, tu) + " tỷ"
    return f"{high} {_below_billion(rest, True, filler, tu)}".rstrip()


def _below_billion(n: int, padded: bool, filler: Filler, tu: bool) -> str:
    """``padded`` when something was said before: then every group names its hundreds."""
    parts = []
    for power in (2, 1, 0):
        group = n // 1000**power % 1000
        if group:
            parts.append(_group(group, padded, filler, tu) + _THOUSANDS[power])
            padded = True
    return " ".join(parts)


def _group(n: int, padded: bool, filler: Filler, tu: bool) -> str:
    hundreds, rest = divmod(n, 100)
    tens, units = divmod(rest, 10)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or padded else []
    if tens == 1:
        parts.append("mười")
    elif tens:
        parts.append(f"{_DIGITS[tens]} mươi")
    elif units and parts:
        parts.append(filler)
    if units:
        parts.append(_unit(tens, units, tu))
    return " ".join(parts)


def _unit(tens: int, units: int, tu: bool) -> str:
    if units == 1 and tens >= 2:
        return "mốt"
    if units == 4 and tens >= 2 and tu:
        return "tư"
    return "lăm" if units == 5 and tens else _DIGITS[units]
