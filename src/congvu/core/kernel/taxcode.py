"""Tax codes (mã số thuế): ten digits with a check digit, ``-001`` for a branch, or a personal number.

Source: TT 105/2020/TT-BTC Art. 5; households and individuals use their 12-digit personal number
since 2025-07-01.
"""

from __future__ import annotations

import re

from congvu.core.kernel.errors import Invalid

_ENTERPRISE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")
_PERSONAL = re.compile(r"[0-9]{12}")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_digit(nine: str) -> int | None:
    """The tenth digit for the first nine; ``None`` when no code starts with them."""
    remainder = sum(w * int(d) for w, d in zip(_WEIGHTS, nine, strict=True)) % 11
    return None if remainder == 0 else 10 - remainder


def parse_tax_code(s: str) -> str:
    """The canonical spelling: ``0100109106``, ``0100109106-001`` or twelve digits.

    :raises Invalid: another form, a wrong check digit, or branch 000
    """
    text = "".join(s.split())
    if _PERSONAL.fullmatch(text):
        return text
    found = _ENTERPRISE.fullmatch(text)
    if not found or found[2] == "000":
        raise Invalid(
            "Mã số thuế phải có 10 chữ số, thêm -001 đến -999 nếu là đơn vị phụ thuộc, "
            "hoặc 12 chữ số của cá nhân. Hãy nhập lại."
        )
    if check_digit(found[1][:9]) != int(found[1][9]):
        raise Invalid("Chữ số kiểm tra của mã số thuế không đúng. Hãy đối chiếu với giấy đăng ký.")
    return f"{found[1]}-{found[2]}" if found[2] else found[1]
