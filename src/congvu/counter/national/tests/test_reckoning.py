"""Our books beside the portal's: every difference in words, and mended by sending again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import NotAllowed, NotFound, WrongState
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.national import actions
from congvu.counter.national.actions.reckoning import days_to_look_at
from congvu.counter.national.choices import Kind
from congvu.counter.national.errors import NoPortal, PortalAway
from congvu.counter.national.jobs import reckon as nightly
from congvu.counter.national.models import Difference, Message, Portal, Reckoning
from congvu.counter.national.tests.portal import Double

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def reckoned(place: Desk, **more: Any) -> list[tuple[str, str, bool]]:
    row = actions.reckon(
        actor=place.clerk, at=AT + DAY, agency_id=place.agency.pk, day=AT.date(), **more
    )
    return [(one.kind, one.code, one.waiting) for one in row.differences.all()]


def test_books_that_agree_have_no_difference(place: Desk, joined: Portal, double: Double) -> None:
    place.started()
    place.filed()
    actions.send_waiting(at=AT + HOUR)
    assert reckoned(place) == []
    row = Reckoning.objects.get()
    assert (row.ours, row.theirs, row.by) == (2, 2, place.clerk.name)


def test_what_still_waits_is_named_as_waiting(place: Desk, joined: Portal, double: Double) -> None:
    dossier = place.filed()
    assert reckoned(place) == [(Kind.MISSING_THERE, dossier.code, True)]
    assert "1 thông điệp chờ gửi" in Difference.objects.get().words


def test_a_portal_that_forgot_is_told_everything_again(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.started()
    actions.send_waiting(at=AT + HOUR)
    double.forget()
    assert reckoned(place) == [(Kind.MISSING_THERE, dossier.code, False)]
    one = Difference.objects.get()
    with pytest.raises(NotFound):
        actions.mend(actor=desk().clerk, at=AT + DAY, difference_id=one.pk)
    with pytest.raises(NotAllowed):
        actions.mend(actor=place.officer, at=AT + DAY, difference_id=one.pk)
    assert actions.mend(actor=place.clerk, at=AT + DAY, difference_id=one.pk) == 5
    actions.send_waiting(at=AT + DAY)
    assert double.history == {dossier.code: [1, 2, 4]}
    assert reckoned(place) == []


def test_a_state_that_was_lost_there_is_sent_from_where_the_portal_stands(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.started()
    dossiers.stop(actor=place.leader, at=AT + HOUR, dossier_id=dossier.pk, reason="Thôi")
    actions.send_waiting(at=AT + 2 * HOUR)
    double.history[dossier.code], sent = [1, 2], len(double.names)
    double.dossiers[dossier.code] |= {"TrangThaiHoSo": 2}
    assert reckoned(place) == [(Kind.STATE, dossier.code, False)]
    one = Difference.objects.get()
    assert one.words == "Ở đây 8 (Dừng xử lý), ở cổng 2 (Được tiếp nhận)."
    actions.mend(actor=place.clerk, at=AT + DAY, difference_id=one.pk)
    actions.send_waiting(at=AT + DAY)
    assert double.history[dossier.code] == [1, 2, 4, 8]
    assert len(double.names) - sent == 4, "two states with their steps, nothing before them"


def test_a_date_that_differs_is_named_and_mended_by_the_newest_picture(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.received()
    actions.send_waiting(at=AT + HOUR)
    double.dossiers[dossier.code] |= {"NgayHenTra": "20200101000000"}
    assert reckoned(place) == [(Kind.DATE, dossier.code, False)]
    assert "Khác ngày hẹn trả" in Difference.objects.get().words
    actions.mend(actor=place.clerk, at=AT + DAY, difference_id=Difference.objects.get().pk)
    actions.send_waiting(at=AT + DAY)
    assert reckoned(place) == []


def test_a_dossier_that_only_the_portal_has_is_named(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.filed()
    actions.send_waiting(at=AT + HOUR)
    strange = dossier.code[:-4] + "9999"
    double.dossiers[strange] = double.dossiers[dossier.code] | {"MaHoSo": strange}
    assert reckoned(place) == [(Kind.MISSING_HERE, strange, False)]
    with pytest.raises(WrongState):
        actions.mend(actor=place.clerk, at=AT, difference_id=Difference.objects.get().pk)


def test_a_filing_that_is_held_says_why_it_is_not_here(
    place: Desk, joined: Portal, double: Double, agency_code: str
) -> None:
    code = f"G09.20-{AT:%Y%m%d}-0000001"
    double.filings = [{"MaHoSo": code, "MaDonVi": agency_code, "NgayNop": f"{AT:%Y%m%d}080000",
                       "MaTTHC": "9.999999", "ChuHoSo": "A", "SoDienThoai": "0912345678"}]  # fmt: skip
    actions.fetch_filings(at=AT)
    double.dossiers[code] = {"MaHoSo": code, "TrangThaiHoSo": 1}
    assert reckoned(place) == [(Kind.MISSING_HERE, code, False)]
    assert "chưa nhận được ở đây" in Difference.objects.get().words


def test_done_again_it_replaces_the_one_before(place: Desk, joined: Portal, double: Double) -> None:
    place.filed()
    reckoned(place)
    actions.send_waiting(at=AT + DAY)
    assert reckoned(place) == [] and Reckoning.objects.count() == 1


def test_who_may_and_when_it_cannot_be(place: Desk, joined: Portal, double: Double) -> None:
    asked = {"at": AT, "agency_id": place.agency.pk, "day": AT.date()}
    for actor in (place.officer, desk().clerk):
        with pytest.raises(NotAllowed):
            actions.reckon(actor=actor, **asked)
    double.behave = lambda service, body: "html"
    with pytest.raises(PortalAway):
        actions.reckon(actor=place.clerk, **asked)
    Portal.objects.update(paused=True)
    with pytest.raises(NoPortal):
        actions.reckon(actor=place.clerk, **asked)


def test_every_night_looks_at_the_days_that_moved(
    place: Desk, joined: Portal, double: Double
) -> None:
    place.received()
    run_all(at=AT)
    assert days_to_look_at(AT + DAY) == {(place.agency.pk, AT.date())}
    assert days_to_look_at(AT + 2 * DAY) == set()
    nightly(at=AT + DAY)
    assert Reckoning.objects.get().agency_id == place.agency.pk


def test_asked_for_by_the_api_a_worker_does_it(place: Desk, joined: Portal, double: Double) -> None:
    place.filed()
    actions.ask_reckoning(actor=place.clerk, at=AT, agency_id=place.agency.pk, day=AT.date())
    run_all(at=AT)
    assert Reckoning.objects.get().ours == 1
    assert Message.objects.filter(state="sent").count() == 1
    actions.reckon(actor=system_actor(), at=AT, agency_id=place.agency.pk, day=AT.date())
