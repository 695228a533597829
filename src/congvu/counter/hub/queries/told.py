"""What was entered: facts of months, and feedback with its times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.queries import calendar_for
from congvu.counter.hub.choices import FactCode
from congvu.counter.hub.feedback import in_time
from congvu.counter.hub.models import Fact, Feedback
from congvu.counter.hub.scoring import Heard, rule_on
from congvu.counter.hub.scoring.shape import Told


def facts_for(actor: Actor) -> QuerySet[Fact]:
    """What the actor's agency entered, every version, newest first; an administrator's: all."""
    rows = Fact.objects.select_related("agency")
    return rows if actor.agency_id is None else rows.filter(agency=actor.agency_id)


def feedback_for(actor: Actor) -> QuerySet[Feedback]:
    rows = Feedback.objects.select_related("agency")
    return rows if actor.agency_id is None else rows.filter(agency=actor.agency_id)


def feedback(actor: Actor, feedback_id: int) -> Feedback:
    """:raises NotFound: absent, or of another agency"""
    found = feedback_for(actor).filter(pk=feedback_id).first() if feedback_id < 2**63 else None
    if found is None:
        raise NotFound
    return found


def told_in(first: date, last: date, agency_ids: Collection[int]) -> dict[int, dict[str, Told]]:
    """Facts of a span of months: flows summed, what is posted as it stood last."""
    rows = Fact.objects.filter(
        agency__in=list(agency_ids), period__gte=first, period__lte=last, replaced_at=None
    ).order_by("period")
    found: dict[int, dict[str, Told]] = defaultdict(dict)
    for agency, code, value, whole in rows.values_list("agency_id", "code", "value", "whole"):
        before = found[agency].get(code)
        summed = before is not None and code != FactCode.POSTED
        found[agency][code] = (
            Told(before.value + value, before.whole + whole)  # type: ignore[union-attr]
            if summed
            else Told(value, whole)
        )
    return found


def heard_in(first: date, last: date, agency_ids: Collection[int], today: date) -> dict[int, Heard]:
    """Feedback received from ``first`` to ``last``, judged as it stood on ``last`` or today."""
    rule = rule_on("qd766", last)
    if rule is None:
        return {}
    day = min(last, today)
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    rows = Feedback.objects.filter(agency__in=list(agency_ids))
    for row in rows.filter(received_on__gte=first, received_on__lte=last):
        kept = in_time(row, rule["feedback"], calendar_for(row.agency_id), day)
        sums = found[row.agency_id]
        sums[0] += kept is not None
        sums[1] += kept is True
        sums[2] += row.founded is True
        sums[3] += row.founded is True and row.attitude
    return {agency: Heard(*sums) for agency, sums in found.items()}
