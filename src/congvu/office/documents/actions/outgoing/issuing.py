"""Issuing a numbered letter, what it does to earlier ones, and recalling it (NĐ 30/2020, C.4)."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import clean_line
from congvu.office.documents.actions.outgoing import delivery, notices
from congvu.office.documents.actions.outgoing.steps import judge, move, take, told
from congvu.office.documents.choices import OutgoingState, Relation
from congvu.office.documents.models import Outgoing


@action("documents.outgoing.issue")
def issue(*, actor: Actor, at: datetime, outgoing_id: int, version: int) -> Outgoing:
    """Phát hành: to agencies of the installation, units and outside places; closes what it answers.

    The post office brings it to agencies of this installation, where it shares the stored file,
    and of others alike. What the letter replaces or recalls changes its state in the same
    transaction.

    :raises Invalid: no place to send it to
    :raises WrongState: not numbered, or issued already
    """
    letter = take(actor, outgoing_id, version, "issue")
    before = letter.state
    move(letter, "issue")
    letter.issued_at = at
    letter.save()
    _demand_places(letter)
    agencies = delivery.send(letter, actor=actor, at=at)
    _relate(letter, actor, at)
    delivery.close_answered(letter, actor=actor, at=at)
    judge(letter, stage=before, verb="issue", remark="", actor=actor, at=at)
    told(letter, before=before, changes={"agencies": agencies})
    notices.went_out(letter, actor=actor, at=at)
    return letter


@action("documents.outgoing.recall")
def recall(*, actor: Actor, at: datetime, outgoing_id: int, version: int, reason: str) -> Outgoing:
    """Thu hồi: the letter no longer stands; every agency that has it is asked to take it back.

    Its letter there is frozen until it answers; each recipient's state tells how far it is.

    :raises Invalid: no reason
    :raises WrongState: not issued, or recalled already
    """
    letter = take(actor, outgoing_id, version, "recall")
    reason = clean_line(reason, 500, label="Lý do")
    if not reason:
        raise Invalid(
            "Cần nêu lý do thu hồi để nơi nhận biết. Hãy ghi lý do.",
            fields={"reason": ["Hãy ghi lý do."]},
        )
    _recall(letter, reason, actor, at)
    return letter


def _recall(letter: Outgoing, reason: str, actor: Actor, at: datetime) -> None:
    before = letter.state
    move(letter, "recall")
    letter.save()
    delivery.take_back(letter, reason, actor=actor, at=at)
    judge(letter, stage=before, verb="recall", remark=reason, actor=actor, at=at)
    told(letter, before=before, changes={"reason": reason})
    notices.recalled(letter, reason, actor=actor, at=at)


def _demand_places(letter: Outgoing) -> None:
    if not letter.recipients.exists():
        raise Invalid(
            "Văn bản chưa có nơi nhận nên chưa phát hành được. Hãy trả lại để bổ sung nơi nhận.",
            fields={"places": ["Hãy chọn nơi nhận."]},
        )


def _relate(letter: Outgoing, actor: Actor, at: datetime) -> None:
    """What the new letter does to an earlier one of the agency."""
    if letter.related_to_id is None or letter.relation not in (Relation.REPLACES, Relation.RECALLS):
        return
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("agency", "unit")
    earlier = rows.get(pk=letter.related_to_id)
    if earlier.state != OutgoingState.ISSUED:
        return
    if letter.relation == Relation.RECALLS:
        _recall(earlier, f"Thu hồi theo văn bản {letter.code}", actor, at)
        return
    before = earlier.state
    move(earlier, "replace")
    earlier.save()
    told(earlier, before=before, changes={"replaced_by": letter.code})
