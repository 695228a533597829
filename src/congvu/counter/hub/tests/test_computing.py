"""Our own desks: computed from their dossiers, and what the API takes from others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import NotAllowed
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.factories import desk
from congvu.counter.hub import actions, queries
from congvu.counter.hub.choices import Source
from congvu.counter.hub.models import Batch, Desk, Figure
from congvu.counter.hub.queries import Span
from congvu.project.api.testing import Caller

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


def body(**cells: Any) -> dict[str, Any]:
    row = {"desk": "H_KHAC", "desk_name": "UBND huyện Khác", "field": "TP",
           "as_of": "2016-03-31", "received": 4, "early": 4}  # fmt: skip
    return {"name": "Báo cáo tháng 3", "rows": [row | cells]}


def test_another_installation_reports_by_a_token_for_reporting_and_its_own_desk():
    one, two = (organisation.seat(Role.CLERK, agency=organisation.agency()) for _ in range(2))
    assert Caller(one, scopes=("documents.",)).post("/onestop/reports", body()).status_code == 403
    caller = Caller(one, scopes=("hub.report.receive",))
    first = caller.post("/onestop/reports", body(received=5))
    assert first.status_code == 201, first.content
    told = first.json()
    assert (told["added"], told["broken"][0]["difference"]) == (1, 1)
    assert caller.post("/onestop/reports", body(received=5)).json()["same"] == 1
    other = Caller(two, scopes=("hub.",)).post("/onestop/reports", body())
    assert other.status_code == 422 and other.json()["code"] == "figures_refused"
    assert Figure.objects.get().counts["received"] == 5


@pytest.mark.parametrize("wrong", [{"received": -1}, {"as_of": "2016-13-01"}, {"unknown": 1}])
def test_what_the_api_cannot_read_is_refused(wrong: dict[str, Any]):
    clerk = organisation.seat(Role.CLERK, agency=organisation.agency())
    assert Caller(clerk).post("/onestop/reports", body(**wrong)).status_code == 422
    assert not Figure.objects.exists()


def test_figures_are_read_by_the_month():
    clerk = organisation.seat(Role.CLERK, agency=organisation.agency())
    caller = Caller(clerk, scopes=("hub.",))
    caller.post("/onestop/reports", body())
    found = caller.get("/onestop/figures", {"first": "2016-03-01"}).json()
    assert found["total"]["counts"]["received"] == 4 and found["total"]["share_on_time"] == 100.0
    assert [one["code"] for one in caller.get("/onestop/desks").json()["items"]] == ["H_KHAC"]
    late = (date(2016, 3, 1) + timedelta(days=2000)).isoformat()
    assert caller.get("/onestop/figures", {"first": "2016-03-01", "last": late}).status_code == 422
