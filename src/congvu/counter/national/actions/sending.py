"""Sending what waits, one worker at a time, each dossier's messages in the order of its events.

A portal that is silent is waited for, however long; what it refuses is its owner's, and holds the
dossier's later messages back, for the portal would refuse those too.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.storing import insert_many
from congvu.counter.dossiers import queries as dossiers
from congvu.counter.national import vault
from congvu.counter.national.actions.listening import SEND, messages_of
from congvu.counter.national.actions.messages import refuse
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import Answer, Result
from congvu.counter.national.adapter.client import Account, Client, Session
from congvu.counter.national.adapter.wire import encode
from congvu.counter.national.choices import MESSAGE, MessageState, Service
from congvu.counter.national.models import Message, Portal
from congvu.counter.national.pictures import picture_of, step_of
from congvu.counter.national.statuses import label_of, rules_on

FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=30)
LEASE = timedelta(minutes=10)
MOST = 100
"""Messages looked at together."""
MOST_TRIES = 12
"""How often a portal may say “come again” of one message before its owner must look."""
STARTS = frozenset({1, 2})
"""States in which a dossier may first become known to the portal."""


@dataclass(slots=True)
class Sent:
    """What one run did."""

    taken: int = 0
    merged: int = 0
    refused: int = 0
    away: str = ""


def wait_for(failures: int) -> timedelta:
    """Doubling from twenty seconds to half an hour, a quarter up or down."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(max(failures, 1) - 1, 20), LONGEST_WAIT)
    return wait * (0.75 + secrets.randbelow(500) / 1000)


def send_waiting(*, at: datetime) -> Sent:
    """Send until nothing waits, or the portal does not answer. Outside a transaction."""
    done = Sent()
    portal = claim(at)
    if portal is None:
        return done
    with client_of(portal) as client:
        while not done.away and (batch := _ready(at)):
            _send_batch(client, batch, done, at)
            _renew(portal, at)
        release(portal, client, away=done.away, at=at)
    return done


def claim(at: datetime, *, forced: bool = False) -> Portal | None:
    """The connection, for this worker alone; None while it is paused, silent or spoken to."""
    with transaction.atomic():
        portal = Portal.objects.select_for_update().first()
        if portal is None or portal.paused:
            return None
        if portal.claimed_until is not None and portal.claimed_until > at:
            return None
        if not forced and portal.next_try_at is not None and portal.next_try_at > at:
            return None
        portal.claimed_until = at + LEASE
        portal.save(update_fields=["claimed_until"])
    return portal


def client_of(portal: Portal) -> Client:
    account = Account(
        portal.base_url, portal.username, vault.unseal(portal.secret), portal.unit_code
    )
    token = vault.unseal(portal.token) if portal.token_until is not None else ""
    session = Session(token, portal.token_until) if token and portal.token_until else None
    return Client(account, session)


def release(portal: Portal, client: Client, *, away: str, at: datetime) -> None:
    """Give the connection back, with what was learned of it."""
    session = client.session
    values: dict[str, Any] = {
        "claimed_until": None,
        "token": vault.seal(session.token) if session else "",
        "token_until": session.until if session else None,
        "skew": max(min(round(client.skew.total_seconds()), 2**31 - 1), -(2**31)),
    }
    if away:
        failures = portal.failures + 1
        values |= {
            "failures": failures, "last_error": away[:500], "next_try_at": at + wait_for(failures),
            "silent_since": portal.silent_since or at,
        }  # fmt: skip
    else:
        values |= {
            "failures": 0, "last_error": "", "next_try_at": None, "silent_since": None,
            "last_seen_at": at,
        }  # fmt: skip
    Portal.objects.filter(pk=portal.pk).update(**values)


def _renew(portal: Portal, at: datetime) -> None:
    Portal.objects.filter(pk=portal.pk).update(claimed_until=at + LEASE)


def waiting(at: datetime) -> QuerySet[Message]:
    """Messages that may leave: nothing of their dossier before them is refused or put off."""
    stuck = Message.objects.filter(
        Q(state=MessageState.DEAD, service=Service.DOSSIER)
        | Q(state=MessageState.WAITING, next_try_at__gt=at),
        dossier=OuterRef("dossier"), event__lte=OuterRef("event"),
    )  # fmt: skip
    rows = Message.objects.filter(~Exists(stuck), state=MessageState.WAITING)
    return rows.order_by("event_id", "service")


def _ready(at: datetime) -> list[Message]:
    return list(waiting(at).select_related("event")[:MOST])


def _send_batch(client: Client, batch: Sequence[Message], done: Sent, at: datetime) -> None:
    if _introduced(batch, at):
        return  # what came before is told first: the next look begins with it
    found = dossiers.whole({row.dossier_id for row in batch})
    stale = _stale(batch)
    held: set[int] = set()
    for row in batch:
        if row.dossier_id in held:
            continue
        if row.pk in stale:
            _settle(row, "merge", at)
            done.merged += 1
            continue
        answer = _told(client, row, found[row.dossier_id], at)
        if answer.result is Result.AWAY:
            done.away = answer.words
            return
        if answer.result is not Result.TAKEN:
            held.add(row.dossier_id)
        _after(row, answer, done, at)


def _introduced(batch: Sequence[Message], at: datetime) -> bool:
    """Queue what happened to dossiers before the installation was connected.

    A dossier whose first message is not its filing has a history that the portal must hear first.
    """
    later = {row.dossier_id for row in batch if row.event.verb != "file"}
    known = Message.objects.filter(dossier__in=later).values_list("dossier", "event")
    first: dict[int, int] = {}
    for dossier_id, event_id in known:
        first[dossier_id] = min(event_id, first.get(dossier_id, event_id))
    began = Message.objects.filter(dossier__in=later, event__verb="file")
    unknown = later - set(began.values_list("dossier", flat=True))
    rows = [
        message
        for dossier_id in sorted(unknown)
        for event in dossiers.events_of(dossier_id)
        if event.pk < first[dossier_id]
        for message in messages_of(event, at=at)
    ]
    insert_many(rows, unless_known=True)
    return bool(rows)


def _stale(batch: Sequence[Message]) -> set[int]:
    """Pictures of a dossier between the first and the last of one state; no state is left out, and
    none is told by its steps before it is told itself."""
    runs: dict[int, list[Message]] = {}
    found: set[int] = set()
    for row in batch:
        if row.service != Service.DOSSIER:
            continue
        run = runs.setdefault(row.dossier_id, [])
        if run and run[-1].status != row.status:
            run.clear()
        if len(run) > 1:
            found.add(run.pop().pk)
        run.append(row)
    return found


def _told(client: Client, row: Message, dossier: Any, at: datetime) -> Answer:
    impossible = _impossible(row, at) if row.service == Service.DOSSIER else ""
    if impossible:
        return Answer(Result.REFUSED, impossible)
    if row.service == Service.DOSSIER:
        service, facts = tags.SYNC, encode(picture_of(dossier, row.event, at=at))
    else:
        service, facts = tags.PROGRESS, encode(step_of(dossier, row.event))
    row.payload = facts
    updating = row.service == Service.DOSSIER and row.event.verb != "file"
    extra = {"isUpdating": updating} if row.service == Service.DOSSIER else {}
    return client.call(service, name=row.name, data=[facts], **extra)


def _impossible(row: Message, at: datetime) -> str:
    """Why the portal would refuse this state after the last that it took; empty if it would not."""
    sent = Message.objects.filter(
        dossier=row.dossier_id, service=Service.DOSSIER, state=MessageState.SENT,
        event__lt=row.event_id,
    )  # fmt: skip
    before = sent.order_by("-event_id").values_list("status", flat=True).first()
    day = at.date()
    rules = rules_on(day)
    if before is None and row.status in STARTS:
        return ""
    if before is not None and rules.may_follow(before, row.status):
        return ""
    came = label_of(before, day) if before is not None else "chưa có hồ sơ"
    return (
        f"Cổng quốc gia không nhận trạng thái {label_of(row.status, day)} sau {came}. Hãy gửi lại cả "
        "hồ sơ, hoặc bỏ thông điệp này."
    )


def _after(row: Message, answer: Answer, done: Sent, at: datetime) -> None:
    if answer.result is Result.TAKEN:
        _settle(row, "send", at, answer=answer.words[:500])
        done.taken += 1
        return
    if answer.result is Result.BUSY and row.tries + 1 < MOST_TRIES:
        again = at + wait_for(row.tries + 1)
        _settle(row, "wait", at, cause=answer.words[:500], next_try_at=again)
        return
    _settle(row, "wait", at)
    refuse(actor=system_actor(), at=at, message_id=row.pk, cause=answer.words)
    done.refused += 1


def _settle(row: Message, verb: str, at: datetime, **values: Any) -> None:
    """Write down how one sending ended; somebody who moved the message meanwhile goes first."""
    state = MESSAGE.target(verb, MessageState.WAITING)
    values = {"cause": "", "next_try_at": None, "payload": row.payload} | values
    if verb == "send":
        values["sent_at"] = at
    counted = {} if verb == "merge" else {"tries": F("tries") + 1}
    rows = Message.objects.filter(pk=row.pk, state=MessageState.WAITING)
    rows.update(state=state, **values, **counted)


def ask_to_send() -> None:
    """Inside a verb: let a worker look soon."""
    enqueue(SEND)
