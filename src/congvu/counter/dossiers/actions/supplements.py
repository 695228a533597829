"""Asking for what is missing, once and completely, and taking it in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.dossiers.actions.filing import Scan, attach_scans
from congvu.counter.dossiers.actions.steps import DUE_FIELDS, move, redue, said, take
from congvu.counter.dossiers.actions.waiting import end_wait, start_wait
from congvu.counter.dossiers.choices import GAP_KIND, GapKind, JointState, WaitKind
from congvu.counter.dossiers.errors import SecondRound
from congvu.counter.dossiers.models import Dossier, Gap, Joint, Supplement
from congvu.counter.dossiers.policies import LEADERS, ROOM

MOST_GAPS = 50
MOST_PICTURES = 3
ONWARD = "dossiers.pass_on"


@dataclass(frozen=True, slots=True)
class Point:
    """One gap: ``paper_id`` for a paper that is wrong, ``field`` for an answer that is."""

    text: str
    kind: str = GapKind.MISSING
    paper_id: int | None = None
    field: str = ""
    pictures: tuple[Stored, ...] = ()
    """What shows it: at most three."""


@action(f"{ROOM}.ask_supplement")
def ask_supplement(
    *, actor: Actor, at: datetime, dossier_id: int, points: Sequence[Point], reason: str,
    leader_reason: str = "", contact: str = "", version: int | None = None,
) -> Supplement:  # fmt: skip
    """Yêu cầu bổ sung (Mẫu 02): every gap in one request; the clock stops until it is met.

    :param leader_reason: from the second round on, which only a leader of the agency may open
    :raises SecondRound: asked before, and the actor is no leader
    :raises Invalid: no gap, one without words, or a paper of another dossier
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="ask_supplement")
    round_ = dossier.supplements.count() + 1
    why_again = said(leader_reason, "Lý do yêu cầu thêm", field="leader_reason", required=False)
    if round_ > 1:
        if not (actor.is_system or actor.has(*LEADERS)):
            raise SecondRound
        said(why_again, "Lý do yêu cầu thêm", field="leader_reason")
    gaps = _gaps(dossier, points)
    asked = Supplement.objects.create(
        dossier=dossier, round=round_, asked_at=at, asked_by=actor.name[:150],
        contact=clean_line(contact, 200, label="Người liên hệ"),
        reason=said(reason, "Lý do", field="reason"),
        leader_reason=why_again if round_ > 1 else "",
    )  # fmt: skip
    for gap in gaps:
        gap.supplement = asked
    _illustrate(Gap.objects.bulk_create(gaps), points, actor, at)
    changed: tuple[str, ...] = ()
    if dossier.received_at is not None:
        start_wait(dossier, WaitKind.SUPPLEMENT, at)
        redue(dossier)
        changed = DUE_FIELDS
    text = "\n".join(f"{n}. {gap.text}" for n, gap in enumerate(gaps, start=1))
    move(
        dossier, "ask_supplement", actor=actor, at=at, text=text, changed=changed,
        changes={"round": round_, "reason": asked.reason, "leader_reason": why_again},
    )  # fmt: skip
    return asked


@action(f"{ROOM}.supply")
def supply(
    *, actor: Actor, at: datetime, dossier_id: int, remark: str = "",
    provided: Collection[int] = (), scans: Sequence[Scan] = (), version: int | None = None,
) -> Dossier:  # fmt: skip
    """Ghi nhận bổ sung: what was missing has come; a received dossier's term starts anew.

    :param provided: positions of papers that are there now
    """
    dossier = take(
        actor=actor, dossier_id=dossier_id, version=version, verb="supply", step="supply_early"
    )
    received = dossier.received_at is not None
    words = said(remark, "Nội dung bổ sung", field="remark", required=False)
    dossier.papers.filter(position__in={*provided, *(s.position for s in scans)}).update(
        provided=True
    )
    attach_scans(dossier, scans, actor, at)
    dossier.supplements.filter(supplied_at__isnull=True).update(supplied_at=at, supplied_note=words)
    _pass_on(dossier, words)
    if not received:
        move(dossier, "supply_early", actor=actor, at=at, text=words)
        return dossier
    end_wait(dossier, at)
    redue(dossier)
    move(
        dossier, "supply", actor=actor, at=at, text=words, changed=DUE_FIELDS,
        changes={"due_at": dossier.due_at},
    )  # fmt: skip
    return dossier


def _illustrate(gaps: Sequence[Gap], points: Sequence[Point], actor: Actor, at: datetime) -> None:
    placings = [
        files.Placing(one.blob, one.name, Subject(GAP_KIND, gap.pk), Use.ATTACHMENT)
        for gap, point in zip(gaps, points, strict=True)
        for one in point.pictures
    ]
    if placings:
        files.attach_many(placings=placings, actor=actor, at=at)


def _pass_on(dossier: Dossier, words: str) -> None:
    """Other agencies that asked for something through this dossier get what has come."""
    if dossier.process_id is None:
        return
    asked = Joint.objects.filter(dossier=dossier, state=JointState.SENT).exclude(gaps=[])
    for pk in asked.values_list("pk", flat=True):
        enqueue(
            ONWARD, key=f"{pk}:{dossier.version}", args={"joint_id": pk, "remark": words},
        )  # fmt: skip


def _gaps(dossier: Dossier, points: Sequence[Point]) -> list[Gap]:
    if not 0 < len(points) <= MOST_GAPS:
        raise Invalid(
            f"Hãy nêu từ 1 đến {MOST_GAPS} điểm cần bổ sung, đầy đủ trong một lần.",
            fields={"points": ["Nêu ít nhất một điểm cần bổ sung."]},
        )
    if any(len(p.pictures) > MOST_PICTURES for p in points):
        raise Invalid(f"Mỗi điểm kèm nhiều nhất {MOST_PICTURES} ảnh. Hãy bỏ bớt ảnh.")
    if any(not one.blob.pages for p in points for one in p.pictures):
        raise Invalid("Ảnh minh họa phải là ảnh hoặc PDF. Hãy chọn lại tệp.")
    own = set(dossier.papers.values_list("pk", flat=True))
    if {p.paper_id for p in points if p.paper_id is not None} - own:
        raise Invalid("Giấy tờ được chọn không thuộc hồ sơ này. Hãy chọn lại.")
    return [
        Gap(
            kind=GapKind(point.kind), paper_id=point.paper_id,
            field=clean_line(point.field, 100, label="Mục khai"),
            text=said(clean_line(point.text, 1000, label="Điểm cần bổ sung"),
                      "Điểm cần bổ sung", field="points"),
        )
        for point in points
    ]  # fmt: skip
