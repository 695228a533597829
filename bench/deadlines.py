"""Due dates: both clocks and the account, beside a bare walk over the days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import process_time
from typing import Any

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.worktime import WorkCalendar
from congvu.counter.dossiers.clock import Interval, Term, Why, account, legal, read

BOUND = 50.0
"""Microseconds of CPU for one due date."""
TERMS = (
    Term(1), Term(5), Term(15), Term(30), Term(4, "working_hour"), Term(240, "working_hour"),
    Term(20, "calendar_day"), Term(2, "month"),
)  # fmt: skip
CALENDAR = WorkCalendar(
    {date(2026, 2, day): "Tết Nguyên đán" for day in range(16, 21)},
    {date(2026, 8, 22): "Làm bù ngày 31/08/2026"},
)
RECEIVED = datetime(2026, 2, 2, 9, 10, tzinfo=VIETNAM)
WAITS = (
    Interval(Why.SUPPLEMENT, RECEIVED + timedelta(days=1), RECEIVED + timedelta(days=3)),
    Interval(Why.PAYMENT, RECEIVED + timedelta(days=4), RECEIVED + timedelta(days=4, hours=3)),
)


def measure(*, quick: bool) -> dict[str, Any]:
    """Microseconds for each, over terms in every unit; the worst one is held to the bound."""
    calls = 500 if quick else 5000
    plain = {str(term): _micro(_plain(term), calls) for term in TERMS}
    worst = max(plain.values())
    mean = sum(plain.values()) / len(plain)
    both = max(_micro(_both(term), calls) for term in TERMS)
    told = max(_micro(_told(term), calls // 10) for term in TERMS)
    return {
        "name": "due dates", "each_us": {name: round(us, 1) for name, us in plain.items()},
        "mean_us": round(mean, 1), "worst_us": round(worst, 1), "bound_us": BOUND,
        "floor_us": round(_micro(_bare, calls), 1), "both_clocks_us": round(both, 1),
        "with_account_us": round(told, 1),
        "misses": [] if worst <= BOUND else [f"{worst:.0f} µs for one due date"],
    }  # fmt: skip


def _plain(term: Term) -> Callable[[], object]:
    return lambda: legal(RECEIVED, term, CALENDAR)


def _both(term: Term) -> Callable[[], object]:
    return lambda: read(RECEIVED, term, CALENDAR, intervals=WAITS)


def _told(term: Term) -> Callable[[], object]:
    return lambda: account(read(RECEIVED, term, CALENDAR, intervals=WAITS))


def _bare() -> date:
    """Thirty working days with nothing around them: a set and a weekday."""
    day, left, off, step = RECEIVED.date(), 30, CALENDAR.holidays, timedelta(days=1)
    while left:
        day += step
        left -= day.weekday() < 5 and day not in off
    return day


def _micro(run: Callable[[], object], calls: int) -> float:
    run()
    begun = process_time()
    for _ in range(calls):
        run()
    return (process_time() - begun) * 1e6 / calls
