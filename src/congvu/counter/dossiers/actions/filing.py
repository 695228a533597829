"""Filing a dossier: at the counter, online, by post; accepting and refusing it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Placing, Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.storing import insert, insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line, demand_storable
from congvu.counter.dossiers import indexes
from congvu.counter.dossiers.actions.applicants import Who, written
from congvu.counter.dossiers.actions.beginning import begin_process
from congvu.counter.dossiers.actions.charging import raise_for, release
from congvu.counter.dossiers.actions.serials import allocate
from congvu.counter.dossiers.actions.steps import (
    DUE_FIELDS,
    move,
    redue,
    said,
    subject_of,
    take,
    write_event,
)
from congvu.counter.dossiers.choices import PAPER_KIND, Channel, State, Way
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.errors import NoTerm, PapersMissing
from congvu.counter.dossiers.models import Dossier, Paper
from congvu.counter.dossiers.policies import DESK, ROOM
from congvu.counter.procedures.queries import (
    asked_papers,
    offering_on,
    settlement_term,
    version_on,
)

if TYPE_CHECKING:
    from congvu.counter.procedures.models import Offering, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Scan:
    """A content in the store, and the paper of the procedure that it is (``position``)."""

    position: int
    stored: Stored


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed. ``provided`` are positions of the procedure's papers; None means all that
    are required. ``term`` is the desk's own where the law states none that can be counted."""

    procedure_code: str
    who: Who
    title: str = ""
    filer_name: str = ""
    filer_identifier: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    sets: int = 1
    result_way: str = Way.COUNTER
    result_address: str = ""
    provided: Collection[int] | None = None
    scans: Sequence[Scan] = ()
    term: Term | None = None
    owner: str = ""
    origin: str = ""
    """Code of the dossier that asks for this one (liên thông)."""


@action(f"{ROOM}.file")
def file_dossier(
    *, actor: Actor, at: datetime, agency_id: int, filing: Filing, channel: int = Channel.ONLINE
) -> Dossier:
    """Nộp hồ sơ trực tuyến, qua bưu chính: the dossier waits for the desk (Mới đăng ký).

    :param agency_id: the agency that settles it; need not be the filer's own
    :raises NotOffered: it does not serve this procedure today
    :raises NotInForce: nothing of the procedure holds today
    :raises Invalid: see ``data["fields"]``
    """
    demand(actor, f"{ROOM}.file")
    if channel == Channel.DIRECT:
        raise Invalid("Hồ sơ nộp trực tiếp được tiếp nhận tại quầy. Hãy dùng mục Tiếp nhận.")
    if channel == Channel.POST and not (actor.is_system or actor.has(*DESK)):
        raise NotAllowed("Hồ sơ bưu chính do Bộ phận Một cửa nhập. Hãy nộp trực tuyến.")
    return _filed(actor, at, agency_id, filing, channel)


@action(f"{ROOM}.receive")
def receive(
    *, actor: Actor, at: datetime, filing: Filing, channel: int = Channel.DIRECT,
    agency_id: int | None = None,
) -> Dossier:  # fmt: skip
    """Tiếp nhận tại quầy: filed by the clerk on behalf and received at once (Mẫu 01).

    :param channel: ``DIRECT``, or ``POST`` for what came in the mail
    :param agency_id: for the system only; a clerk receives for their own agency
    :raises PapersMissing: a required paper is not there: ask for it instead
    :raises NoTerm: the limit cannot be counted and the desk gave none
    """
    demand(actor, f"{ROOM}.receive")
    own = actor.agency_id if not actor.is_system else agency_id
    if own is None or channel == Channel.ONLINE:
        raise NotAllowed("Chỉ cán bộ Bộ phận Một cửa tiếp nhận tại quầy.")
    dossier = _filed(actor, at, own, filing, channel)
    term = filing.term or _term(dossier.procedure, dossier.offering, dossier)
    _demand_papers(dossier)
    _received(dossier, term, actor, at)
    return dossier


@action(f"{ROOM}.accept")
def accept(
    *, actor: Actor, at: datetime, dossier_id: int, version: int | None = None,
    term: Term | None = None,
) -> Dossier:  # fmt: skip
    """Tiếp nhận hồ sơ đã nộp: the clock starts, the receipt can be printed (Mẫu 01).

    :raises PapersMissing: a required paper is not there
    :raises NoTerm: the limit cannot be counted and the desk gave none
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="accept")
    _demand_papers(dossier)
    dossier.supplements.filter(supplied_at__isnull=True).update(supplied_at=at)
    _received(dossier, term or _term(dossier.procedure, dossier.offering, dossier), actor, at)
    return dossier


@action(f"{ROOM}.refuse")
def refuse(
    *, actor: Actor, at: datetime, dossier_id: int, reason: str, version: int | None = None
) -> Dossier:
    """Từ chối tiếp nhận with a reason (Mẫu 03); final.

    :raises Invalid: no reason
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="refuse")
    why = said(reason, "Lý do từ chối", field="reason")
    release(dossier, at=at, reason=why, give_back=True)
    move(dossier, "refuse", actor=actor, at=at, text=why)
    return dossier


def _filed(actor: Actor, at: datetime, agency_id: int, filing: Filing, channel: int) -> Dossier:
    day = local_date(at)
    version = version_on(filing.procedure_code, day)
    offering = offering_on(agency_id=agency_id, procedure_id=version.procedure_id, day=day)
    demand_storable(filing.answers, label="Nội dung khai")
    applicant = written(filing.who)
    dossier = Dossier(
        agency_id=agency_id, procedure=version, offering=offering, applicant=applicant,
        state=State.NEW, channel=channel, origin_code=filing.origin,
        title=clean_line(filing.title, 500, label="Nội dung yêu cầu") or version.name[:500],
        filer_name=clean_line(filing.filer_name, 200, label="Người nộp thay"),
        filer_identifier=clean_line(filing.filer_identifier, 14, label="Số định danh"),
        answers=filing.answers, sets=filing.sets, result_way=Way(filing.result_way),
        result_address=clean_line(filing.result_address, 300, label="Địa chỉ nhận kết quả"),
        filed_at=at,
    )  # fmt: skip
    papers = _papers(version, filing)
    dossier.code = str(allocate(at=at, agency_id=agency_id, owner=filing.owner))
    insert(dossier)
    for paper in papers:
        paper.dossier = dossier
    insert_keyed(papers)
    _attach({paper.position: paper.pk for paper in papers}, filing.scans, actor, at)
    write_event(dossier, "file", actor=actor, at=at)
    indexes.put(dossier)
    note(
        subject_of(dossier), label=dossier.code, agency_id=agency_id,
        changes={"procedure": version.procedure.code, "channel": channel},
    )  # fmt: skip
    return dossier


def _papers(version: ProcedureVersion, filing: Filing) -> list[Paper]:
    asked = asked_papers(version.pk)
    scanned = {scan.position for scan in filing.scans}
    given = filing.provided
    return [
        Paper(
            position=place, name=one.name[:1000], code=one.code, originals=one.originals,
            copies=one.copies, required=one.required,
            provided=place in scanned or (one.required if given is None else place in given),
        )
        for place, one in enumerate(asked, start=1)
    ]  # fmt: skip


def attach_scans(dossier: Dossier, scans: Sequence[Scan], actor: Actor, at: datetime) -> None:
    if scans:
        _attach(dict(dossier.papers.values_list("position", "pk")), scans, actor, at)


def _attach(ids: Mapping[int, int], scans: Sequence[Scan], actor: Actor, at: datetime) -> None:
    """Contents go to the papers at their places."""
    if not {scan.position for scan in scans} <= set(ids):
        raise Invalid("Tệp không thuộc giấy tờ nào của thủ tục. Hãy chọn lại giấy tờ.")
    placings = [
        Placing(
            scan.stored.blob, scan.stored.name, Subject(PAPER_KIND, ids[scan.position]),
            Use.ATTACHMENT,
        )
        for scan in scans
    ]  # fmt: skip
    files.attach_many(placings=placings, actor=actor, at=at)


def _demand_papers(dossier: Dossier) -> None:
    absent = dossier.papers.filter(required=True, provided=False)
    names = list(absent.order_by("position").values_list("name", flat=True)[:20])
    if names:
        raise PapersMissing(papers=names)


def _term(version: ProcedureVersion, offering: Offering | None, dossier: Dossier) -> Term | None:
    found = settlement_term(version, offering=offering, channel=dossier.channel)
    return Term(found.amount, found.unit) if found else None


def _received(dossier: Dossier, term: Term | None, actor: Actor, at: datetime) -> None:
    if term is None:
        raise NoTerm(fields={"days": ["Nhập số ngày làm việc."]})
    dossier.received_at, dossier.receiver_name = at, actor.name[:150]
    dossier.limit_amount, dossier.limit_unit = term.amount, term.unit
    redue(dossier, lived=False)
    dossier.first_due_at = dossier.due_at
    move(
        dossier, "accept", actor=actor, at=at,
        changed=("received_at", "receiver_name", "limit_amount", "limit_unit", "first_due_at",
                 *DUE_FIELDS),
        changes={"due_at": dossier.due_at},
    )  # fmt: skip
    raise_for(dossier, actor=actor, at=at)
    begin_process(dossier, actor=actor, at=at)
