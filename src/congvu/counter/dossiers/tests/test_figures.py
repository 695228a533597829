"""Figures of a period: the identity holds, and kept days say what the dossiers say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from congvu.core.kernel.clock import VIETNAM
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.factories import Desk, desk
from congvu.counter.dossiers.models import CountedThrough, DayFigure, Dossier
from congvu.counter.dossiers.queries import PeriodFigures

JULY = (date(2026, 7, 1), date(2026, 7, 31))
NOW = datetime(2026, 9, 30, 10, 0, tzinfo=VIETNAM)


def on(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=VIETNAM)


def settle(place: Desk, dossier: Dossier, at: datetime) -> None:
    actions.propose(actor=place.officer, at=at, dossier_id=dossier.pk, name="Giấy phép")
    actions.finish(actor=place.leader, at=at, dossier_id=dossier.pk)


@pytest.fixture
def place(db: None) -> Desk:
    """15 working days: received 15/6 is due 6/7, received 1/7 is due 22/7, received 20/7 10/8."""
    place = desk()
    early, on_time, late = (place.started(on(7, 1)) for _ in range(3))
    settle(place, early, on(7, 15))
    assert on_time.due_at is not None
    settle(place, on_time, on_time.due_at - timedelta(hours=2))
    settle(place, late, on(7, 30))
    before = place.started(on(6, 15))
    settle(place, before, on(8, 20))
    place.started(on(6, 16))
    stopped = place.started(on(7, 20))
    actions.stop(actor=place.leader, at=on(7, 21), dossier_id=stopped.pk, reason="Người nộp chết")
    place.started(on(7, 20))
    place.started(on(8, 3))
    place.filed(on(7, 20))
    return place


def july(at: datetime = NOW, **asked) -> list[PeriodFigures]:
    return queries.period_figures(first=JULY[0], last=JULY[1], at=at, **asked)


def test_a_month_in_the_words_of_the_form(place: Desk):
    (got,) = july()
    assert got.agency_id == place.agency.pk
    assert (got.pending_before, got.received_direct, got.received_online) == (2, 5, 0)
    assert (got.settled_early, got.settled_on_time, got.settled_late, got.ended) == (1, 1, 1, 1)
    assert (got.pending_in_time, got.pending_overdue) == (1, 2)
    assert got.pending_before + got.received == got.settled + got.ended + got.pending


def test_kept_days_change_nothing_but_the_work(place: Desk, django_assert_max_num_queries):
    live = july()
    actions.count_days(at=NOW)
    assert CountedThrough.objects.get().day == date(2026, 9, 29)
    with django_assert_max_num_queries(11):
        assert july() == live
    assert actions.count_days(at=NOW) == 0, "twice without harm"
    place.started(NOW)
    (today,) = queries.period_figures(first=date(2026, 9, 1), last=date(2026, 9, 30), at=NOW)
    assert today.received == 0, "what comes after the moment asked for is not counted"


def test_the_period_that_is_not_over_ends_now(place: Desk):
    actions.count_days(at=NOW)
    place.started(NOW - timedelta(hours=1))
    (got,) = queries.period_figures(first=date(2026, 9, 1), last=date(2026, 9, 30), at=NOW)
    assert (got.received, got.pending_before, got.pending_in_time, got.pending_overdue) == (
        1,
        3,
        1,
        3,
    )


def test_what_waits_for_the_applicant_is_not_overdue(place: Desk):
    waiting = Dossier.objects.filter(state="processing", received_at=on(6, 16)).get()
    actions.ask_payment(actor=place.officer, at=on(7, 2), dossier_id=waiting.pk, text="Lệ phí")
    (got,) = july()
    assert (got.pending_in_time, got.pending_overdue) == (2, 1)


def test_only_the_agencies_asked_for(place: Desk):
    assert july(agency_ids=[place.agency.pk]) == july()
    assert july(agency_ids=[place.agency.pk + 1]) == []


def test_a_past_that_was_changed_behind_the_verbs_is_found_and_counted_anew(place: Desk):
    actions.count_days(at=NOW)
    span = {"first": JULY[0], "last": JULY[1]}
    assert actions.differing_days(**span) == []
    DayFigure.objects.filter(day=date(2026, 7, 15)).update(count=7)
    Dossier.objects.filter(received_at=on(7, 20)).update(received_at=on(7, 22))
    assert actions.differing_days(**span) == [
        date(2026, 7, 15), date(2026, 7, 20), date(2026, 7, 22),
    ]  # fmt: skip
    assert actions.recount(**span, at=NOW) == 31
    assert actions.differing_days(**span) == []


def test_without_a_dossier_nothing_is_counted(db: None):
    assert actions.count_days(at=NOW) == 0
    assert july() == []
