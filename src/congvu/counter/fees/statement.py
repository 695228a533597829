"""A bank's list of a day as lines: CSV or Excel, known by the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.money import parse_dong
from congvu.core.kernel.text import fold
from congvu.counter.fees.actions.reconciling import Said
from congvu.counter.procedures.imports import read_table

TRANSACTION = (
    "ma giao dich",
    "so giao dich",
    "ma gd",
    "so but toan",
    "so tham chieu",
    "transaction",
)
REFERENCE = ("noi dung", "dien giai", "ma thanh toan", "ma tham chieu", "reference", "description")
AMOUNT = ("so tien", "ghi co", "phat sinh co", "amount", "credit")
OURS = re.compile(r"CV[0-9A-F]{16}")
"""Our reference, wherever the bank writes it in the purpose."""
_WHOLE = re.compile(r"[0-9]+\.0{1,2}")
"""As a spreadsheet writes a whole number; three noughts are thousands."""
_COMMAS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


def read_statement(data: bytes) -> list[Said]:
    """The lines that bring money; lines without a credit are the bank's own affair.

    :raises Invalid: no column of transactions or sums, or a sum that nobody can read
    :raises TooLarge: more than a day can hold
    """
    table = read_table(data)
    transaction, amount = _named(table.headers, TRANSACTION), _named(table.headers, AMOUNT)
    reference = _named(table.headers, REFERENCE)
    if not transaction or not amount:
        raise Invalid(
            "Sao kê thiếu cột mã giao dịch hoặc cột số tiền. Hãy đặt tên cột “Mã giao dịch” và "
            "“Số tiền” rồi nạp lại.",
            fields={"sao_ke": ["Thiếu cột “Mã giao dịch” hoặc “Số tiền”."]},
        )
    said = []
    for number, row in table.rows:
        sum_ = _sum(row.get(amount), number)
        if sum_:
            mark = _text(row.get(transaction))
            said.append(Said(mark, _ours(_text(row.get(reference)) if reference else ""), sum_))
    return said


def _named(headers: Iterable[str], names: tuple[str, ...]) -> str:
    """The first column called like one of the names, the names in order."""
    folded = {fold(header).strip(): header for header in headers}
    for name in names:
        for plain, header in folded.items():
            if plain == name or plain.startswith(f"{name} "):
                return header
    return ""


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _ours(text: str) -> str:
    found = OURS.search(text.upper())
    return found[0] if found else text[:100]


def _sum(value: Any, number: int) -> int:
    text = _text(value).lstrip("+")
    if _WHOLE.fullmatch(text):
        text = text.partition(".")[0]
    if _COMMAS.fullmatch(text):
        text = text.replace(",", "")
    if not text:
        return 0
    try:
        sum_ = parse_dong(text)
    except Invalid:
        sum_ = -1
    if not 0 <= sum_ < 10**13:
        raise Invalid(
            f"Dòng {number} của sao kê có số tiền không đọc được. Hãy sửa rồi nạp lại.",
            fields={"sao_ke": [f"Dòng {number}: số tiền không đọc được."]},
        )
    return sum_
