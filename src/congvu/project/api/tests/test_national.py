"""The national portal by the API."""

from __future__ import annotations

import pytest

from congvu.core.kernel.actor import system_actor
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.national import actions
from congvu.counter.national.actions.portals import PortalFields
from congvu.counter.national.tests.portal import PASSWORD, portal
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db


def test_the_api_shows_sends_again_and_asks_for_a_reckoning() -> None:
    place, system = desk(), system_actor()
    with portal() as double:
        fields = PortalFields("Cổng thử nghiệm", double.url, "tinh-mau", "H02", PASSWORD)
        actions.save_portal(actor=system, at=AT, fields=fields)
        place.filed()
        _asked(place)


def _asked(place: Desk) -> None:
    caller = Caller(place.clerk, scopes=("national.",))
    assert caller.get("/national/status").json()["waiting"] == 1
    (row,) = caller.get("/national/messages", {"state": "waiting"}).json()["items"]
    actions.refuse(actor=system_actor(), at=AT, message_id=row["id"], cause="Sai")
    assert caller.post(f"/national/messages/{row['id']}/resend", {}).json()["state"] == "waiting"
    asked = {"agency_id": place.agency.pk, "day": "2026-11-16"}
    assert caller.post("/national/reckonings", asked).status_code == 202
    assert (
        Caller(desk().clerk, scopes=("national.",)).post("/national/reckonings", asked).status_code
        == 403
    )
    actions.reckon(actor=place.clerk, at=AT, agency_id=place.agency.pk, day=AT.date())
    assert caller.get("/national/reckonings").json()["items"][0]["ours"] == 1
    assert caller.get("/national/differences").json()["items"][0]["kind"] == "missing_there"
    assert Caller(place.officer, scopes=("national.",)).get("/national/status").status_code == 403
