"""What a strict receiver would object to: multiplicities, lengths, forms and codes of A.2 to A.4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.agencycode import MAX_LENGTH, parse_agency_code
from congvu.core.kernel.documentkinds import SINCE_2020, kind_from_exchange
from congvu.core.kernel.errors import Invalid
from congvu.office.exchange.choices import Business, Priority, StatusCode, Steering
from congvu.office.exchange.edxml.filenames import LONGEST, plain_name
from congvu.office.exchange.edxml.lengths import too_long
from congvu.office.exchange.edxml.limits import LIMITS, MB
from congvu.office.exchange.edxml.message import Attachment, Letter, Message, Organ, Status

_COMPOSED = re.compile(r"([^,]+),(\d{4}/\d{2}/\d{2}),([^,/]+)/(\S[^,]*)")
_OTHER = re.compile(r"[0-9]{10}(?:-[0-9]{3})?|[0-9]{12}|Z[0-9A-Z]{2}\.?[0-9A-Z.]{0,32}")
"""Codes of others than state bodies (QĐ 20/2020, B): a tax code, or Z and two signs first."""
_OPAQUE = re.compile(r"[^\s\x00-\x1f]{1,250}")
_REQUIRED = (
    ("number", "Code/CodeNumber"), ("notation", "Code/CodeNotation"),
    ("place", "PromulgationInfo/Place"), ("promulgated_on", "PromulgationInfo/PromulgationDate"),
    ("kind_name", "DocumentType/TypeName"), ("subject", "Subject"),
)  # fmt: skip
_OLDEST = date(1945, 9, 2)
_ALLOWED = frozenset({"txt", "rtf", "doc", "docx", "odt", "pdf", "csv", "xls", "xlsx", "ods"})


@dataclass(frozen=True, slots=True)
class Finding:
    """``where`` is the tag's path below the header; ``key`` names the rule for machines."""

    where: str
    key: str
    message: str


def validate(message: Message) -> list[Finding]:
    """Everything that does not follow the standard; an empty list means strictly sound.

    Doubts of reading are findings too. Nothing here stops a message: that is for its reader.
    """
    rules = _of_status(message) if isinstance(message, Status) else _of_letter(message)
    lengths = (Finding(where, "length", words) for where, words in too_long(message))
    doubts = (Finding(doubt.where, "doubt", doubt.message) for doubt in message.doubts)
    unknown = (
        Finding(item.parent, "unknown", "Có phần tử không có trong quy chuẩn, được giữ nguyên.")
        for item in message.unknown
    )
    return [*rules, *lengths, *doubts, *unknown]


def _of_status(status: Status) -> Iterator[Finding]:
    yield from _organ("From", status.sender)
    yield from _code("ResponseFor/OrganId", status.about.organ_code)
    yield from _document_id("ResponseFor/DocumentId", status.about.document_id)
    if not status.about.code:
        yield Finding("ResponseFor/Code", "missing", "Thiếu số, ký hiệu của văn bản được phản hồi.")
    if status.code not in StatusCode.values:
        yield Finding(
            "StatusCode", "status", f"Mã trạng thái “{status.code[:20]}” không có trong quy chuẩn."
        )
    elif status.code in _NEED_REASON and not status.description:
        label = StatusCode(status.code).label
        yield Finding("Description", "missing", f"Trạng thái “{label}” phải nêu lý do.")
    if status.at is None:
        yield Finding("Timestamp", "missing", "Thiếu thời điểm của trạng thái.")


_NEED_REASON = frozenset({StatusCode.REFUSED, StatusCode.RECALL_ASKED, StatusCode.RECALL_REFUSED})


def _of_letter(letter: Letter) -> Iterator[Finding]:
    yield from _organ("From", letter.sender)
    for index, recipient in enumerate(letter.recipients, 1):
        yield from _organ(f"To[{index}]", recipient)
    yield from _document_id("DocumentId", letter.document_id)
    for name, where in _REQUIRED:
        if not getattr(letter, name):
            yield Finding(where, "missing", f"Thiếu {where}.")
    yield from _dates(letter)
    yield from _codes(letter)
    yield from _business(letter)
    yield from _files(letter)


def _organ(where: str, organ: Organ) -> Iterator[Finding]:
    yield from _code(f"{where}/OrganId", organ.code)
    if not organ.name:
        yield Finding(f"{where}/OrganName", "missing", "Thiếu tên cơ quan.")


def _code(where: str, code: str) -> Iterator[Finding]:
    if len(code) > MAX_LENGTH or _OTHER.fullmatch(code):
        return
    try:
        parse_agency_code(code)
    except Invalid:
        yield Finding(
            where, "agency_code", f"Mã định danh “{code}” không đúng dạng H02.15 hay 000.00.15.H02."
        )


def _document_id(where: str, key: str) -> Iterator[Finding]:
    """Either composed of code, day and number, or opaque; only the composed form can be wrong."""
    composed = _COMPOSED.fullmatch(key)
    if composed:
        year, month, day = (int(part) for part in composed[2].split("/"))
        try:
            date(year, month, day)
        except ValueError:
            yield Finding(
                where, "document_id", f"Ngày trong mã văn bản “{key}” không có trong lịch."
            )
    elif not _OPAQUE.fullmatch(key):
        yield Finding(where, "document_id", "Mã văn bản có khoảng trắng hoặc dài hơn 250 ký tự.")


def _dates(letter: Letter) -> Iterator[Finding]:
    issued = letter.promulgated_on
    if issued and issued < _OLDEST:
        yield Finding(
            "PromulgationInfo/PromulgationDate", "date", "Ngày ban hành quá xa trong quá khứ."
        )
    if issued and letter.due_on and letter.due_on < issued:
        yield Finding("DueDate", "date", "Hạn xử lý trước ngày ban hành.")
    if not letter.traces:
        yield Finding("TraceHeaderList/TraceHeader", "missing", "Thiếu vết chuyển của gói tin.")
    for index, trace in enumerate(letter.traces, 1):
        where = f"TraceHeaderList/TraceHeader[{index}]"
        yield from _code(f"{where}/OrganId", trace.organ_code)
        if trace.at is None:
            yield Finding(f"{where}/Timestamp", "missing", "Vết chuyển thiếu thời điểm.")


def _codes(letter: Letter) -> Iterator[Finding]:
    if letter.priority not in Priority.values:
        yield Finding(
            "OtherInfo/Priority", "code", f"Độ khẩn {letter.priority} không có trong quy chuẩn."
        )
    if letter.steering is not None and letter.steering not in Steering.values:
        yield Finding(
            "SteeringType", "code", f"Loại chỉ đạo {letter.steering} không có trong quy chuẩn."
        )
    day = letter.promulgated_on or SINCE_2020
    known = any(
        kind_from_exchange(letter.kind_name, None, day, legal=legal) for legal in (False, True)
    )
    if letter.kind_name and not known:
        yield Finding(
            "DocumentType/TypeName", "kind", f"Không có loại văn bản “{letter.kind_name}”."
        )


def _business(letter: Letter) -> Iterator[Finding]:
    where = "Bussiness"
    match letter.business:
        case Business.NEW if not letter.attachments:
            yield Finding("AttachmentEncoded", "missing", "Văn bản mới phải có ít nhất một tệp.")
        case Business.REVOKE if not letter.response_for:
            yield Finding("ResponseFor", "missing", "Thu hồi phải nêu văn bản bị thu hồi.")
        case Business.UPDATE:
            if not letter.business_document_id:
                yield Finding(
                    f"{where}/DocumentId", "missing", "Cập nhật phải nêu mã văn bản được cập nhật."
                )
            if letter.content_changed is None and letter.receivers_changed is None:
                yield Finding(
                    f"{where}/BussinessDocumentInfo", "missing", "Cập nhật phải nêu thay đổi gì."
                )
        case Business.REPLACE if not letter.replacements:
            yield Finding(
                f"{where}/ReplacementInfoList", "missing", "Thay thế phải nêu văn bản bị thay thế."
            )
    if letter.business != Business.NEW and not letter.business_reason:
        yield Finding(
            f"{where}/BussinessDocReason", "missing", "Thu hồi, cập nhật, thay thế phải nêu lý do."
        )


def _files(letter: Letter) -> Iterator[Finding]:
    keys = [file.content_id.removeprefix("cid:") for file in letter.attachments]
    for index, file in enumerate(letter.attachments, 1):
        where = f"Attachment[{index}]"
        yield from _file(where, file)
        if keys.count(keys[index - 1]) > 1:
            yield Finding(f"{where}/ContentId", "content_id", "ContentId bị dùng cho nhiều tệp.")


def _file(where: str, file: Attachment) -> Iterator[Finding]:
    if not file.content_id:
        yield Finding(f"{where}/ContentId", "missing", "Tệp không có ContentId.")
    if plain_name(file.name, set()) != file.name:
        text = f"Tên tệp “{file.name}” có dấu, ký tự lạ hoặc dài hơn {LONGEST} ký tự."
        yield Finding(f"{where}/AttachmentName", "file_name", text)
    if file.name.rpartition(".")[2].lower() not in _ALLOWED:
        yield Finding(
            f"{where}/AttachmentName",
            "file_type",
            f"Loại tệp của “{file.name}” không được phép gửi.",
        )
    if file.content.size > LIMITS.file:
        yield Finding(where, "file_size", f"Tệp lớn hơn {LIMITS.file // MB} MB.")
