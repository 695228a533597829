"""The result: proposed by the officer, approved by a leader, given to the applicant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.dossiers.actions.drafting import making_of
from congvu.counter.dossiers.actions.needs import demand_needs
from congvu.counter.dossiers.actions.notices import proposed
from congvu.counter.dossiers.actions.steps import move, said, take
from congvu.counter.dossiers.choices import RESULT_KIND, Making, Outcome, Way
from congvu.counter.dossiers.errors import NothingProposed
from congvu.counter.dossiers.models import Dossier, Result
from congvu.counter.dossiers.policies import ROOM


@action(f"{ROOM}.propose")
def propose(
    *, actor: Actor, at: datetime, dossier_id: int, name: str, outcome: str = Outcome.GRANTED,
    code: str = "", reason: str = "", papers: Sequence[Stored] = (), version: int | None = None,
    making: str = Making.PAPER, heading: str = "", notation: str = "", body: str = "",
) -> Result:  # fmt: skip
    """Trình kết quả: what the applicant will get, before a leader; proposing again replaces it.

    :param reason: why not, where the outcome is ``declined`` (Mẫu 03 within the term, Điều 19.8)
    :param papers: contents in the store, attached to the result
    :param making: signed by hand, or by keys: drawn from ``body``, or the PDF among the papers
    :param heading, notation, body: of the drawn result; the template's where they are left out
    :raises SealedAlready: what stands has a number; it is revoked first
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="propose")
    title = clean_line(name, 500, label="Tên kết quả")
    if not title:
        raise Invalid("Chưa có tên kết quả. Hãy nhập.", fields={"name": ["Nhập tên kết quả."]})
    declined = Outcome(outcome) == Outcome.DECLINED
    why = said(reason, "Lý do không đủ điều kiện", field="reason", required=declined)
    made = making_of(dossier, making, heading=heading, notation=notation, body=body)
    result, _ = Result.objects.update_or_create(
        dossier=dossier,
        defaults=made
        | {
            "outcome": outcome, "code": clean_line(code, 60, label="Số, ký hiệu"), "name": title,
            "reason": why, "proposed_at": at, "proposed_by": actor.name[:150],
        },
    )  # fmt: skip
    for stored in papers:
        files.attach(
            source=stored, subject=Subject(RESULT_KIND, result.pk), use=Use.RESULT, actor=actor,
            at=at,
        )  # fmt: skip
    move(dossier, "propose", actor=actor, at=at, text=title, changes={"outcome": outcome})
    proposed(dossier, actor=actor, at=at)
    return result


@action(f"{ROOM}.finish")
def finish(
    *, actor: Actor, at: datetime, dossier_id: int, remark: str = "", version: int | None = None
) -> Dossier:
    """Phê duyệt kết quả: the clock stops for good (Đã xử lý xong).

    :raises NothingProposed: no result lies before the leader
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="finish")
    words = said(remark, "Ý kiến", field="remark", required=False)
    result = Result.objects.filter(dossier=dossier).first()
    if result is None:
        raise NothingProposed
    result.approved_at, result.approved_by = at, actor.name[:150]
    result.approver_title = actor.label[:200]
    result.save(update_fields=["approved_at", "approved_by", "approver_title"])
    dossier.settled_at = at
    move(dossier, "finish", actor=actor, at=at, text=words, changed=("settled_at",))
    return dossier


@action(f"{ROOM}.return")
def return_result(
    *, actor: Actor, at: datetime, dossier_id: int, way: str = "", to_name: str = "",
    version: int | None = None,
) -> Dossier:  # fmt: skip
    """Trả kết quả: at the counter, online or by post; the dossier is closed.

    :param way: how it was given; what the applicant asked for when empty
    :param to_name: who took it; the applicant when empty
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="return")
    demand_needs(dossier, ("result_signed",), at)
    result = dossier.result
    result.returned_way = Way(way or dossier.result_way)
    named = clean_line(to_name, 200, label="Người nhận")
    result.returned_to = named or dossier.applicant.name
    result.save(update_fields=["returned_way", "returned_to"])
    dossier.returned_at = at
    move(
        dossier, "return", actor=actor, at=at, text=Way(result.returned_way).label,
        to_name=result.returned_to, changed=("returned_at",),
    )  # fmt: skip
    return dossier
