"""Administrative units by date, agencies by code, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from congvu.core.kernel.errors import Invalid
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
from congvu.core.kernel.schema.values import Json, parse_day
from congvu.core.kernel.text import clean_line

_TERRITORY = re.compile(r"[0-9]{2,10}")
_AGENCY = re.compile(r"[A-Z0-9.]{3,35}")
TIERS = (("province", "Tỉnh"), ("district", "Huyện"), ("commune", "Xã, phường"))
TWO_TIERS_FROM = date(2025, 7, 1)
"""Districts ended with 2025-06-30: before this day the picker groups communes by district."""

_SETTINGS = (
    Setting("tier", "Cấp", "pick", "commune", TIERS),
    Setting("within", "Trong đơn vị có mã", "line", "", help="Để trống: mọi nơi hệ thống biết."),
    Setting("at", "Theo địa giới của ngày", "date", "today", help="Một ngày, hoặc ngày khai."),
)


def day_of(one: FieldLike, on: date) -> date:
    """The day whose map a picker shows."""
    chosen = one.setting("at")
    return on if chosen == "today" else parse_day(str(chosen)) or on


def _code(one: FieldLike, raw: Json, context: Context) -> str:
    code = must_be_text(one, raw).strip()
    name = context.sources.territory(code, day_of(one, context.on)) if len(code) < 11 else ""
    if not _TERRITORY.fullmatch(code) or name == "":
        gone = context.sources.territory_gone(code, day_of(one, context.on)) if name == "" else ""
        if gone:
            raise Refused(f"{quoted(one)}: {gone} Hãy chọn lại đơn vị mới.")
        raise Refused(f"{quoted(one)} phải là đơn vị hành chính trong danh sách. Hãy chọn lại.")
    return code


def _show(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return sources.territory(str(value), day_of(one, on)) or str(value)


def _agency(one: FieldLike, raw: Json, context: Context) -> Json:
    code = must_be_text(one, raw).strip()
    if not _AGENCY.fullmatch(code) or context.sources.agency(code, context.on) == "":
        raise Refused(f"{quoted(one)} phải là cơ quan trong danh sách. Hãy chọn lại.")
    return code


def _show_agency(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return sources.agency(str(value), on) or str(value)


def _address(one: FieldLike, raw: Json, context: Context) -> Json:
    """``{"territory": "07210", "line": "Số 5, đường Xương Giang"}``; abroad only the line."""
    if isinstance(raw, str):
        raw = {"line": raw}
    if not isinstance(raw, Mapping) or not set(raw) <= {"territory", "line"}:
        raise Refused(f"{quoted(one)} chưa đọc được. Hãy chọn đơn vị hành chính và nhập lại.")
    found: dict[str, Json] = {}
    if raw.get("territory"):
        found["territory"] = _code(one, raw["territory"], context)
    if raw.get("line"):
        try:
            line = clean_line(must_be_text(one, raw["line"]), 300, label=quoted(one))
        except Invalid as refusal:
            raise Refused(refusal.message) from None
        if line:
            found["line"] = line
    if "territory" not in found and not one.setting("abroad"):
        raise Refused(
            f"{quoted(one)} chưa có đơn vị hành chính. Hãy chọn xã, phường trong danh sách."
        )
    if "line" not in found and one.setting("line_required"):
        raise Refused(f"{quoted(one)} chưa có số nhà, đường, thôn. Hãy nhập phần này.")
    return found


def _show_address(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    place = _show(one, value["territory"], sources, on) if value.get("territory") else ""
    return ", ".join(str(part) for part in (value.get("line"), place) if part)


PLACES = (
    FieldType(
        "territory", "Đơn vị hành chính (theo ngày)", "Nơi chốn", "text", "territory", _code, _show,
        lambda one: {"type": "string", "pattern": "^[0-9]{2,10}$"}, _SETTINGS, example="24",
    ),
    FieldType(
        "agency", "Cơ quan", "Nơi chốn", "text", "agency", _agency, _show_agency,
        lambda one: {"type": "string", "pattern": "^[A-Z0-9.]{3,35}$"}, example="H02.15",
    ),
    FieldType(
        "address", "Địa chỉ", "Nơi chốn", "place", "address", _address, _show_address,
        lambda one: {
            "type": "object",
            "properties": {
                "territory": {"type": "string", "pattern": "^[0-9]{2,10}$"},
                "line": {"type": "string", "maxLength": 300},
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
        (
            *_SETTINGS,
            Setting("line_required", "Phải có số nhà, đường, thôn", "yes", False),
            Setting("abroad", "Có thể ghi địa chỉ ngoài danh sách", "yes", False),
        ),
        in_tables=False,
        example={"territory": "24", "line": "Số 5, đường Xương Giang"},
    ),
)  # fmt: skip
