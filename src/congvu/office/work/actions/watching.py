"""Following a subject (theo dõi) without having a part in it."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.work import policies
from congvu.office.work.models import Watch


@action("work.watch.add")
def watch(*, actor: Actor, at: datetime, subject: Subject) -> Watch:
    """Theo dõi: show the subject among the watched; twice is once.

    :raises NotFound: the actor may not read the subject
    """
    if not policies.readable(actor, subject):
        raise NotFound
    if actor.post_id is None:
        raise NotAllowed("Tài khoản chưa giữ vị trí nào nên chưa theo dõi được.")
    row, _ = Watch.objects.get_or_create(
        post_id=actor.post_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        defaults={"since": at},
    )
    note(subject)
    return row


@action("work.watch.remove")
def unwatch(*, actor: Actor, at: datetime, subject: Subject) -> None:
    """Thôi theo dõi; what was not watched is no error."""
    Watch.objects.filter(
        post_id=actor.post_id or 0, subject_kind=subject.kind, subject_id=subject.id
    ).delete()
    note(subject)
