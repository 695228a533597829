"""What is more than one typed value: files, tables, computed values, signatures, consents, notices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from congvu.core.kernel.money import dong_in_words, format_dong
from congvu.core.kernel.schema.operators import display
from congvu.core.kernel.schema.types.base import (
    Context,
    FieldLike,
    FieldType,
    Refused,
    Setting,
    Sources,
    must_be_text,
    quoted,
)
from congvu.core.kernel.schema.values import Amount, Json, lift

MEGABYTE = 1024 * 1024
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
FILE_KINDS = (
    ("pdf", "PDF"), ("jpg", "Ảnh JPEG"), ("png", "Ảnh PNG"), ("docx", "Word"), ("xlsx", "Excel"),
    ("zip", "ZIP"),
)  # fmt: skip


def _files(one: FieldLike, raw: Json, context: Context) -> Json:
    """References to stored files: ``[{"file": "…", "name": "don.pdf", "size": 1200, "kind": "pdf"}]``."""
    rows = [raw] if isinstance(raw, Mapping | str) else raw
    most = int(one.setting("most"))
    if not isinstance(rows, list) or len(rows) > most:
        raise Refused(f"{quoted(one)} chỉ nhận nhiều nhất {most} tệp. Hãy bỏ bớt tệp.")
    return [_file(one, row, context) for row in rows]


def _file(one: FieldLike, raw: Json, context: Context) -> dict[str, Json]:
    row = {"file": raw} if isinstance(raw, str) else raw
    reference = row.get("file") if isinstance(row, Mapping) else None
    if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
        raise Refused(f"{quoted(one)} có tệp không đọc được. Hãy tải tệp lên lại.")
    fact = context.sources.file(reference)
    name, size, kind = (fact.name, fact.size, fact.kind) if fact else _claimed(one, row)
    kinds, most = one.setting("kinds"), int(one.setting("megabytes"))
    if kinds and kind not in kinds:
        raise Refused(
            f"Tệp “{name}” của {quoted(one)} phải thuộc loại {', '.join(kinds)}. Hãy chọn tệp khác."
        )
    if size > most * MEGABYTE:
        raise Refused(f"Tệp “{name}” của {quoted(one)} vượt quá {most} MB. Hãy giảm dung lượng.")
    return {"file": reference, "name": name, "size": size, "kind": kind}


def _claimed(one: FieldLike, row: Mapping[str, Json]) -> tuple[str, int, str]:
    """What the data says of a file that nobody here knows."""
    name, size, kind = row.get("name"), row.get("size"), row.get("kind")
    good = isinstance(name, str) and 0 < len(name) <= 255 and name.isprintable()
    good = good and isinstance(size, int) and not isinstance(size, bool) and size > 0
    if not good or not isinstance(kind, str) or not kind.isalnum() or len(kind) > 10:
        raise Refused(f"{quoted(one)} có tệp không tìm thấy. Hãy tải tệp lên lại.")
    return str(name), int(str(size)), kind


def _show_files(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return "; ".join(str(row["name"]) for row in value)


def _signature(one: FieldLike, raw: Json, context: Context) -> Json:
    """``{"by": "account"}``, or ``{"by": "digital", "ref": "…"}`` from the signing room."""
    if isinstance(raw, str):
        raw = {"by": raw}
    if isinstance(raw, Mapping) and set(raw) <= {"by", "ref"}:
        by, reference = raw.get("by"), raw.get("ref", "")
        if by == "account" and not reference and one.setting("means") == "account":
            return {"by": "account"}
        if by == "digital" and isinstance(reference, str) and _REFERENCE.fullmatch(reference):
            return {"by": "digital", "ref": reference}
    raise Refused(f"{quoted(one)} chưa được ký đúng cách. Hãy ký lại.")


def _show_signature(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    by = value.get("by") if isinstance(value, Mapping) else ""
    return "Đã ký số" if by == "digital" else "Đã ký bằng tài khoản"


def _consent(one: FieldLike, raw: Json, context: Context) -> Json:
    if raw is True or (isinstance(raw, str) and must_be_text(one, raw) in ("co", "true", "1")):
        return True
    raise Refused(f"{quoted(one)} cần được đánh dấu đồng ý. Hãy đọc và đánh dấu.")


def _show_consent(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return "Đồng ý"


def _never(one: FieldLike, raw: Json, context: Context) -> Json:
    raise Refused(f"{quoted(one)} không nhận giá trị. Hãy bỏ giá trị này.")


def _show_computed(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    if one.setting("gives") == "number":
        if one.setting("money") and isinstance(value, int):
            return f"{format_dong(value)} ({dong_in_words(value)})"
        number = lift("number", value)
        return display(number) if isinstance(number, Amount) else str(value)
    return display(lift(str(one.setting("gives")), value))


_RESULTS: dict[str, dict[str, Json]] = {
    "number": {"type": ["integer", "string"]},
    "text": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "bool": {"type": "boolean"},
}


def _describe_computed(one: FieldLike) -> dict[str, Json]:
    return _RESULTS[str(one.setting("gives"))]


def _show_nothing(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return ""


def _show_rows(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return f"{len(value)} dòng"


_FILE = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "name": {"type": "string", "maxLength": 255},
        "size": {"type": "integer", "minimum": 1},
        "kind": {"type": "string"},
    },
    "required": ["file"],
    "additionalProperties": False,
}

STRUCTURE = (
    FieldType(
        "file", "Tệp đính kèm", "Tệp, bảng, cam kết", "mark", "file", _files, _show_files,
        lambda one: {"type": "array", "items": _FILE, "maxItems": one.setting("most")},
        (
            Setting("kinds", "Loại tệp", "picks", ("pdf", "jpg", "png"), FILE_KINDS),
            Setting("megabytes", "Dung lượng nhiều nhất mỗi tệp (MB)", "count", 20, least=1, most=200),
            Setting("most", "Số tệp nhiều nhất", "count", 1, least=1, most=20),
        ),
        in_tables=False,
        example=[{"file": "t-1", "name": "giay-chung-sinh.pdf", "size": 52_000, "kind": "pdf"}],
    ),
    FieldType(
        "table", "Bảng nhiều dòng", "Tệp, bảng, cam kết", "table", "table", _never, _show_rows,
        lambda one: {"type": "array"},
        (
            Setting("least", "Số dòng ít nhất", "count", 0, most=200),
            Setting("most", "Số dòng nhiều nhất", "count", 20, least=1, most=200),
        ),
        in_tables=False,
    ),
    FieldType(
        "computed", "Tự tính", "Tệp, bảng, cam kết", "computed", "computed", _never,
        _show_computed, _describe_computed,
        (
            Setting(
                "gives", "Kết quả là", "pick", "number",
                (("number", "Số"), ("text", "Chữ"), ("date", "Ngày"), ("bool", "Có/không")),
            ),
            Setting("money", "Là số tiền (viết kèm bằng chữ)", "yes", False),
        ),
    ),
    FieldType(
        "signature", "Chữ ký", "Tệp, bảng, cam kết", "mark", "signature", _signature,
        _show_signature,
        lambda one: {
            "type": "object",
            "properties": {
                "by": {"enum": ["account", "digital"]},
                "ref": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
            },
            "required": ["by"],
            "additionalProperties": False,
        },
        (
            Setting(
                "means", "Cách ký", "pick", "account",
                (("account", "Bằng tài khoản đã xác thực"), ("digital", "Chữ ký số")),
            ),
        ),
        in_tables=False,
        example={"by": "account"},
    ),
    FieldType(
        "consent", "Cam đoan, đồng ý", "Tệp, bảng, cam kết", "bool", "consent", _consent,
        _show_consent, lambda one: {"const": True}, in_tables=False, example=True,
    ),
    FieldType(
        "heading", "Tiêu đề nhỏ", "Trình bày", "none", "heading", _never, _show_nothing,
        lambda one: {}, in_tables=False, holds=False,
    ),
    FieldType(
        "notice", "Lời nhắc", "Trình bày", "none", "notice", _never, _show_nothing,
        lambda one: {}, in_tables=False, holds=False,
    ),
)  # fmt: skip
