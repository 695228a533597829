"""The year of letters: every desk has work, the books balance, nothing was forged."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import Count, F, Q

from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import VIETNAM
from congvu.office.documents.choices import Direction, IncomingState, OutgoingState
from congvu.office.documents.models import Incoming, Outgoing, Register
from congvu.office.work.choices import ACTIVE, TASK_KIND, MatterState, Part
from congvu.office.work.models import Consultation, ExtensionRequest, Matter, Task
from congvu.project.demo import letters, load, tasks
from congvu.project.demo.stage import Story

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=VIETNAM)

pytestmark = pytest.mark.django_db


def quiet(_line: str) -> None:
    return None


def test_a_small_year_fills_every_desk() -> None:
    load.load(at=FRIDAY, small=True, say=quiet)
    department = Incoming.objects.filter(agency__slug="stttt")
    states = set(department.values_list("state", flat=True))
    assert {
        IncomingState.ARRIVED, IncomingState.REGISTERED, IncomingState.PRESENTED,
        IncomingState.DIRECTED, IncomingState.PROCESSING, IncomingState.DONE,
    } <= states  # fmt: skip
    drafts = set(Outgoing.objects.values_list("state", flat=True))
    assert {OutgoingState.DRAFT, OutgoingState.APPROVED} <= drafts
    assert Outgoing.objects.filter(state=OutgoingState.ISSUED).count() > 5
    crossed = Incoming.objects.filter(origin__isnull=False)
    assert crossed.exclude(agency_id=F("origin__agency_id")).count() == crossed.count() > 0
    leads = Count(
        "assignments", filter=Q(assignments__part=Part.LEAD, assignments__state__in=ACTIVE)
    )
    for matter in Matter.objects.annotate(leads=leads):
        assert matter.leads == (1 if matter.state == MatterState.OPEN else 0)
    for register in Register.objects.filter(direction__in=Direction.values):
        values = list(register.numbers.order_by("value").values_list("value", flat=True))
        assert values == list(range(1, register.last_number + 1))
    assert Entry.objects.filter(channel="demo").count() > 300
    given = Task.objects.count()
    closed = Matter.objects.filter(subject_kind=TASK_KIND, state=MatterState.CLOSED).count()
    assert given == len(tasks.PLANS) > closed > 0, "tasks at every stage, none cut short"
    assert Task.objects.filter(due_on__lt=FRIDAY.date(), progress__range=(1, 99)).exists()
    assert ExtensionRequest.objects.exists() and Consultation.objects.exists()


def test_stories_run_in_the_order_of_their_moments() -> None:
    at = FRIDAY
    seen: list[int] = []

    def story(mark: int, hours: list[int]) -> Story:
        for hour in hours:
            yield at.replace(hour=hour, minute=0)
            seen.append(hour)

    first, second = story(1, [1, 3, 5]), story(2, [2, 4, 6])
    start = at.replace(hour=0)
    done = list(letters.play([(start, first), (start, second)], until=at.replace(hour=23)))
    assert seen == [1, 2, 3, 4, 5, 6]
    assert done == [1, 2]
