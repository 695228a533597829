"""Batches: letters put before a signer, who confirms all with one PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from congvu.core.audit.actions import action, note
from congvu.core.files import queries as files
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.notifications.actions import notify
from congvu.core.organisation.queries import appointments_of
from congvu.office.signing import policies, vault
from congvu.office.signing.actions.pins import opened
from congvu.office.signing.actions.rows import find_key
from congvu.office.signing.choices import (
    ITEM,
    REQUEST,
    REQUEST_KIND,
    FieldKind,
    ItemState,
    Level,
    Notice,
)
from congvu.office.signing.models import SigningItem, SigningRequest
from congvu.office.signing.places import Named, Place

if TYPE_CHECKING:
    from congvu.core.files.models import File

MOST = 500
GRANT = timedelta(minutes=15)
"""How long a confirmation lets the worker open the key."""


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One letter of a batch: the PDF to sign, where, and what it is called."""

    subject: Subject
    title: str
    file_id: int
    place: Place | Named | None = None
    field: FieldKind = FieldKind.PERSON
    reason: str = ""


@action("signing.request.create")
def request(
    *,
    actor: Actor,
    at: datetime,
    signer_id: int,
    items: Sequence[ItemSpec],
    title: str = "",
    level: Level = Level.B_B,
) -> SigningRequest:
    """Trình ký số: put PDFs before a person of the own agency; that person hears of it.

    :raises Invalid: no letters, too many, the same file twice, no PDF, a signer elsewhere
    :raises NotFound: a file that the actor may not read
    """
    demand(actor, "signing.request.create")
    if not 1 <= len(items) <= MOST or len({one.file_id for one in items}) != len(items):
        raise Invalid(f"Lô ký số phải có từ 1 đến {MOST} tệp khác nhau. Hãy chọn lại văn bản.")
    if not any(seat.agency_id == actor.agency_id for seat in appointments_of(signer_id, at=at)):
        raise Invalid("Người ký không giữ vị trí trong cơ quan này. Hãy chọn lại người ký.")
    found = [_pdf(actor, one.file_id) for one in items]
    made = SigningRequest.objects.create(
        title=clean_line(title or f"{len(items)} văn bản chờ ký số", 300, label="Nội dung"),
        signer_id=signer_id, agency_id=actor.agency_id or 0, level=level, created_by_id=actor.user_id,
        created_at=at,
    )  # fmt: skip
    SigningItem.objects.bulk_create(
        SigningItem(
            request=made, position=number, subject_kind=one.subject.kind,
            subject_id=one.subject.id, title=clean_line(one.title, 500, label="Trích yếu"),
            file=file, field_kind=one.field, place=one.place.as_data() if one.place else {},
            reason=clean_line(one.reason, 300, label="Lý do ký"),
        )
        for number, (one, file) in enumerate(zip(items, found, strict=True), 1)
    )  # fmt: skip
    note_request(made, {"items": len(items)})
    notify(
        event_key=f"signing.request:{made.pk}", kind=Notice.WAITING, recipients=[signer_id],
        subject=Subject(REQUEST_KIND, made.pk), title=f"{made.title}: {len(items)} tệp chờ ký số",
        actor=actor, at=at, url=reverse("signing:request", args=[made.pk]),
    )  # fmt: skip
    return made


def _pdf(actor: Actor, file_id: int) -> File:
    file = files.get(actor=actor, file_id=file_id)
    if file.blob.kind != "pdf":
        raise Invalid(f"Tệp “{file.name}” không phải PDF nên không ký số được. Hãy chọn tệp PDF.")
    return file


def confirm(
    *, actor: Actor, at: datetime, request_id: int, key_id: int, pin: str
) -> SigningRequest:
    """Ký cả lô: one PIN for all letters that are not signed yet; a job signs them one by one.

    The PIN is tried at once, then kept sealed for at most 15 minutes and only while the job
    runs. Confirming again goes on with what failed or was left.

    :raises NotFound: a batch put before somebody else
    :raises WrongPin, KeyLocked, KeyDisabled, CertificateRefused, SignerAway: of the key
    :raises WrongState: nothing waits in it
    """
    row = SigningRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise NotFound
    policies.demand_signer(actor, row)
    key = find_key(key_id)
    policies.demand_use(actor, key)
    with opened(actor=actor, at=at, key=key, pin=pin):
        pass
    return _start(actor=actor, at=at, request_id=request_id, key_id=key_id, pin=pin)


@action("signing.request.confirm")
def _start(*, actor: Actor, at: datetime, request_id: int, key_id: int, pin: str) -> SigningRequest:
    row = lock_request(request_id)
    row.state = REQUEST.target("confirm", row.state)
    row.key_id, row.confirmed_at, row.finished_at = key_id, at, None
    row.version += 1
    row.grant = vault.wrap(pin.encode(), bound_to=grant_name(row))
    row.grant_until = at + GRANT
    row.save()
    note_request(row, {"state": row.state})
    enqueue(
        "signing.request.run", key=f"request:{row.pk}:{row.version}",
        args={"request_id": row.pk, "version": row.version}, owner=actor.username,
    )  # fmt: skip
    return row


@action("signing.request.cancel")
def cancel(*, actor: Actor, at: datetime, request_id: int) -> SigningRequest:
    """Hủy: by who put it before the signer, or by the signer; what is signed stays signed."""
    demand(actor, "signing.request.cancel")
    row = lock_request(request_id)
    if not policies.reads_request(actor, row):
        raise NotFound
    if actor.delegated is not None and row.signer_id == actor.user_id:
        raise NotAllowed
    row.state = REQUEST.target("cancel", row.state)
    row.finished_at = at
    row.version += 1
    row.save(update_fields=["state", "finished_at", "version"])
    note_request(row, {"state": row.state})
    return row


@action("signing.request.withdraw")
def withdraw(*, actor: Actor, at: datetime, subject: Subject, reason: str) -> int:
    """Rút khỏi lô ký số: a letter that goes back is not to be signed any more; returns how many.

    A step of the letter's own verb. A batch whose every letter was withdrawn is cancelled.
    """
    rows = SigningItem.objects.select_for_update(of=("self",)).select_related("request").filter(
        subject_kind=subject.kind, subject_id=subject.id,
        state__in=(ItemState.WAITING, ItemState.FAILED),
    )  # fmt: skip
    items = list(rows.order_by("id"))
    for item in items:
        item.state, item.outcome = ITEM.target("refuse", item.state), reason[:500]
        item.save(update_fields=["state", "outcome"])
    for request_id in {item.request_id for item in items}:
        row = lock_request(request_id)
        left = row.items.exclude(state=ItemState.REFUSED).exists()
        if not left and REQUEST.allows("cancel", row.state):
            row.state, row.finished_at = REQUEST.target("cancel", row.state), at
            row.version += 1
            row.save(update_fields=["state", "finished_at", "version"])
    note(subject, label=reason, changes={"withdrawn": len(items)})
    return len(items)


def lock_request(request_id: int) -> SigningRequest:
    """:raises NotFound: no such batch"""
    row = SigningRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFound
    return row


def grant_name(row: SigningRequest) -> str:
    """What a grant is bound to: it opens nothing for another batch or another confirmation."""
    return f"signing.request:{row.pk}:{row.version}"


def note_request(row: SigningRequest, changes: dict[str, object]) -> None:
    note(Subject(REQUEST_KIND, row.pk), label=row.title, agency_id=row.agency_id, changes=changes)
