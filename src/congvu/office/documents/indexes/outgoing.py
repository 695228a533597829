"""The search entries of outgoing letters.

Marks: ``p{post}`` a desk, ``u{unit}`` the heads over a unit, ``a{agency}`` the agency's management,
``w{unit}`` everybody in a unit. They repeat ``policies.outgoing.readable``; a test holds the two
together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from congvu.core.files import queries as files
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject
from congvu.core.search import actions as search
from congvu.core.search.registry import Facet, Index, Item
from congvu.office.documents.choices import (
    OUTGOING_KIND,
    OutgoingState,
    RecipientKind,
    Secrecy,
)
from congvu.office.documents.models import Outgoing, Recipient
from congvu.office.documents.policies.outgoing import HEADS, LEADERS, MANAGEMENT, OUT_NOW
from congvu.office.work.queries import reading


def put_outgoing(letter: Outgoing) -> None:
    """Refresh one letter's entry, inside the transaction that changed it."""
    search.put_many(_items([letter]))


def actor_marks(actor: Actor) -> Collection[str]:
    """The marks by which an actor finds outgoing letters now."""
    if actor.agency_id is None or actor.post_id is None:
        return ()
    marks = set(reading.actor_marks(actor)) | {f"p{actor.post_id}"}
    marks |= {f"w{unit}" for unit in actor.unit_ids}
    if actor.has(*HEADS, *LEADERS):
        marks |= {f"u{unit}" for unit in actor.unit_ids}
    if actor.has(*MANAGEMENT):
        marks.add(f"a{actor.agency_id}")
    return marks


def ids() -> Iterable[int]:
    return Outgoing.objects.order_by("pk").values_list("pk", flat=True).iterator()


def items(wanted: Collection[int]) -> Iterable[Item]:
    return _items(list(Outgoing.objects.filter(pk__in=wanted)))


def _items(letters: list[Outgoing]) -> list[Item]:
    subjects = [Subject(OUTGOING_KIND, letter.pk) for letter in letters]
    texts = files.texts_of(subjects)
    places = _places([letter.pk for letter in letters])
    return [
        Item(
            subject=subject,
            title=letter.subject,
            code=letter.code,
            body=_body(letter, texts.get(subject, "")),
            at=_moment(letter),
            marks=_marks(letter, places.get(letter.pk, [])),
            agency_id=letter.agency_id,
            facets={"state": letter.state, "kind": letter.kind},
        )
        for letter, subject in zip(letters, subjects, strict=True)
    ]


def _places(wanted: list[int]) -> dict[int, list[Recipient]]:
    places: dict[int, list[Recipient]] = {}
    for row in Recipient.objects.filter(outgoing_id__in=wanted, kind=RecipientKind.UNIT):
        places.setdefault(row.outgoing_id, []).append(row)
    return places


def _body(letter: Outgoing, text: str) -> str:
    if letter.secrecy != Secrecy.NORMAL:
        return ""
    own = "\n".join(filter(None, [letter.addressees, letter.bases, letter.body]))
    return "\n".join(filter(None, [letter.drafter_name, letter.signer_name, own, text]))


def _moment(letter: Outgoing) -> datetime:
    if letter.issued_on is None:
        return letter.created_at
    day = letter.issued_on
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _marks(letter: Outgoing, places: list[Recipient]) -> set[str]:
    marks = {f"p{letter.drafter_post_id}", f"u{letter.unit_id}"}
    if letter.reached_office_at is not None:
        marks.add(f"a{letter.agency_id}")
    if letter.state in OUT_NOW and letter.secrecy == Secrecy.NORMAL:
        marks |= {f"w{letter.unit_id}"} | {f"w{place.unit_id}" for place in places}
    return marks | reading.marks_for(Subject(OUTGOING_KIND, letter.pk))


def refresh(subject_ids: Collection[int]) -> None:
    """Words of attached files were read: refresh those letters (runs in a job).

    Under the letters' locks, so that a verb at the same time is not overwritten by older words.
    """
    with transaction.atomic():
        rows = Outgoing.objects.select_for_update().filter(pk__in=subject_ids).order_by("pk")
        search.put_many(_items(list(rows)))


def readers_changed(outgoing_id: int, marks: frozenset[str]) -> None:
    """Somebody was asked for an opinion, or is no longer: they find it, or no longer."""
    letter = Outgoing.objects.filter(pk=outgoing_id).first()
    if letter is not None:
        put_outgoing(letter)


INDEX = Index(
    kind=OUTGOING_KIND,
    label="Văn bản đi",
    actor_marks=actor_marks,
    ids=ids,
    items=items,
    facets=(Facet("state", "Trạng thái", dict(OutgoingState.choices)),),
)
