"""Deliveries locked for a change, behind what their receivers made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import QuerySet

from congvu.core.kernel.subject import Subject
from congvu.office.exchange.kinds import kinds
from congvu.office.exchange.models import Delivery

Held = set[tuple[str, Subject]]


class _CameMeanwhile(Exception):
    """A letter was received between the look and the lock."""


def lock(rows: QuerySet[Delivery]) -> list[Delivery]:
    """Deliveries with their envelopes, locked by id as everybody locks them."""
    locked = rows.select_for_update(of=("self",)).select_related("envelope")
    return list(locked.order_by("id"))


def lock_behind_received(
    rows: QuerySet[Delivery], asked: Callable[[Delivery], bool]
) -> list[Delivery]:
    """Deliveries with their envelopes, locked by id after the received letters that are asked for.

    A room that works on a letter locks it, then its delivery. Here it is the same order: the
    letters of those rows that ``asked`` picks are locked first. One received just then gives the
    deliveries back (the savepoint ends) and is locked before the next try.
    """
    arrived = rows.filter(received_id__isnull=False).select_related("envelope")
    held: Held = set()
    while True:
        _hold(held, _received(arrived.all(), asked))
        try:
            with transaction.atomic():
                locked = lock(rows)
                if _received(locked, asked) - held:
                    raise _CameMeanwhile
                return locked
        except _CameMeanwhile:
            continue


def _received(rows: Iterable[Delivery], asked: Callable[[Delivery], bool]) -> Held:
    return {
        (row.envelope.kind, received)
        for row in rows
        if (received := row.received) is not None and row.envelope.kind in kinds and asked(row)
    }


def _hold(held: Held, wanted: Held) -> None:
    by_kind: dict[str, set[Subject]] = defaultdict(set)
    for kind, subject in wanted - held:
        by_kind[kind].add(subject)
    for kind in sorted(by_kind):
        kinds[kind].hold(by_kind[kind])
    held |= wanted
