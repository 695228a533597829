"""The demo's figures: ours from dossiers, others reported, one row that does not add up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from congvu.core.kernel.clock import VIETNAM
from congvu.counter.dossiers.factories import desk
from congvu.counter.hub import queries
from congvu.counter.hub.queries import Span
from congvu.project.demo import figures


@pytest.mark.django_db
def test_half_a_year_of_figures_with_one_row_that_does_not_add_up():
    place = desk()
    place.started(datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM))
    figures.load(at=datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM))
    report = queries.report(Span(date(2026, 10, 1), date(2026, 10, 1)))
    assert place.agency.name in {line.name for line in report.lines}
    assert len(report.lines) == len(figures.OTHERS) + 1
    broken = list(queries.broken_rows(Span(date(2026, 5, 1), date(2026, 11, 1))))
    assert [(one.figure.period, one.found.difference) for one in broken] == [(date(2026, 9, 1), 1)]
