"""The life of an internal process: drafted, edited, checked and published from a day, copied."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Conflict, Invalid, Stale
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.queries import posts_of, units_of
from congvu.counter.procedures.choices import PROCESS, PROCESS_KIND, ProcessState, VersionState
from congvu.counter.procedures.errors import (
    NoProcedure,
    NoProcess,
    Overlap,
    ProcessFlawed,
)
from congvu.counter.procedures.models import InternalProcess, Procedure, ProcedureVersion
from congvu.counter.procedures.models.process import ProcessQuerySet
from congvu.counter.procedures.policies import demand_process
from congvu.counter.procedures.process.flaws import flaws
from congvu.counter.procedures.process.shape import Process, read_process
from congvu.counter.procedures.processrows import shape_of, write
from congvu.counter.procedures.queries.terms import settlement_term

ONE_DAY = timedelta(days=1)
HOURS = {"working_hour": 1.0, "working_day": 8.0, "calendar_day": 8 * 5 / 7, "month": 8 * 21.0}
"""Working hours of one unit of a limit; calendar days and months by what they hold on average."""


@action("procedures.process.draft")
def draft_process(
    *, actor: Actor, at: datetime, procedure_id: int, agency_id: int | None = None
) -> InternalProcess:
    """Soạn quy trình: the draft, begun from the agency's own process or from the common one.

    :param agency_id: None for the process of all agencies
    :raises NoProcedure: no such procedure
    """
    demand_process(actor, "draft", agency_id)
    _lock(procedure_id)
    draft = _rows(procedure_id, agency_id).filter(state=ProcessState.DRAFT).first()
    if draft is None:
        base = _newest(procedure_id, agency_id) or _newest(procedure_id, None)
        draft = _new(procedure_id, agency_id, at, shape_of(base) if base else Process())
    _note(draft, number=draft.number)
    return draft


@action("procedures.process.edit")
def edit_process(
    *, actor: Actor, at: datetime, process_id: int, version: int, process: Process
) -> InternalProcess:
    """Sửa bảng bước: keep the draft as it is now; it need not be ready for publication.

    :raises Stale: somebody else changed the draft
    :raises Invalid: not the shape of a table of steps
    """
    draft = _taken(actor, "edit", process_id, version)
    read_process(process.to_json())
    write(draft, process)
    draft.version += 1
    draft.edited_at = at
    draft.save(update_fields=["version", "edited_at"])
    _note(draft, version=draft.version, steps=[step.code for step in process.steps])
    return draft


@action("procedures.process.publish")
def publish_process(
    *, actor: Actor, at: datetime, process_id: int, valid_from: date, version: int | None = None
) -> InternalProcess:
    """Công bố quy trình from a day; the one before ends the day before, its dossiers keep it.

    :raises ProcessFlawed: no way out, a step that nothing reaches, hours over the limit …
    :raises Overlap: a version from that day or later is published already
    """
    draft = _taken(actor, "publish", process_id, version)
    found = process_flaws(draft, day=valid_from)
    if found:
        raise ProcessFlawed(f"Quy trình còn {len(found)} chỗ phải sửa. {found[0]}", flaws=found)
    standing = _rows(draft.procedure_id, draft.agency_id).published()
    if standing.filter(valid_from__gte=valid_from).exists():
        raise Overlap("Đã có quy trình hiệu lực từ ngày đó hoặc sau đó. Hãy chọn ngày sau ngày ấy.")
    for one in standing.exclude(valid_to__lt=valid_from):
        one.valid_to = valid_from - ONE_DAY
        one.save(update_fields=["valid_to"])
    draft.state = PROCESS.target("publish", draft.state)
    draft.valid_from, draft.published_at, draft.published_by_id = valid_from, at, actor.user_id
    draft.version += 1
    draft.save()
    _note(draft, number=draft.number, valid_from=valid_from.isoformat())
    return draft


def process_flaws(draft: InternalProcess, *, day: date, shape: Process | None = None) -> list[str]:
    """What stands in the way of publishing from a day: sentences, none when it may go out."""
    shape = shape or shape_of(draft)
    found = flaws(shape, limit_hours=limit_hours(draft, day), own=draft.agency_id is not None)
    return found or _strangers(draft, shape, day)


def limit_hours(draft: InternalProcess, day: date) -> int | None:
    """Working hours that the law of that day gives; None where it states none that is read."""
    rows = ProcedureVersion.objects.filter(procedure=draft.procedure_id)
    held = rows.in_force(day).first() or rows.filter(state=VersionState.PUBLISHED).first()
    term = settlement_term(held) if held is not None else None
    if term is None or term.amount == 0:
        return None
    return round(term.amount * HOURS[term.unit])


@action("procedures.process.copy")
def copy_process(
    *, actor: Actor, at: datetime, process_id: int, procedure_id: int, agency_id: int | None = None
) -> InternalProcess:
    """Chép quy trình: the draft of another procedure or agency that begins as this one.

    :raises Conflict: there is a draft already
    """
    demand_process(actor, "copy", agency_id)
    source = _found(process_id)
    _lock(procedure_id)
    if _rows(procedure_id, agency_id).filter(state=ProcessState.DRAFT).exists():
        raise Conflict("Nơi chép đến đang có dự thảo. Hãy công bố hoặc bỏ dự thảo đó rồi chép lại.")
    draft = _new(procedure_id, agency_id, at, shape_of(source))
    _note(draft, number=draft.number, copied_from=source.pk)
    return draft


@action("procedures.process.withdraw")
def withdraw_process(
    *, actor: Actor, at: datetime, process_id: int, reason: str
) -> InternalProcess:
    """Rút quy trình: no dossier begins on it from now on; running ones go on by it.

    :raises Invalid: no reason
    """
    row = _taken(actor, "withdraw", process_id, None)
    why = clean_line(reason, 500, label="Lý do")
    if not why:
        raise Invalid(fields={"reason": ["Hãy nêu lý do rút quy trình."]})
    row.state = PROCESS.target("withdraw", row.state)
    row.valid_to = max(local_date(at), row.valid_from or local_date(at))
    row.version += 1
    row.save()
    _note(row, number=row.number, reason=why)
    return row


@action("procedures.process.discard")
def discard_process(*, actor: Actor, at: datetime, process_id: int) -> InternalProcess:
    """Bỏ dự thảo."""
    row = _taken(actor, "discard", process_id, None)
    row.state = PROCESS.target("discard", row.state)
    row.version += 1
    row.save()
    _note(row, number=row.number)
    return row


@action("procedures.process.import")
def import_process(
    *, actor: Actor, at: datetime, procedure_id: int, process: Process,
    agency_id: int | None = None,
) -> InternalProcess:  # fmt: skip
    """Nhập quy trình as the draft, in place of what the draft held."""
    demand_process(actor, "import", agency_id)
    read_process(process.to_json())
    _lock(procedure_id)
    draft = _rows(procedure_id, agency_id).filter(state=ProcessState.DRAFT).first()
    if draft is None:
        draft = _new(procedure_id, agency_id, at, process)
    else:
        write(draft, process)
        draft.version += 1
        draft.edited_at = at
        draft.save(update_fields=["version", "edited_at"])
    _note(draft, number=draft.number, steps=[step.code for step in process.steps])
    return draft


def _strangers(draft: InternalProcess, shape: Process, day: date) -> list[str]:
    """Units and posts that the agency does not have on the day."""
    if draft.agency_id is None:
        return []
    units = set(units_of(draft.agency_id, on=day).values_list("pk", flat=True))
    posts = set(posts_of(draft.agency_id, on=day).values_list("pk", flat=True))
    return [
        f"Bước “{step.name}” chỉ tới đơn vị, vị trí mà cơ quan không có vào ngày đó. Hãy chọn lại."
        for step in shape.steps
        if step.unit_id not in (None, *units) or step.post_id not in (None, *posts)
    ]


def _taken(actor: Actor, verb: str, process_id: int, version: int | None) -> InternalProcess:
    """The row under the lock of its procedure, after right, state and version were checked."""
    row = _found(process_id)
    demand_process(actor, verb, row.agency_id)
    _lock(row.procedure_id)
    row.refresh_from_db()
    PROCESS.target(verb, row.state)
    if version is not None and version != row.version:
        raise Stale(version=row.version)
    return row


def _found(process_id: int) -> InternalProcess:
    row: InternalProcess | None = (
        InternalProcess.objects.select_related("procedure").filter(pk=process_id).first()
    )
    if row is None:
        raise NoProcess
    return row


def _lock(procedure_id: int) -> None:
    if not Procedure.objects.select_for_update().filter(pk=procedure_id).exists():
        raise NoProcedure


def _rows(procedure_id: int, agency_id: int | None) -> ProcessQuerySet:
    rows: ProcessQuerySet = InternalProcess.objects.filter(
        procedure=procedure_id, agency=agency_id
    ) if agency_id is not None else InternalProcess.objects.filter(
        procedure=procedure_id, agency__isnull=True
    )  # fmt: skip
    return rows


def _newest(procedure_id: int, agency_id: int | None) -> InternalProcess | None:
    rows = _rows(procedure_id, agency_id).published()
    found: InternalProcess | None = rows.order_by("-number").first()
    return found


def _new(procedure_id: int, agency_id: int | None, at: datetime, shape: Process) -> InternalProcess:
    last = _rows(procedure_id, agency_id).aggregate(last=Max("number"))["last"]
    row: InternalProcess = InternalProcess.objects.create(
        procedure_id=procedure_id, agency_id=agency_id, number=int(last or 0) + 1, edited_at=at
    )
    write(row, shape)
    return row


def _note(row: InternalProcess, **changes: Any) -> None:
    note(
        Subject(PROCESS_KIND, row.pk), label=row.procedure.code, agency_id=row.agency_id,
        changes=changes,
    )  # fmt: skip
