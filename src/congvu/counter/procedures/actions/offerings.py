"""Which agencies serve which procedures: set and stopped in bulk, from a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line, clean_text
from congvu.counter.procedures.choices import PROCEDURE_KIND, ServiceLevel
from congvu.counter.procedures.errors import Overlap
from congvu.counter.procedures.limits import Reading, unstated
from congvu.counter.procedures.models import Offering, Procedure
from congvu.counter.procedures.policies import demand_offerings
from congvu.counter.procedures.rows import BATCH, limit_columns

REASON_SINCE = date(2026, 7, 1)
"""From this day a service that is only partly online publishes why (ND 224/2026/NĐ-CP Art. 14)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what terms a procedure is served; see ``models.Offering``."""

    service_level: str
    limit: Reading = unstated()
    reason: str = ""
    proactive: int = 0
    on_the_spot: bool = False
    fee_text: str = ""
    fee: int | None = None
    receiving_place: str = ""

    def columns(self) -> dict[str, Any]:
        return limit_columns(self.limit) | {
            "service_level": ServiceLevel(self.service_level),
            "reason": clean_text(self.reason, 2000, label="Lý do") if self.reason else "",
            "proactive": self.proactive,
            "on_the_spot": self.on_the_spot,
            "fee_text": clean_text(self.fee_text, 2000, label="Phí") if self.fee_text else "",
            "fee_amount": self.fee,
            "receiving_place": (
                clean_line(self.receiving_place, 300, label="Nơi tiếp nhận")
                if self.receiving_place
                else ""
            ),
        }


def check_terms(terms: Terms, valid_from: date) -> None:
    """:raises Invalid: an unknown level, or a partly online service without its reason"""
    if terms.service_level not in ServiceLevel.values:
        raise Invalid("Hãy chọn mức độ dịch vụ.", fields={"service_level": ["Hãy chọn mức độ."]})
    partial = terms.service_level == ServiceLevel.PARTIAL
    if partial and valid_from >= REASON_SINCE and not terms.reason.strip():
        raise Invalid(
            "Dịch vụ một phần phải công khai lý do (Nghị định 224/2026/NĐ-CP, Điều 14). Hãy nhập "
            "lý do chưa cung cấp được toàn trình.",
            fields={"reason": ["Hãy nhập lý do chưa toàn trình."]},
        )
    if not 0 <= terms.proactive <= 4:
        raise Invalid(
            "Mức độ chủ động là từ 0 đến 4.", fields={"proactive": ["Hãy chọn từ 0 đến 4."]}
        )


@action("procedures.offering.set")
def offer(
    *, actor: Actor, agency_ids: Collection[int], procedure_ids: Collection[int], terms: Terms,
    valid_from: date, valid_to: date | None = None, at: datetime,
) -> list[Offering]:  # fmt: skip
    """Đặt dịch vụ công: every one of the agencies serves every one of the procedures.

    Terms that held until then end the day before. A service that has the same terms already is
    left as it is.

    :returns: the new rows
    :raises Overlap: terms from that day or later exist
    """
    demand_offerings(actor, "procedures.offering.set", agency_ids)
    check_terms(terms, valid_from)
    if valid_to is not None and valid_to < valid_from:
        raise Invalid("Ngày kết thúc phải sau ngày bắt đầu. Hãy sửa lại ngày.")
    procedures = _locked(procedure_ids)
    columns = terms.columns()
    held = _held(agency_ids, procedures, valid_from)
    made = [
        Offering(
            agency_id=agency_id, procedure_id=procedure.pk, valid_from=valid_from,
            valid_to=valid_to, **columns,
        )
        for agency_id in agency_ids
        for procedure in procedures
        if not _same(held.get((agency_id, procedure.pk)), columns, valid_to)
    ]  # fmt: skip
    replaced = [held[key] for row in made if (key := (row.agency_id, row.procedure_id)) in held]
    _end(replaced, valid_from - timedelta(days=1))
    Offering.objects.bulk_create(made, batch_size=BATCH)
    _note(made, changes={"from": valid_from, "level": terms.service_level})
    return made


@action("procedures.offering.stop")
def stop_offering(
    *, actor: Actor, agency_ids: Collection[int], procedure_ids: Collection[int], last_day: date,
    reason: str, at: datetime,
) -> list[Offering]:  # fmt: skip
    """Ngừng dịch vụ: the last day on which the agencies take these procedures in.

    :raises Overlap: terms that begin after the last day exist
    """
    demand_offerings(actor, "procedures.offering.stop", agency_ids)
    reason = clean_line(reason, 500, label="Lý do")
    if not reason:
        raise Invalid(
            "Hãy nhập lý do; lý do được công khai.", fields={"reason": ["Hãy nhập lý do."]}
        )
    procedures = _locked(procedure_ids)
    held = list(_held(agency_ids, procedures, last_day + timedelta(days=1), on=last_day).values())
    _end(held, last_day, reason)
    _note(held, changes={"last_day": last_day, "reason": reason})
    return held


def _locked(procedure_ids: Collection[int]) -> list[Procedure]:
    """In one order, so that two bulk verbs never wait for each other."""
    rows = Procedure.objects.select_for_update().filter(pk__in=procedure_ids).order_by("pk")
    found = list(rows)
    if len(found) != len(set(procedure_ids)) or not found:
        raise Invalid("Hãy chọn ít nhất một thủ tục trong danh mục.")
    return found


def _held(
    agency_ids: Collection[int], procedures: Collection[Procedure], first_day: date,
    *, on: date | None = None,
) -> dict[tuple[int, int], Offering]:  # fmt: skip
    """Rows in force on ``on`` (else on the first day), by agency and procedure.

    :raises Overlap: a row begins on the first day or later
    """
    rows = Offering.objects.filter(agency__in=agency_ids, procedure__in=procedures)
    if rows.filter(valid_from__gte=first_day).exists():
        raise Overlap(
            "Đã có điều kiện dịch vụ bắt đầu từ ngày đó trở đi. Hãy chọn ngày muộn hơn, hoặc bỏ "
            "các cơ quan, thủ tục đó khỏi lựa chọn."
        )
    return {(row.agency_id, row.procedure_id): row for row in rows.on(on or first_day)}


def _same(row: Offering | None, columns: dict[str, Any], valid_to: date | None) -> bool:
    return (
        row is not None
        and row.valid_to == valid_to
        and all(getattr(row, name) == value for name, value in columns.items())
    )


def _end(rows: Iterable[Offering], last_day: date, reason: str = "") -> None:
    ended = list(rows)
    for row in ended:
        row.valid_to, row.stop_reason = last_day, reason
        row.version += 1
    Offering.objects.bulk_update(ended, ["valid_to", "stop_reason", "version"], batch_size=BATCH)


def _note(rows: Collection[Offering], *, changes: dict[str, Any]) -> None:
    """One entry for each agency: its administrator reads it in the journal."""
    of_agency: dict[int, list[int]] = {}
    for row in rows:
        of_agency.setdefault(row.agency_id, []).append(row.procedure_id)
    for agency_id, ids in of_agency.items():
        subject = Subject(PROCEDURE_KIND, ids[0]) if len(ids) == 1 else None
        note(
            subject, label="Dịch vụ công của cơ quan", agency_id=agency_id,
            changes=changes | {"procedures": ids},
        )  # fmt: skip
    if not of_agency:
        note(None, label="Dịch vụ công: không có gì thay đổi", changes=changes)
