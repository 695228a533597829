"""The way of an issued letter: into the post, asked back, and what its recipients say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import update
from congvu.core.kernel.text import abridged
from congvu.office.documents.actions import incoming
from congvu.office.documents.actions.outgoing import notices
from congvu.office.documents.actions.outgoing.steps import subject_of
from congvu.office.documents.choices import (
    RECIPIENT_STATES,
    Delivery,
    RecipientKind,
)
from congvu.office.documents.courier.outbound import business_of
from congvu.office.documents.models import Incoming, Outgoing, Recipient
from congvu.office.exchange import actions as exchange
from congvu.office.exchange import queries as directory
from congvu.office.exchange.choices import LETTER_KIND, StatusCode
from congvu.office.exchange.kinds import News

BY_OTHER_WAYS = "Chưa kết nối liên thông: gửi bản giấy hoặc thư điện tử"
BEFORE_IT_LEFT = "Thu hồi trước khi gửi"


def courier(letter: Outgoing) -> Actor:
    """The system acting for the sending agency, in jobs."""
    return replace(system_actor(), agency_id=letter.agency_id)


def send(letter: Outgoing, *, actor: Actor, at: datetime) -> int:
    """Give the letter to the post office for every agency it can reach; returns how many.

    Agencies of this installation and of others alike. The rest is marked as gone by other ways.
    """
    places = _PENDING(pk=letter.pk)
    rows = {
        row.agency_id: row
        for row in places
        if row.kind == RecipientKind.AGENCY and row.agency_id is not None
    }
    asked = rows.keys() | {letter.agency_id}
    reached = directory.reachable(asked, on=local_date(at)) if rows else {}
    electronic = [pk for pk in rows if pk in reached]
    others = [row for row in places if row.agency_id not in reached or row.agency_id not in rows]
    for row in others:
        row.state, row.state_at = Delivery.SENT, at
        if row.agency_id in rows:
            row.state_note = BY_OTHER_WAYS
    update(others, ["state", "state_at", "state_note"])
    if electronic:
        _post(letter, {pk: rows[pk] for pk in electronic}, reached, actor, at)
    return len(electronic)


_PENDING = Prepared(
    lambda pk: Recipient.objects.filter(outgoing_id=pk, state=Delivery.PENDING), pk=int
)


def _post(
    letter: Outgoing, rows: dict[int, Recipient], known: dict[int, directory.Place], actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    sent = exchange.send(
        actor=actor, at=at, kind=LETTER_KIND, subject=subject_of(letter),
        sender_agency_id=letter.agency_id, recipients=list(rows), document_id=letter.document_uid,
        business=business_of(letter), known=known,
    )  # fmt: skip
    for pk, row in rows.items():
        row.delivery_id = sent.ways.get(known[pk].code)
        row.state, row.state_at = Delivery.SENT, at
    update(list(rows.values()), ["delivery", "state", "state_at"])


def take_back(letter: Outgoing, reason: str, *, actor: Actor, at: datetime) -> int:
    """Ask every agency for the letter back; returns how many are asked.

    Who never got it does not get it any more; who refused it has nothing to give back.
    """
    letter.recipients.filter(kind=RecipientKind.AGENCY, state=Delivery.PENDING).update(
        state=Delivery.RECALLED, state_at=at, state_note=BEFORE_IT_LEFT
    )
    asked = [] if not _is_posted(letter) else _ask(letter, reason, actor, at)
    for pk in Incoming.objects.filter(origin=letter, delivery=None).values_list("pk", flat=True):
        incoming.freeze(actor=actor, at=at, incoming_id=pk, reason=reason)
    return len(asked)


def _is_posted(letter: Outgoing) -> bool:
    return letter.recipients.filter(delivery__isnull=False).exists()


def _ask(letter: Outgoing, reason: str, actor: Actor, at: datetime) -> list[int]:
    try:
        ways = exchange.ask_back(actor=actor, at=at, subject=subject_of(letter), reason=reason)
    except NotFound:
        return []  # refused everywhere: nothing of it is left there
    asked = [way.pk for way in ways if way.recall == StatusCode.RECALL_ASKED]
    stopped = [way.pk for way in ways if way.recall != StatusCode.RECALL_ASKED]
    letter.recipients.filter(delivery_id__in=asked).update(
        state=Delivery.RECALL_ASKED, state_at=at, state_note=abridged(reason, 500)
    )
    letter.recipients.filter(delivery_id__in=stopped).update(
        state=Delivery.RECALLED, state_at=at, state_note=BEFORE_IT_LEFT
    )
    return asked


ORDER = [state.value for state in Delivery]
"""A recipient's state only moves on, so statuses that come late or twice change nothing."""


def told(news: Sequence[News]) -> None:
    """What recipients say of letters sent from here; a step of the post office's verb."""
    rows = {
        row.delivery_id: row
        for row in Recipient.objects.select_for_update(of=("self",)).filter(
            delivery_id__in={one.delivery_id for one in news}
        )
    }
    changed: dict[int, Recipient] = {}
    refused: list[tuple[Recipient, datetime]] = []
    for one in sorted(news, key=lambda each: each.at):
        row, state = rows.get(one.delivery_id), RECIPIENT_STATES.get(one.code)
        if row is None or state is None or ORDER.index(state) <= ORDER.index(row.state):
            continue
        row.state, row.state_at, row.state_note = state, one.at, abridged(one.description, 500)
        changed[row.pk] = row
        if state == Delivery.REFUSED:
            refused.append((row, one.at))
    update(list(changed.values()), ["state", "state_at", "state_note"])
    letters = Outgoing.objects.in_bulk({row.outgoing_id for row, _ in refused}) if refused else {}
    for row, moment in refused:
        row.outgoing = letters[row.outgoing_id]
        notices.refused_by(row, actor=courier(row.outgoing), at=moment)


def close_answered(letter: Outgoing, *, actor: Actor, at: datetime) -> None:
    """End the incoming letters that this one answers, with its number as the result."""
    for pk in letter.answers.filter(closes=True).values_list("incoming_id", flat=True):
        incoming.answered(
            actor=actor, at=at, incoming_id=pk, outgoing_id=letter.pk, code=letter.code
        )
