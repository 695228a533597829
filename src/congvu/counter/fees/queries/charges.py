"""Charges for an actor, and for a payer with a key."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Card, Subject
from congvu.counter.fees.choices import CHARGE_KIND, ChargeState, Method, PaymentState
from congvu.counter.fees.models import Charge, Payment
from congvu.counter.fees.policies import reads


def charges_for(actor: Actor) -> QuerySet[Charge]:
    """Every charge of the actor's agency, newest first."""
    if actor.agency_id is None or not reads(actor, actor.agency_id):
        return Charge.objects.none()
    return Charge.objects.filter(agency_id=actor.agency_id).order_by("-id")


def charge_for(actor: Actor, charge_id: int) -> Charge:
    """:raises NotFound: not of the actor's agency"""
    charge = charges_for(actor).select_related("agency").filter(pk=charge_id).first()
    if charge is None:
        raise NotFound
    return charge


def charge_by_key(key: str) -> Charge:
    """The charge that a payer's address opens.

    :raises NotFound: no such key
    """
    charge = Charge.objects.select_related("agency").filter(key=key).first() if key else None
    if charge is None:
        raise NotFound
    return charge


def charges_of(subject: Subject) -> list[Charge]:
    """What was asked for a thing of a higher room; whoever calls has checked that it is read."""
    rows = Charge.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return list(rows.prefetch_related("lines").order_by("id"))


def nothing_due(subject: Subject) -> bool:
    """Whether nothing asked for a thing is still owed."""
    return not Charge.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, state=ChargeState.DUE
    ).exists()


def charge_cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Charge.objects.filter(pk__in=ids)
    return {
        row.pk: Card(Subject(CHARGE_KIND, row.pk), row.reason, "", row.code, row.state)
        for row in rows
    }


def readable_charges(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(charges_for(actor).filter(pk__in=ids).values_list("pk", flat=True))


def has_paid(kind: str, *, online: bool = False) -> Exists:
    """Whether rows of a higher room, the subjects of this kind, owed a fee that was paid; with
    ``online`` only without cash. For counting many in one statement."""
    paid = Payment.objects.filter(
        charge__subject_kind=kind, charge__subject_id=OuterRef("pk"), state=PaymentState.CONFIRMED
    )
    return Exists(paid.exclude(method=Method.CASH) if online else paid)
