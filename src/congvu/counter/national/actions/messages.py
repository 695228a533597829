"""What people do with messages: send again, drop; and noting that the portal refused one."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.storing import insert_many
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import abridged, clean_text
from congvu.core.notifications.actions import notify
from congvu.core.organisation.queries import people_of
from congvu.counter.dossiers import queries as dossiers
from congvu.counter.dossiers.choices import DOSSIER_KIND
from congvu.counter.dossiers.policies import DESK
from congvu.counter.national.actions.listening import SEND, messages_of
from congvu.counter.national.choices import MESSAGE, MESSAGE_KIND, MessageState
from congvu.counter.national.errors import NoPortal, NothingToResend
from congvu.counter.national.models import Message, Portal
from congvu.counter.national.policies import demand_own

REFUSED = "national.message.refused"
KINDS = {REFUSED: "Cổng quốc gia từ chối hồ sơ"}
AGAIN = (MessageState.SENT, MessageState.MERGED, MessageState.DEAD, MessageState.DROPPED)


@action("national.message.refuse")
def refuse(*, actor: Actor, at: datetime, message_id: int, cause: str) -> None:
    """Ghi nhận cổng quốc gia từ chối: the message is dead and its agency's desk is told."""
    demand(actor, "national.message.refuse")
    row = _locked(message_id)
    row.state = MESSAGE.target("refuse", row.state)
    row.cause = abridged(cause or "Cổng quốc gia không nói lý do.", 500)
    row.next_try_at = None
    row.save(update_fields=["state", "cause", "next_try_at"])
    note(_subject(row), label=row.dossier.code, agency_id=row.agency_id_then,
         changes={"status": row.status, "message": row.cause})  # fmt: skip
    people = people_of(at=at, agency_id=row.agency_id_then, roles=frozenset(DESK))
    notify(
        event_key=f"{REFUSED}:{row.pk}:{row.tries}", kind=REFUSED, actor=actor, at=at,
        recipients=set(people.values_list("user_id", flat=True)),
        subject=Subject(DOSSIER_KIND, row.dossier_id),
        title=f"Cổng quốc gia từ chối hồ sơ {row.dossier.code}", body=row.cause,
        url=f"/cong-quoc-gia/thong-diep/{row.pk}/",
    )  # fmt: skip


@action("national.message.resend")
def resend(*, actor: Actor, at: datetime, message_id: int) -> Message:
    """Gửi lại một thông điệp, under its old name, made anew.

    :raises NotFound: another agency's; :raises WrongState: it was dropped
    """
    row = _locked(message_id)
    demand_own(actor, "national.message.resend", row.agency_id_then)
    before = row.state
    row.state = MESSAGE.target("resend", row.state)
    row.cause, row.next_try_at, row.tries, row.queued_at = "", None, 0, at
    row.save(update_fields=["state", "cause", "next_try_at", "tries", "queued_at"])
    note(_subject(row), label=row.dossier.code, agency_id=row.agency_id_then,
         changes={"state": [before, row.state]})  # fmt: skip
    wake()
    return row


@action("national.message.discard")
def discard(*, actor: Actor, at: datetime, message_id: int, reason: str) -> Message:
    """Bỏ thông điệp bị từ chối, with a reason: later ones of the dossier go on.

    :raises Invalid: no reason; :raises WrongState: it was not refused
    """
    row = _locked(message_id)
    demand_own(actor, "national.message.discard", row.agency_id_then)
    why = clean_text(reason, 300, label="Lý do")
    if not why:
        raise Invalid("Hãy ghi lý do bỏ thông điệp.", fields={"reason": ["Ghi lý do."]})
    row.state = MESSAGE.target("discard", row.state)
    row.cause = abridged(f"{row.cause} Đã bỏ: {why}", 500)
    row.save(update_fields=["state", "cause"])
    note(_subject(row), label=row.dossier.code, agency_id=row.agency_id_then,
         changes={"reason": why})  # fmt: skip
    wake()
    return row


@action("national.dossier.resend")
def resend_dossier(
    *, actor: Actor, at: datetime, dossier_id: int, after_status: int | None = None,
    missing: bool = False,
) -> int:  # fmt: skip
    """Gửi lại hồ sơ: its messages from the last state that the portal has; how many.

    :param after_status: the state that the portal shows; None sends the newest picture again
    :param missing: the portal has nothing of it: everything is told again
    :raises NoPortal: not connected
    :raises NothingToResend: nothing ever happened to it
    """
    dossier = dossiers.locked(dossier_id)
    if dossier is None:
        raise NotFound
    demand_own(actor, "national.dossier.resend", dossier.agency_id)
    if not Portal.objects.exists():
        raise NoPortal
    history = [one for event in dossiers.events_of(dossier_id) for one in messages_of(event, at=at)]
    insert_many(history, unless_known=True)
    rows = Message.objects.filter(dossier=dossier_id).order_by("event_id", "service")
    start = _start(list(rows), after_status, missing)
    if start is None:
        raise NothingToResend
    again = rows.filter(event__gte=start, state__in=AGAIN)
    again.update(state=MessageState.WAITING, cause="", next_try_at=None, tries=0, queued_at=at)
    number = rows.filter(event__gte=start, state=MessageState.WAITING).count()
    note(Subject(DOSSIER_KIND, dossier.pk), label=dossier.code, agency_id=dossier.agency_id,
         changes={"messages": number})  # fmt: skip
    wake()
    return number


def _start(rows: list[Message], after_status: int | None, missing: bool) -> int | None:
    """The event from which everything is told again."""
    pictures = [row for row in rows if row.service == 1]
    if not pictures:
        return None
    if missing:
        return pictures[0].event_id
    if after_status is None:
        return pictures[-1].event_id
    known = [place for place, row in enumerate(pictures) if row.status == after_status]
    if not known:
        return pictures[0].event_id
    following = pictures[known[-1] + 1 :]
    return following[0].event_id if following else pictures[-1].event_id


def wake() -> None:
    """Inside a verb: let a worker look soon, and not wait out the portal's silence."""
    Portal.objects.update(next_try_at=None)
    enqueue(SEND)


def _locked(message_id: int) -> Message:
    row = (
        Message.objects.select_for_update(of=("self",)).select_related("dossier")
        .filter(pk=message_id).first()
    )  # fmt: skip
    if row is None:
        raise NotFound
    return row


def _subject(row: Message) -> Subject:
    return Subject(MESSAGE_KIND, row.pk)
