"""Which incoming letters an actor reads, and what they may do with one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Card, Subject
from congvu.office.documents.choices import INCOMING_KIND, IncomingState
from congvu.office.documents.models import Answer, Copy, Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.work import queries as work

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment


def visible_to(actor: Actor) -> QuerySet[Incoming]:
    """The letters that the actor may read, newest first; chain filters on it.

    A whole agency for its clerks, leaders and office head; others what they hold, what their
    unit holds if they head it, and what they were asked about. A stranger: nothing.
    """
    letters = Incoming.objects.order_by("-id")
    if actor.is_system:
        return letters
    if actor.agency_id is None or not policy.may_look(actor):
        return letters.none()
    own = letters.filter(agency_id=actor.agency_id)
    return own if policy.reads_whole_agency(actor) else own.filter(work.reads(actor, INCOMING_KIND))


def for_actor(actor: Actor, pk: int) -> Incoming:
    """One letter with agency, issuer and register loaded, and ``has_copies``.

    :raises NotFound: absent or not for this actor
    """
    whole = not actor.is_system and policy.reads_whole_agency(actor)
    if whole:
        found = _OF_AGENCY(agency_id=actor.agency_id or 0, pk=pk)
    else:
        found = list(_loaded(visible_to(actor).filter(pk=pk)))
    if not found:
        raise NotFound
    return found[0]


def _loaded(letters: QuerySet[Incoming]) -> QuerySet[Incoming]:
    copies = Copy.objects.filter(subject_kind=INCOMING_KIND, subject_id=OuterRef("pk"))
    rows = letters.select_related("agency", "issuer", "register")
    return rows.annotate(has_copies=Exists(copies))


_OF_AGENCY = Prepared(
    lambda agency_id, pk: _loaded(Incoming.objects.filter(agency_id=agency_id, pk=pk)),
    agency_id=int,
    pk=int,
)


def parts_of(incoming_id: int) -> list[Assignment]:
    """Every assignment of the letter, in order."""
    return work.parts_of(Subject(INCOMING_KIND, incoming_id))


def abilities(
    actor: Actor, incoming: Incoming, parts: Sequence[Assignment] | None = None
) -> dict[str, bool]:
    """What the actor may do now; give ``parts`` when the chain is loaded already."""
    known = parts_of(incoming.pk) if parts is None else parts
    return policy.abilities(actor, incoming, known)


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(visible_to(actor).filter(pk__in=ids).order_by().values_list("pk", flat=True))


def cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Incoming.objects.filter(pk__in=ids).values_list("pk", "code", "subject", "state")
    return {
        pk: Card(
            subject=Subject(INCOMING_KIND, pk),
            title=subject,
            url=f"/van-ban-den/{pk}/",
            code=code,
            state=IncomingState(state).label,
        )
        for pk, code, subject, state in rows
    }


def answers_of(incoming_id: int) -> list[Answer]:
    """Letters written in answer, with the outgoing letter, in order."""
    return _ANSWERS(incoming_id=incoming_id)


_ANSWERS = Prepared(
    lambda incoming_id: (
        Answer.objects.filter(incoming_id=incoming_id).select_related("outgoing").order_by("id")
    ),
    incoming_id=int,
)
