"""Procedures, published versions and services for tests, in one line each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.counter.procedures import actions
from congvu.counter.procedures.actions import Terms
from congvu.counter.procedures.choices import Authority, Channel, ServiceLevel
from congvu.counter.procedures.limits import Reading, stated
from congvu.counter.procedures.models import (
    Field,
    FormVersion,
    InternalProcess,
    Offering,
    ProcedureVersion,
)
from congvu.counter.procedures.process import Move, Process, Step
from congvu.counter.procedures.records import (
    Basis,
    LevelSetting,
    PaperItem,
    Record,
    ResultItem,
    Way,
)

AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
"""A Monday morning."""
SINCE = date(2020, 1, 1)
FIFTEEN_DAYS = stated(15, "working_day", "15 ngày làm việc kể từ khi nhận đầy đủ hồ sơ hợp lệ")

_serial = count(1)


def field(code: str = "G09-LV01", name: str = "Xuất bản, in và phát hành") -> Field:
    found = Field.objects.filter(code=code).first()
    return found or actions.save_field(actor=system_actor(), code=code, name=name, at=AT)


def record(name: str = "", **parts: Any) -> Record:
    """A whole record of a provincial procedure: 15 working days, two papers, one result."""
    whole = Record(
        name=name or f"Cấp giấy phép thử nghiệm số {next(_serial)}",
        field_code="G09-LV01",
        levels=(LevelSetting(Authority.PROVINCE),),
        steps="Nộp hồ sơ; thẩm định; trả kết quả.",
        ways=(Way(Channel.DIRECT, FIFTEEN_DAYS), Way(Channel.ONLINE, FIFTEEN_DAYS)),
        papers=(
            PaperItem("Đơn đề nghị cấp giấy phép", "TP-01", "Mẫu số 01", originals=1),
            PaperItem("Bản thảo tài liệu", "TP-02", originals=3),
        ),
        sets=1,
        limit=FIFTEEN_DAYS,
        objects="Cơ quan, tổ chức",
        results=(ResultItem("Giấy phép", "KQ.G09.000001"),),
        legal_bases=(Basis("195/2013/NĐ-CP", "Nghị định về xuất bản"),),
        processing_agency="Sở Thông tin và Truyền thông",
    )
    return replace(whole, **parts)


def draft(code: str = "", of: Record | None = None) -> ProcedureVersion:
    field()
    return actions.draft_version(
        actor=system_actor(), code=code or f"1.{next(_serial):06}", record=of or record(), at=AT
    )


def published(
    code: str = "", of: Record | None = None, *, valid_from: date = SINCE
) -> ProcedureVersion:
    """A version in force since 2020; the same code again makes the next version."""
    made = draft(code, of)
    return actions.publish_version(
        actor=system_actor(), version_id=made.pk, valid_from=valid_from, at=AT
    )


def offering(
    version: ProcedureVersion | None = None,
    agency: Agency | None = None,
    *,
    service_level: str = ServiceLevel.FULL,
    valid_from: date = SINCE,
    limit: Reading | None = None,
    **terms: Any,
) -> Offering:
    """One agency serves one procedure."""
    version, agency = version or published(), agency or organisation.agency()
    if limit is not None:
        terms["limit"] = limit
    (row,) = actions.offer(
        actor=system_actor(), agency_ids=[agency.pk], procedure_ids=[version.procedure_id],
        terms=Terms(service_level, **terms), valid_from=valid_from, at=AT,
    )  # fmt: skip
    return row


def form_document() -> dict[str, Any]:
    """A small form: a name that must be given, and a number of copies when copies are wanted."""
    fields = [
        {"key": "ten", "type": "person_name", "label": "Họ và tên", "required": True},
        {"key": "ban_sao", "type": "yes_no", "label": "Cấp bản sao"},
        {
            "key": "so_ban", "type": "whole", "label": "Số bản", "required": True,
            "show_when": {"op": "eq", "args": [{"field": "ban_sao"}, {"value": True}]},
        },
    ]  # fmt: skip
    part = {"key": "chung", "title": "Thông tin chung", "fields": fields}
    return {"format": "congvu-form/1", "sections": [part]}


def form(key: str = "") -> FormVersion:
    """The draft of a small form."""
    key = key or f"mau_{next(_serial)}"
    return actions.create_form(
        actor=system_actor(), at=AT, key=key, title="Đơn thử", document=form_document()
    )


def internal_process(
    version: ProcedureVersion | None = None, shape: Process | None = None, *,
    agency_id: int | None = None, valid_from: date = SINCE,
) -> InternalProcess:  # fmt: skip
    """A published process of four steps, of all agencies or of one."""
    version = version or published()
    drafted = actions.import_process(
        actor=system_actor(), at=AT, procedure_id=version.procedure_id, agency_id=agency_id,
        process=shape or simple_process(),
    )  # fmt: skip
    return actions.publish_process(
        actor=system_actor(), at=AT, process_id=drafted.pk, valid_from=valid_from
    )


def simple_process() -> Process:
    """Desk, officer, leader, desk: 4 + 40 + 16 hours."""
    return Process((
        Step("tiep_nhan", "Tiếp nhận, chuyển hồ sơ", "work", "desk", 4,
             moves=(Move("chuyen", "Chuyển xử lý", "tham_dinh", needs=("papers_complete",)),)),
        Step("tham_dinh", "Thẩm định", "work", "officer", 40, moves=(
            Move("trinh", "Trình ký", "ky", needs=("result_proposed",)),
            Move("tra", "Trả lại một cửa", "tiep_nhan"))),
        Step("ky", "Ký duyệt", "sign", "leader", 16, moves=(
            Move("duyet", "Ký, chuyển trả kết quả", "tra_kq"),
            Move("tra", "Trả lại thẩm định", "tham_dinh"))),
        Step("tra_kq", "Trả kết quả", "return", "desk", 8,
             moves=(Move("xong", "Trả kết quả", ""),)),
    ))  # fmt: skip
