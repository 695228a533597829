"""Money: whole đồng as ``int``; there are no fractions of a đồng."""

from __future__ import annotations

import re

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.numbers import Filler, format_number, number_to_words

_WRITTEN = re.compile(
    r"(-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+))\s*(?:đồng|đ|₫|vnđ|vnd)?", re.IGNORECASE
)


def format_dong(amount: int, unit: str = "đồng") -> str:
    """``1.250.000 đồng``; pass ``đ`` for the short unit, an empty text for none."""
    return f"{format_number(amount)} {unit}".rstrip()


def parse_dong(s: str) -> int:
    """The amount written ``1.250.000``, ``1250000``, ``1.250.000 đồng`` or ``1.250.000đ``.

    :raises Invalid: anything else, decimals too
    """
    found = _WRITTEN.fullmatch(s.strip())
    if not found:
        raise Invalid(
            "Số tiền chưa đúng cách viết. Hãy nhập số đồng nguyên, ví dụ 1.250.000, không có phần lẻ."
        )
    return int(found[1].replace(".", ""))


def dong_in_words(
    amount: int, *, exact: bool = True, filler: Filler = "linh", tu: bool = False
) -> str:
    """``Một triệu hai trăm năm mươi nghìn đồng chẵn``.

    :param exact: end with ``chẵn``, so that nothing can be written behind it
    """
    words = number_to_words(amount, filler=filler, tu=tu)
    return words[0].upper() + words[1:] + (" đồng chẵn" if exact else " đồng")
