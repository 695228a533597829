"""What a clerk writes down of a letter (NĐ 30/2020, Phụ lục VI), and its checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.documentkinds import KINDS
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.queries import agency_names
from congvu.office.documents.choices import Secrecy, Source, Urgency
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.models import Incoming

OLDEST = date(1945, 9, 2)
MAX_PAGES = 999


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one letter. ``issuer_id`` names an agency we know; its name is then taken.

    ``arrived_at`` empty means now. A secret letter needs no subject.
    """

    issuer_name: str = ""
    issued_on: date | None = None
    subject: str = ""
    code: str = ""
    issuer_id: int | None = None
    kind: str = ""
    language: str = "Tiếng Việt"
    pages: int | None = None
    urgency: int = Urgency.NORMAL
    secrecy: int = Secrecy.NORMAL
    signer_name: str = ""
    signer_title: str = ""
    due_on: date | None = None
    paper_follows: bool = False
    note: str = ""
    document_uid: str = ""
    source: str = Source.UPLOAD
    arrived_at: datetime | None = None


LINES: Mapping[str, tuple[str, int]] = {
    "issuer_name": ("Cơ quan ban hành", 200),
    "subject": ("Trích yếu nội dung", 500),
    "code": ("Số, ký hiệu", 42),
    "language": ("Ngôn ngữ", 30),
    "signer_name": ("Người ký", 50),
    "signer_title": ("Chức vụ người ký", 100),
    "note": ("Ghi chú", 500),
    "document_uid": ("Mã văn bản", 200),
}
"""Lengths of Phụ lục VI; number (11) and notation (30) stand together with the stroke."""

_KINDS = {kind.code for kind in KINDS}


def checked(fields: Fields, *, at: datetime, complete: bool) -> Fields:
    """The fields cleaned, or every fault at once.

    :param complete: for the register; a letter that only arrived may lack what is not known yet
    :raises Invalid: ``data["fields"]`` names each field with its sentences
    """
    faults: dict[str, list[str]] = {}
    cleaned: dict[str, Any] = {name: _line(fields, name, faults) for name in LINES}
    fields = replace(fields, **cleaned, arrived_at=fields.arrived_at or at)
    fields = _with_issuer(fields, faults)
    for name, is_wrong, sentence in [*_rules(fields, at), *(_owed(fields) if complete else [])]:
        if is_wrong and name not in faults:
            faults[name] = [sentence]
    if faults:
        first = next(iter(faults.values()))[0]
        raise Invalid(f"{first} Hãy sửa các ô được đánh dấu rồi gửi lại.", fields=faults)
    return fields


def _line(fields: Fields, name: str, faults: dict[str, list[str]]) -> str:
    label, longest = LINES[name]
    try:
        return clean_line(getattr(fields, name), longest, label=label)
    except Invalid as refused:
        faults[name] = [refused.message]
        return ""


def _with_issuer(fields: Fields, faults: dict[str, list[str]]) -> Fields:
    if fields.issuer_id is None:
        return fields
    name = agency_names([fields.issuer_id]).get(fields.issuer_id)
    if name is None:
        faults["issuer_id"] = ["Không có cơ quan này trong danh mục."]
        return fields
    return replace(fields, issuer_name=fields.issuer_name or name)


Rule = tuple[str, bool, str]


def _rules(fields: Fields, at: datetime) -> list[Rule]:
    today = local_date(at)
    issued, arrived, due = fields.issued_on, fields.arrived_at or at, fields.due_on
    return [
        ("issued_on", issued is not None and issued > today,
         f"Ngày văn bản không được sau hôm nay ({format_date(today)})."),
        ("issued_on", issued is not None and issued < OLDEST,
         "Ngày văn bản không hợp lệ (trước 02/09/1945)."),
        ("arrived_at", arrived > at, "Ngày đến không được sau hôm nay."),
        ("arrived_at", issued is not None and local_date(arrived) < issued <= today,
         "Ngày đến không được trước ngày văn bản."),
        ("due_on", due is not None and issued is not None and due < issued,
         "Hạn xử lý không được trước ngày văn bản."),
        ("due_on", due is not None and due.year > today.year + 10,
         "Hạn xử lý quá xa. Hãy kiểm tra lại năm."),
        ("pages", fields.pages is not None and not 1 <= fields.pages <= MAX_PAGES,
         f"Số trang từ 1 đến {MAX_PAGES}."),
        ("kind", bool(fields.kind) and fields.kind not in _KINDS,
         "Loại văn bản không có trong danh mục."),
        ("urgency", fields.urgency not in Urgency.values, "Độ khẩn không có trong danh mục."),
        ("secrecy", fields.secrecy not in Secrecy.values, "Độ mật không có trong danh mục."),
        ("source", fields.source not in Source.values, "Nguồn đến không có trong danh mục."),
    ]  # fmt: skip


def _owed(fields: Fields) -> list[Rule]:
    open_letter = fields.secrecy == Secrecy.NORMAL
    return [
        ("issuer_name", not fields.issuer_name, "Chưa nhập cơ quan ban hành."),
        ("issued_on", fields.issued_on is None, "Chưa nhập ngày văn bản."),
        ("subject", open_letter and not fields.subject, "Chưa nhập trích yếu nội dung."),
    ]


def fields_of(letter: Incoming) -> Fields:
    """What is written down of a letter now."""
    return Fields(**{name: getattr(letter, name) for name in Fields.__dataclass_fields__})


def apply(fields: Fields, letter: Incoming) -> dict[str, list[Any]]:
    """Put the fields on the letter; returns what changed as ``{field: [before, after]}``.

    A name in the whole world that came with the letter stays: answers, recalls and the question
    whether it is here already rest on it.
    """
    changes: dict[str, list[Any]] = {}
    fields = replace(fields, document_uid=letter.document_uid or fields.document_uid)
    for name, value in asdict(fields).items():
        before = getattr(letter, name)
        if before != value:
            changes[name] = [before, value]
            setattr(letter, name, value)
    letter.code_key = code_key(letter.code)
    return changes
