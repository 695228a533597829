"""Stopping all work on a subject for a while, by the subject's own room (tạm dừng xử lý)."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.office.work.actions.matters import note_on_matter
from congvu.office.work.choices import StepVerb
from congvu.office.work.models import Pause


@action("work.matter.pause")
def pause(*, actor: Actor, at: datetime, subject: Subject, agency_id: int, reason: str) -> Pause:
    """Tạm dừng: until :func:`resume` nobody moves the work, asks, answers, notes or reminds.

    The subject's room has decided that the actor may. Stopped twice is stopped once.

    :param agency_id: whose work it is; the actor may be of another agency
    :param reason: a whole sentence for people, saying what ends the pause
    """
    # The step is drawn first: it locks the matter, so no verb that runs now is overtaken.
    note_on_matter(subject, StepVerb.PAUSE, actor=actor, at=at, text=reason)
    row, _ = Pause.objects.get_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        defaults={"reason": clean_line(reason, 500, label="Lý do tạm dừng"), "since": at},
    )
    note(subject, agency_id=agency_id, changes={"reason": row.reason})
    return row


@action("work.matter.resume")
def resume(*, actor: Actor, at: datetime, subject: Subject, remark: str = "") -> None:
    """Cho xử lý tiếp: the work goes on where it stood; what was not stopped is no error."""
    note_on_matter(subject, StepVerb.RESUME, actor=actor, at=at, text=remark)
    Pause.objects.filter(subject_kind=subject.kind, subject_id=subject.id).delete()
    note(subject, changes={"remark": remark})
