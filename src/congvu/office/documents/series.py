"""Series of numbers (loạt số): which one a letter belongs to, and what its register is called.

Source: NĐ 30/2020/NĐ-CP, Điều 15; one series for all copy kinds, one for each QPPL kind, one for
secret documents, one for each advisory body, the general one for the rest.
"""

from __future__ import annotations

from congvu.core.kernel.documentkinds import KINDS
from congvu.office.documents.choices import CLASSIFIED, COPIES, GENERAL, Direction

LEGAL_PREFIX = "qppl-"
BODY_PREFIX = "body-"

_FIXED = {
    (GENERAL, Direction.OUT): "văn bản đi",
    (GENERAL, Direction.IN): "văn bản đến",
    (CLASSIFIED, Direction.OUT): "văn bản mật đi",
    (CLASSIFIED, Direction.IN): "văn bản mật đến",
    (COPIES, Direction.OUT): "bản sao",
}


def series_of(*, kind: str, is_qppl: bool, secret: bool, body_mark: str = "") -> str:
    """The series of an outgoing letter; secrecy comes first, then QPPL, then the body."""
    if secret:
        return CLASSIFIED
    if is_qppl:
        return LEGAL_PREFIX + kind.removesuffix("_qppl")
    return BODY_PREFIX + body_mark if body_mark else GENERAL


def register_name(series: str, direction: str, year: int) -> str:
    """The title of the register: ``Sổ văn bản đi năm 2026``."""
    return f"Sổ {_what(series, Direction(direction))} năm {year}"


def _what(series: str, direction: Direction) -> str:
    fixed = _FIXED.get((series, direction))
    if fixed:
        return fixed
    way = "đi" if direction == Direction.OUT else "đến"
    if series.startswith(LEGAL_PREFIX):
        return f"văn bản quy phạm pháp luật {way} – {_kind_name(series)}"
    return f"văn bản {way} – {series.removeprefix(BODY_PREFIX)}"


def _kind_name(series: str) -> str:
    code = series.removeprefix(LEGAL_PREFIX)
    names = {kind.code.removesuffix("_qppl"): kind.name for kind in KINDS if kind.group == "legal"}
    return names.get(code, code)
