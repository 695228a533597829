"""Rules of fees from a file: CSV or Excel with the columns of :data:`COLUMNS`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from congvu.core.kernel.dates import parse_date
from congvu.core.kernel.errors import DomainError, Invalid
from congvu.core.kernel.money import parse_dong
from congvu.core.kernel.text import fold
from congvu.counter.fees.choices import FeeKind
from congvu.counter.procedures.imports import read_table

COLUMNS = {
    "procedure_code": "Mã thủ tục",
    "name": "Tên khoản thu",
    "kind": "Loại",
    "amount": "Mức thu",
    "online_amount": "Mức thu trực tuyến",
    "per": "Đơn vị tính",
    "legal_basis": "Căn cứ",
    "valid_from": "Hiệu lực từ",
    "valid_to": "Hiệu lực đến",
}
NEEDED = ("procedure_code", "name", "amount", "legal_basis", "valid_from")
_KINDS = {fold(label): kind for kind, label in FeeKind.choices}


def read_rules(data: bytes) -> list[tuple[int, dict[str, Any]]]:
    """The number of each row, and the fields of ``set_rule``; rules of all agencies.

    :raises Invalid: a column is missing, or a row that cannot be read; the sentence names it
    """
    table = read_table(data)
    by_label = {fold(header): header for header in table.headers}
    places = {name: by_label.get(fold(label), "") for name, label in COLUMNS.items()}
    missing = [COLUMNS[name] for name in NEEDED if not places[name]]
    if missing:
        raise Invalid(f"Tệp thiếu cột: {', '.join(missing)}. Hãy thêm cột rồi nạp lại.")
    found = []
    for number, row in table.rows:
        said = {name: row.get(header) for name, header in places.items() if header}
        try:
            found.append((number, _fields(said)))
        except DomainError as refusal:
            raise Invalid(f"Dòng {number}: {refusal.message}") from None
    return found


def _fields(said: dict[str, Any]) -> dict[str, Any]:
    text = {name: "" if value is None else str(value).strip() for name, value in said.items()}
    kind = _KINDS.get(fold(text.get("kind", "")) or fold(str(FeeKind.CHARGE.label)))
    if kind is None:
        raise Invalid("Loại phải là Phí, Lệ phí hoặc Khoản thu khác.")
    fields: dict[str, Any] = {
        "procedure_code": text["procedure_code"], "name": text["name"], "kind": kind,
        "amount": parse_dong(text["amount"]), "legal_basis": text["legal_basis"],
        "valid_from": _day(said["valid_from"]),
    }  # fmt: skip
    if text.get("online_amount"):
        fields["online_amount"] = parse_dong(text["online_amount"])
    if text.get("per"):
        fields["per"] = text["per"]
    if text.get("valid_to"):
        fields["valid_to"] = _day(said["valid_to"])
    return fields


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else parse_date(str(value).strip())
