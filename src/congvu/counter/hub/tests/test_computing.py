"""Our own desks: computed from their dossiers."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import NotAllowed
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.factories import desk
from congvu.counter.hub import actions, queries
from congvu.counter.hub.choices import Source
from congvu.counter.hub.models import Batch, Desk, Figure
from congvu.counter.hub.queries import Span

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 1))


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 0, tzinfo=VIETNAM)


def test_a_clerk_computes_nothing():
    with pytest.raises(NotAllowed):
        actions.compute(actor=desk().clerk, month=date(2026, 10, 1), at=on(11, 23))


def test_a_month_is_counted_from_dossiers_and_adds_up():
    place = desk()
    done = place.started(on(10, 5))
    dossiers.propose(actor=place.officer, at=on(10, 8), dossier_id=done.pk, name="Giấy phép")
    dossiers.finish(actor=place.leader, at=on(10, 9), dossier_id=done.pk)
    place.started(on(10, 1))
    place.started(on(11, 2))
    made = actions.compute(actor=SYSTEM, month=date(2026, 10, 1), at=on(11, 23))
    assert made is not None and not made.broken and not made.doubts
    ours = Desk.objects.get()
    assert ours.agency_id == place.agency.pk and ours.code == place.agency.slug
    counts = queries.report(OCTOBER).sum.counts
    assert (counts["received"], counts["early"], counts["opening"]) == (2, 1, 0)
    assert counts["open_in_time"] + counts["open_late"] == 1
    assert Batch.objects.get().source == Source.EVENTS


def test_a_month_that_runs_is_counted_anew_in_its_place_and_a_closed_one_once():
    place = desk()
    place.started(on(10, 5))
    for day in (6, 7):
        actions.compute(actor=SYSTEM, month=date(2026, 10, 1), at=on(10, day))
    assert [f.number for f in Figure.objects.all()] == [1]
    actions.compute(actor=SYSTEM, month=date(2026, 10, 1), at=on(11, 1))
    again = actions.compute(actor=SYSTEM, month=date(2026, 10, 1), at=on(11, 2))
    assert again is not None and again.same == 1
    assert Figure.objects.get().as_of == date(2026, 10, 31)


def test_no_dossier_no_desk():
    assert actions.compute(actor=SYSTEM, month=date(2026, 10, 1), at=on(11, 1)) is None
    assert not Desk.objects.exists()
