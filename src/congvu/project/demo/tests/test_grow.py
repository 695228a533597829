"""Grown letters look like worked ones: registers without gaps, one lead each, found by search."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Max, Min, Q

from congvu.core.kernel.clock import now
from congvu.core.search.models import Entry
from congvu.office.documents.choices import INCOMING_KIND, IncomingState
from congvu.office.documents.models import Incoming, Number, Register
from congvu.office.work.choices import ACTIVE, MatterState, Part
from congvu.office.work.models import Assignment, Matter
from congvu.project.demo import grow, load

pytestmark = pytest.mark.django_db


def quiet(_line: str) -> None:
    return None


@pytest.fixture
def grown() -> int:
    load.organise(small=True, say=quiet)
    grow.grow(documents=300, at=now(), say=quiet)
    grow.grow(documents=100, at=now(), say=quiet, seed=8)
    return 400


def test_a_number_below_one_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("demo", "grow", "--documents", "0")


def test_every_register_runs_from_one_without_gap_and_in_time(grown: int) -> None:
    assert Incoming.objects.count() == grown == Number.objects.count()
    filled = Register.objects.annotate(
        count=Count("numbers"), least=Min("numbers__value"), most=Max("numbers__value")
    ).filter(count__gt=0)
    for register in filled:
        assert (register.least, register.most) == (1, register.count)
        assert register.last_number == register.count
    for register in filled[:5]:
        letters = Incoming.objects.filter(register=register).order_by("number")
        arrived = [letter.arrived_at for letter in letters]
        assert arrived == sorted(arrived)


def test_open_matters_have_exactly_one_active_lead_and_closed_ones_none(grown: int) -> None:
    leads = Count(
        "assignments", filter=Q(assignments__part=Part.LEAD, assignments__state__in=ACTIVE)
    )
    for matter in Matter.objects.annotate(leads=leads):
        assert matter.leads == (1 if matter.state == MatterState.OPEN else 0)
    assert Incoming.objects.filter(state=IncomingState.DONE, closed_at=None).count() == 0
    assert Assignment.objects.exclude(subject_kind=INCOMING_KIND).count() == 0


def test_every_grown_letter_is_in_the_index(grown: int) -> None:
    assert Entry.objects.filter(kind=INCOMING_KIND).count() == grown
