"""Indices: the points of the rules, by both clocks, with their accounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import VIETNAM
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.factories import Desk, desk
from congvu.counter.dossiers.queries import PeriodScore, period_scores
from congvu.counter.hub import queries
from congvu.counter.hub.queries import Span
from congvu.counter.hub.scoring import READERS, Agency, Facts, rules, score

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 1))
DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)


def counts(**told: int) -> PeriodScore:
    given: dict[str, Any] = dict.fromkeys(
        ("settled", "early", "on_time", "late", "late_by_score", "asked_once", "asked_more",
         "online", "same_day", "open_late"), 0,
    )  # fmt: skip
    return PeriodScore(key=1, name="Sở Mẫu", **given | told)


def points(code: str, agency: Agency | None = None, **told: int) -> dict[str, float | None]:
    return marks(code, Facts(counts(**told), agency=agency))


def marks(code: str, facts: Facts) -> dict[str, float | None]:
    made = score(code, DAY, facts)
    assert made is not None
    return {mark.label.split(". ")[0]: mark.points for mark in made.marks}


def test_no_rule_holds_before_it_began():
    assert score("qd766", date(2022, 6, 22), Facts(counts(settled=1))) is None
    assert score("qd766", date(2022, 6, 23), Facts(counts(settled=1))) is not None


def test_nothing_settled_is_no_score_and_no_zero():
    assert set(points("tt01").values()) == {None}
    assert points("qd766")["Tiến độ giải quyết"] is None


def test_tt01_counts_two_one_nothing_and_rounds_to_one_place():
    got = points(
        "tt01", settled=10, early=5, on_time=3, late=2, asked_once=2, asked_more=1, online=4
    )
    assert (got["1"], got["3"], got["4"]) == (1.3, 1.6, 1.4)
    assert got["2"] is None and got["7"] is None, "no source, no points"


@pytest.mark.parametrize(
    ("online", "late", "wanted"), [(30, 0, 2), (29, 0, 1), (15, 0, 1), (14, 0, 0), (90, 1, 0)]
)
def test_online_services_of_tt01(online: int, late: int, wanted: int):
    agency = Agency("department", services=10, online_services=2)
    assert points("tt01", agency, settled=100, online=online, late=late)["9"] == wanted


@pytest.mark.parametrize(
    ("level", "share", "wanted"),
    [("department", 20, 2), ("department", 19, 1), ("district", 49, 1), ("commune", 100, 2)],
)
def test_settled_on_the_spot_by_level(level: str, share: int, wanted: int):
    agency = Agency(level, services=1, online_services=0)
    assert points("tt01", agency, settled=100, same_day=share)["5"] == wanted


def test_qd766_judges_what_is_not_done_at_the_end_of_the_period():
    got = points("qd766", settled=8, late_by_score=1, open_late=2, online=2)
    assert got["Tiến độ giải quyết"] == 14.0, "20 x 7/10"
    assert got["Dịch vụ trực tuyến: nộp trực tuyến"] == 6.0, "25 % of 50 %: half of 12"


def test_a_class_is_not_given_while_an_index_has_no_source():
    made = score("tt01", DAY, Facts(counts(settled=1, early=1), agency=Agency("department", 1, 1)))
    assert made is not None and "Chưa xếp loại" in made.verdict and made.lacking


def test_every_criterion_has_its_reader():
    assert {one["code"] for rule in rules() for one in rule["criteria"]} == set(READERS)


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 0, tzinfo=VIETNAM)


def settle(place: Desk, dossier: Any, at: datetime) -> None:
    dossiers.propose(actor=place.officer, at=at, dossier_id=dossier.pk, name="Giấy phép")
    dossiers.finish(actor=place.leader, at=at, dossier_id=dossier.pk)


def ask(place: Desk, dossier: Any, at: datetime, **more: Any) -> None:
    dossiers.ask_supplement(
        actor=place.leader, at=at, dossier_id=dossier.pk, reason="Thiếu giấy tờ",
        points=[Point("Bản sao giấy phép")], **more,
    )  # fmt: skip


@pytest.fixture
def place(db: None) -> Desk:
    """15 working days each: one in time, one late, one in time by law but sent back twice, and
    one that still runs late."""
    place = desk()
    settle(place, place.started(on(10, 1)), on(10, 5))
    settle(place, place.started(on(9, 1)), on(10, 20))
    twice = place.started(on(10, 1))
    for at, back in ((on(10, 2), on(10, 5)), (on(10, 6), on(10, 7))):
        more = {"leader_reason": "Còn sót"} if back == on(10, 7) else {}
        ask(place, twice, at, **more)
        dossiers.supply(actor=place.clerk, at=back, dossier_id=twice.pk)
    settle(place, twice, on(10, 9))
    place.started(on(9, 2))
    return place


def test_a_second_request_is_late_by_qd766_only(place: Desk):
    (got,) = period_scores(first=date(2026, 10, 1), last=DAY, at=NOW, by="agency")
    assert (got.settled, got.early + got.on_time, got.late) == (3, 2, 1)
    assert (got.late_by_score, got.asked_more, got.open_late) == (2, 1, 1)
    by_officer = period_scores(first=date(2026, 10, 1), last=DAY, at=NOW, by="officer")
    assert [one.key for one in by_officer] == [place.officer.post_id]


def test_scores_cost_the_same_however_many(place: Desk, django_assert_max_num_queries: Any):
    with django_assert_max_num_queries(18):
        period_scores(first=date(2026, 10, 1), last=DAY, at=NOW, by="procedure")
    rows = queries.scores(span=OCTOBER, by="agency", at=NOW, agency_ids=None)
    assert [len(row.scores) for row in rows] == [2]


def test_who_reads_which_scores(place: Desk):
    other = desk()
    for actor, by, status in (
        (place.officer, "agency", 200), (place.officer, "officer", 403),
        (place.leader, "officer", 200), (place.leader, "unit", 200),
    ):  # fmt: skip
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        answer = client.get("/so-lieu/chi-so/", {"ky": "10/2026", "theo": by})
        assert answer.status_code == status, (actor.label, by)
    page = client.get("/so-lieu/chi-so/", {"ky": "10/2026"}).content.decode()
    assert place.agency.name in page and "Tiến độ giải quyết" in page
    client.force_login(User.objects.get(pk=other.leader.user_id))
    assert "Tiến độ giải quyết" not in client.get("/so-lieu/chi-so/?ky=10/2026").content.decode()
    sheet = client.get("/so-lieu/chi-so.csv?ky=10/2026")
    assert sheet.status_code == 200
