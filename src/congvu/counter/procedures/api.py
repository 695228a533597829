"""The catalogue through the API: reading it, and bringing one in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from congvu.core.kernel.api import Cursor, Limit, PageOut, QueryId, actor_of, page_of
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import TooLarge
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.policies import demand
from congvu.counter.procedures import actions, policies, queries
from congvu.counter.procedures.actions import ImportReport
from congvu.counter.procedures.choices import ServiceLevel
from congvu.counter.procedures.errors import NoProcess
from congvu.counter.procedures.imports import candidates, layout_from, read_table, recognise
from congvu.counter.procedures.models import ProcedureVersion

router = Router()
MOST_BYTES = 16 * 1024 * 1024
Code = Annotated[str, Path(max_length=60)]
MOST_DOUBTS = 1000
LevelName = Literal["ministry", "province", "district", "commune", "other"]
"""Values of ``choices.Authority``."""


class ProcedureOut(Schema):
    code: str
    name: str
    field: str
    field_code: str
    number: int
    valid_from: date | None
    valid_to: date | None
    limit_state: str
    limit_amount: int | None
    limit_unit: str
    limit_text: str


class OfferingOut(Schema):
    agency_id: int
    agency: str
    service_level: str
    reason: str
    valid_from: date
    valid_to: date | None
    limit_text: str
    receiving_place: str


class ProcedureDetailOut(ProcedureOut):
    version_id: int
    record: dict[str, Any]
    offerings: list[OfferingOut]


class DoubtOut(Schema):
    row: int
    code: str
    column: str
    kind: str
    message: str
    weight: str


class ImportOut(Schema):
    rows: int
    added: int
    changed: int
    same: int
    refused: int
    fields: list[str]
    dry_run: bool
    doubts: list[DoubtOut]


class ImportIn(Schema):
    valid_from: date | None = None
    dry_run: bool = True
    new_fields: bool = False
    skip_refused: bool = False
    mapping: Annotated[
        str, Field(max_length=100_000, description="Ánh xạ cột dạng JSON, khi tệp có cột lạ.")
    ] = ""


@router.get("", response=PageOut[ProcedureOut], summary="Danh mục thủ tục")
def catalogue(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    field_id: QueryId | None = None,
    level: LevelName | None = None,
    agency_id: QueryId | None = None,
    service_level: ServiceLevel | None = None,
    on: date | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Thủ tục có hiệu lực vào ngày `on` (bỏ trống là hôm nay), lọc theo tên, mã, lĩnh vực, cấp,
    cơ quan thực hiện và mức độ dịch vụ."""
    day = on or queries.today()
    rows = queries.matching(
        queries.catalogue(day).select_related("procedure", "field"),
        day=day, q=clean_line(q, 200), field_id=field_id, level=level or "", agency_id=agency_id,
        service_level=service_level or "",
    )  # fmt: skip
    return page_of(rows, cursor=cursor, limit=limit, order=("sort_key", "id"), show=_row)


@router.post("/import", response=ImportOut, summary="Nạp danh mục thủ tục")
def bring_in(
    request: HttpRequest, file: File[UploadedFile], options: Form[ImportIn]
) -> dict[str, Any]:
    """Nạp từ CSV, JSON từng dòng hoặc Excel; `dry_run` (mặc định) chỉ báo cáo. Nạp hết hoặc không
    nạp gì; báo cáo nêu tối đa 1.000 điều cần xem lại."""
    actor, at = actor_of(request), now()
    demand(actor, "procedures.catalogue.import")
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge("Tệp lớn hơn 16 MB. Hãy nén gzip hoặc chia nhỏ tệp.")
    table = read_table(file.read(), file.name or "")
    layout = (
        layout_from(actions.read_mapping(options.mapping.encode()))
        if options.mapping
        else recognise(table.headers)
    )
    report = actions.import_catalogue(
        actor=actor, candidates=candidates(table, layout),
        source=file.name or "", valid_from=options.valid_from or local_date(at), at=at,
        new_fields=options.new_fields, skip_refused=options.skip_refused, dry_run=options.dry_run,
    )  # fmt: skip
    return report_out(report)


class ProcessOut(Schema):
    number: int
    agency_id: int | None
    valid_from: date | None
    valid_to: date | None
    document: dict[str, Any]


@router.get("/{procedure_code}/process", response=ProcessOut, summary="Quy trình nội bộ")
def process(
    request: HttpRequest, procedure_code: Code, agency_id: QueryId | None = None,
    on: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Bảng bước có hiệu lực vào ngày `on`: của cơ quan nếu có, nếu không là quy trình chung."""
    policies.demand_staff(actor_of(request))
    row = queries.procedure(procedure_code)
    held = queries.process_on(row.pk, agency_id or 0, on or queries.today())
    if held is None:
        raise NoProcess
    return {
        "number": held.number, "agency_id": held.agency_id, "valid_from": held.valid_from,
        "valid_to": held.valid_to, "document": queries.shape_of(held).to_json(),
    }  # fmt: skip


@router.get("/{procedure_code}", response=ProcedureDetailOut, summary="Một thủ tục")
def procedure(request: HttpRequest, procedure_code: Code, on: date | None = None) -> dict[str, Any]:
    """Toàn bộ nội dung có hiệu lực vào ngày `on` và các cơ quan thực hiện."""
    day = on or queries.today()
    version = queries.version_on(procedure_code, day)
    offerings = [
        {
            "agency_id": one.agency_id, "agency": one.agency.name,
            "service_level": one.service_level, "reason": one.reason,
            "valid_from": one.valid_from, "valid_to": one.valid_to,
            "limit_text": one.limit_text, "receiving_place": one.receiving_place,
        }
        for one in queries.providers_of(version.procedure_id, day)
    ]  # fmt: skip
    return _row(version) | {
        "version_id": version.pk,
        "record": asdict(queries.record_of(version)),
        "offerings": offerings,
    }


def report_out(report: ImportReport) -> dict[str, Any]:
    found = asdict(report)
    found["doubts"] = found["doubts"][:MOST_DOUBTS]
    return found


def _row(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "code": version.procedure.code, "name": version.name, "field": version.field.name,
        "field_code": version.field.code, "number": version.number,
        "valid_from": version.valid_from, "valid_to": version.valid_to,
        "limit_state": version.limit_state, "limit_amount": version.limit_amount,
        "limit_unit": version.limit_unit, "limit_text": version.limit_text,
    }  # fmt: skip
