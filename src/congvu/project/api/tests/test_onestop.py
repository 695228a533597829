"""Figures of other installations by the API: once or often, of their own desks only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.hub.models import Figure
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db


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
