"""A version as pages show it, public and staff alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from congvu.counter.procedures import queries
from congvu.counter.procedures.choices import Authority, Channel
from congvu.counter.procedures.limits import Reading
from congvu.counter.procedures.models import ProcedureVersion
from congvu.counter.procedures.records import Record


def limit_words(reading: Reading) -> str:
    """``15 ngày làm việc``, with its cases; the law's words when they could not be read."""
    if reading.state == "unreadable":
        return reading.text
    return reading.words if reading.state == "read" else ""


def cases_of(reading: Reading) -> list[str]:
    if reading.summed:
        return []
    return [f"{part.case}: {part.words}" for part in reading.parts if part.case]


def shown(version: ProcedureVersion, day: date) -> dict[str, Any]:
    """Context of a procedure's page: nine queries."""
    record = queries.record_of(version)
    return {
        "version": version,
        "record": record,
        "facts": _facts(version, record),
        "limit": limit_words(record.limit),
        "cases": cases_of(record.limit),
        "ways": [
            {
                "channel": Channel(way.channel).label,
                "limit": limit_words(way.limit) or limit_words(record.limit) or "–",
                "fee": way.fee_text or ("Miễn phí" if way.fee == 0 else ""),
                "amount": way.fee,
                "description": way.description,
            }
            for way in record.ways
        ],
        "papers": _by_case(record),
        "stopped": queries.stopped_of(version.procedure_id, day),
        "providers": list(queries.providers_of(version.procedure_id, day)),
    }


def _facts(version: ProcedureVersion, record: Record) -> list[tuple[str, Any]]:
    until = f" đến {version.valid_to:%d/%m/%Y}" if version.valid_to else ""
    since = f"từ {version.valid_from:%d/%m/%Y}{until}" if version.valid_from else ""
    return [
        ("Mã thủ tục", version.procedure.code),
        ("Lĩnh vực", version.field.name),
        ("Cấp thực hiện", ", ".join(Authority(one.level).label for one in record.levels)),
        ("Loại thủ tục", record.kind),
        ("Quyết định công bố", record.decision),
        ("Đối tượng thực hiện", record.objects),
        ("Cơ quan thực hiện", record.processing_agency),
        ("Cơ quan có thẩm quyền", record.competent_agency),
        ("Cơ quan được ủy quyền", record.authorised_agency),
        ("Cơ quan phối hợp", record.cooperating_agency),
        ("Nơi tiếp nhận hồ sơ", record.receiving_place),
        ("Số bộ hồ sơ", record.sets),
        ("Phí, lệ phí", record.fee_text),
        ("Thủ tục liên quan", record.related),
        ("Hiệu lực", since),
    ]


def _by_case(record: Record) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for paper in record.papers:
        found.setdefault(paper.case, []).append(paper)
    return list(found.items())
