"""The run of a confirmed batch: one letter after the other, each with its own outcome.

A run that dies is taken up again by the job queue and goes on with what is not signed; a letter
is signed when its record, its file and its state were kept in one transaction.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files import queries as stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.actions import notify
from congvu.office.signing import vault
from congvu.office.signing.actions.pins import opened
from congvu.office.signing.actions.requests import grant_name, lock_request, note_request
from congvu.office.signing.actions.rows import find_key
from congvu.office.signing.actions.signing import Wish, apply, keep, picture_for
from congvu.office.signing.choices import (
    ITEM,
    REQUEST,
    REQUEST_KIND,
    FieldKind,
    ItemState,
    Level,
    Notice,
    RequestState,
)
from congvu.office.signing.errors import KeyLocked, SignerAway, WrongPin
from congvu.office.signing.models import SigningItem, SigningKey, SigningRequest
from congvu.office.signing.pades import Spec
from congvu.office.signing.places import from_data
from congvu.office.signing.registry import Done, signed_hooks
from congvu.office.signing.signers import OpenKey

MOST_AWAY = 3
"""So many letters in a row without an answer from the signer end a run."""

OPEN = (ItemState.WAITING, ItemState.FAILED)


@dataclass(slots=True)
class _Run:
    actor: Actor
    clock: Callable[[], datetime]
    row: SigningRequest
    key: SigningKey
    away: int = 0


def run_request(
    *, actor: Actor, clock: Callable[[], datetime], request_id: int, version: int
) -> None:
    """Sign what waits in a confirmed batch; the job's step, never inside a transaction.

    :param actor: the signer
    :param version: of the confirmation; an older one runs no more
    """
    row = SigningRequest.objects.filter(pk=request_id).first()
    if row is None or row.version != version or row.state != RequestState.RUNNING:
        return
    at = clock()
    try:
        if row.key_id is None or row.grant_until is None or at > row.grant_until:
            return
        pin = vault.unwrap(row.grant, bound_to=grant_name(row)).decode()
        run = _Run(actor, clock, row, find_key(row.key_id))
        with opened(actor=actor, at=at, key=run.key, pin=pin) as open_key:
            _sign_all(run, open_key)
    except (DomainError, vault.Unreadable):
        pass  # the letters left keep waiting; the signer is told by _finish
    finally:
        _finish(actor=actor, at=clock(), request_id=request_id, version=version)


def _sign_all(run: _Run, open_key: OpenKey) -> None:
    for item in run.row.items.filter(state__in=OPEN).select_related("file__blob"):
        at = run.clock()
        if at > (run.row.grant_until or at):
            return
        try:
            _sign_one(run, open_key, item, at)
            run.away = 0
        except (WrongPin, KeyLocked):
            raise
        except SignerAway as away:
            _fail(run, item, away, "fail", at)
            run.away += 1
            if run.away >= MOST_AWAY:
                return
        except DomainError as refusal:
            _fail(run, item, refusal, "refuse", at)


def _sign_one(run: _Run, open_key: OpenKey, item: SigningItem, at: datetime) -> None:
    wish = Wish(
        FieldKind(item.field_kind), Level(run.row.level), from_data(item.place), None, item.reason
    )
    with stored.open_file(item.file) as stream:
        pdf = stream.read()
    picture = picture_for(run.key, wish)
    made, spec, stamped = apply(pdf, open_key, run.key, wish, picture, at=at)
    kept = files.store(
        stream=io.BytesIO(made), name=item.file.name, use=Use(item.file.use), actor=run.actor,
        at=at,
    )  # fmt: skip
    _keep_item(
        actor=run.actor, at=at, item_id=item.pk, key=run.key, before=pdf, after=made, spec=spec,
        wish=wish, stamped=stamped, kept=kept,
    )  # fmt: skip


@action("signing.request.sign_item")
def _keep_item(
    *, actor: Actor, at: datetime, item_id: int, key: SigningKey, before: bytes, after: bytes,
    spec: Spec, wish: Wish, stamped: datetime | None, kept: files.Stored,
) -> None:  # fmt: skip
    """Record, file and state of one letter, together or not at all."""
    item = SigningItem.objects.select_for_update(of=("self",)).select_related(
        "file__blob", "request"
    ).get(pk=item_id)  # fmt: skip
    if item.state == ItemState.SIGNED:
        note_request(item.request, {"item": item.position})
        return
    subject = Subject(item.subject_kind, item.subject_id)
    item.record = keep(
        actor=actor, at=at, key=key, before=before, after=after, spec=spec, wish=wish,
        stamped=stamped, subject=subject, title=item.title,
    )  # fmt: skip
    item.result = files.attach(
        source=kept, subject=item.file.subject, use=Use(item.file.use), actor=actor, at=at,
        agency_id=item.file.agency_id, replaces=item.file,
    )  # fmt: skip
    item.state, item.outcome = ITEM.target("sign", item.state), "Đã ký"
    item.save(update_fields=["record", "result", "state", "outcome"])
    note_request(item.request, {"item": item.position, "state": item.state})
    hook = signed_hooks.get(item.subject_kind)
    if hook is not None:
        hook(Done(actor, at, subject, item.result, item.record))


def _fail(run: _Run, item: SigningItem, refusal: DomainError, verb: str, at: datetime) -> None:
    _keep_failure(actor=run.actor, at=at, item_id=item.pk, verb=verb, outcome=refusal.message[:500])


@action("signing.request.fail_item")
def _keep_failure(*, actor: Actor, at: datetime, item_id: int, verb: str, outcome: str) -> None:
    item = SigningItem.objects.select_for_update(of=("self",)).select_related("request").get(
        pk=item_id
    )  # fmt: skip
    if item.state != ItemState.SIGNED:
        item.state, item.outcome = ITEM.target(verb, item.state), outcome
        item.save(update_fields=["state", "outcome"])
    note_request(item.request, {"item": item.position, "message": outcome})


@action("signing.request.finish")
def _finish(*, actor: Actor, at: datetime, request_id: int, version: int) -> None:
    """Throw the grant away; done, or waiting for another confirmation."""
    row = lock_request(request_id)
    note_request(row, {"version": version})
    if row.version != version or row.state != RequestState.RUNNING:
        return
    states = list(row.items.values_list("state", flat=True))
    left = sum(state in OPEN for state in states)
    row.state = REQUEST.target("pause" if left else "finish", row.state)
    row.grant, row.grant_until = b"", None
    row.finished_at = None if left else at
    row.save()
    signed = states.count(ItemState.SIGNED)
    notify(
        event_key=f"signing.request:{row.pk}:{version}:end", kind=Notice.FINISHED,
        recipients=[one for one in (row.created_by_id, row.signer_id) if one],
        subject=Subject(REQUEST_KIND, row.pk), actor=actor, at=at,
        title=f"{row.title}: đã ký {signed}/{len(states)} tệp" + (f", còn {left}" if left else ""),
        url=reverse("signing:request", args=[row.pk]),
    )  # fmt: skip
