"""Indices and sheets beside an independent reckoning: dossiers one by one, points as fractions."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.counter.dossiers.choices import Channel, State
from congvu.counter.dossiers.factories import Desk, desk
from congvu.counter.dossiers.models import Dossier, Supplement
from congvu.counter.dossiers.queries import PeriodScore, period_scores, scored_set
from congvu.counter.filing.models import Rating, Remedy
from congvu.counter.filing.queries import RatingFigures
from congvu.counter.hub import queries
from congvu.counter.hub.queries import Span
from congvu.counter.hub.scoring import Agency, Facts, Heard, score
from congvu.counter.hub.scoring.shape import Told

DAY = date(2026, 10, 31)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
SEED = 20261123


def shown(value: Decimal, places: int) -> float:
    return float(value.quantize(Decimal(10) ** -places, ROUND_HALF_UP))


def share(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole)


small = st.integers(0, 40)


@st.composite
def counted(draw: st.DrawFn) -> PeriodScore:
    early, on_time, late = draw(small), draw(small), draw(small)
    settled = early + on_time + late
    some = lambda of: draw(st.integers(0, of))  # noqa: E731
    once = some(settled)
    units = (draw(small), draw(small), draw(small))
    papered, with_scans, results, charged = (some(settled) for _ in range(4))
    return PeriodScore(
        1, "Sở Mẫu", settled, early, on_time, late, some(settled), once, some(settled - once),
        some(settled), some(settled), draw(small), sum(units), *units, papered, some(papered),
        with_scans, some(with_scans), results, some(results), charged, some(charged),
    )  # fmt: skip


@st.composite
def rated(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], int]:
    ballots = draw(st.lists(st.tuples(*[st.integers(0, 2)] * 3), max_size=12))
    return ballots, draw(st.integers(0, len(ballots)))


def tt01(c: PeriodScore, ballots: list[tuple[int, int, int]], heard: Heard) -> dict[str, Any]:
    """Article 13 read again: dossiers as a list of points, then their mean."""

    def mean(points: list[int]) -> float | None:
        return shown(share(sum(points), len(points)), 1) if points else None

    found = {
        "1": mean([2] * c.early + [1] * c.on_time + [0] * c.late),
        "2": mean([2] * c.units_early + [1] * c.units_on_time + [0] * c.units_late)
        if c.settled
        else None,
        "7": mean([one[2] for one in ballots] + [0] * heard.attitude),
    }
    never = c.settled - c.asked_once - c.asked_more
    for place, own in (
        ("3", [2] * never + [1] * c.asked_once + [0] * c.asked_more),
        ("4", [2] * c.online + [1] * (c.settled - c.online)),
    ):
        found[place] = mean([one[int(place) - 3] for one in ballots] if ballots else own)
    return found


def qd766(
    c: PeriodScore, ballots: list[tuple[int, int, int]], bad: int, heard: Heard
) -> dict[str, Any]:
    def mark(part: int, whole: int, most: int, full: int) -> float | None:
        if whole == 0:
            return None
        return shown(min(Decimal(most), share(part * 100 * most, whole * full)), 2)

    whole = c.settled + c.open_late
    found = {
        "Tiến độ giải quyết": mark(whole - c.late_by_score - c.open_late, whole, 20, 100),
        "Số hóa: kết quả điện tử": mark(c.electronic, c.with_result, 8, 80),
        "Số hóa: giấy tờ của hồ sơ": mark(c.scanned, c.papered, 8, 80),
        "Số hóa: dùng lại dữ liệu": mark(c.used_again, c.with_scans, 6, 80),
        "Dịch vụ trực tuyến: nộp trực tuyến": mark(c.online, c.settled, 12, 50),
        "Dịch vụ trực tuyến: thanh toán trực tuyến": mark(c.paid_online, c.charged, 10, 80),
        "Mức độ hài lòng": None,
    }
    voices = len(ballots) + heard.founded
    if c.settled and voices:
        rest = 1 - share(c.late_by_score, c.settled) - share(bad + heard.founded, voices)
        points = max(Decimal(0), min(Decimal(18), rest * 18 * 100 / 90))
        found["Mức độ hài lòng"] = shown(points, 2)
    return found


def figures(ballots: list[tuple[int, int, int]], bad: int) -> RatingFigures:
    if not ballots:
        return RatingFigures(0, None, None, None, None, 0, 0, None)
    sums = [sum(one[place] for one in ballots) / len(ballots) for place in range(3)]
    return RatingFigures(len(ballots), 1.0, *sums, bad, 0, None)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(counted(), rated(), st.integers(0, 5), st.integers(0, 5))
def test_every_index_is_what_an_independent_reckoning_says(
    c: PeriodScore, votes: tuple[list[tuple[int, int, int]], int], founded: int, attitude: int
):
    ballots, bad = votes
    heard = Heard(founded=founded + attitude, attitude=attitude)
    facts = Facts(c, figures(ballots, bad), heard=heard)
    for code, wanted in (
        ("tt01", tt01(c, ballots, heard)), ("qd766", qd766(c, ballots, bad, heard)),
    ):  # fmt: skip
        made = score(code, DAY, facts)
        assert made is not None
        got = {mark.label.split(". ")[0]: mark.points for mark in made.marks}
        assert got == wanted
        known = [points for points in wanted.values() if points is not None]
        places = {"tt01": 1, "qd766": 2}[code]
        total = shown(sum(map(Decimal, map(str, known)), Decimal(0)), places) if known else None
        assert made.total == total
        assert all(mark.account for mark in made.marks)


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [(80, 100, 8.0), (79, 100, 7.9), (100, 100, 8.0), (0, 5, 0.0), (0, 0, None)],
)
def test_full_marks_from_the_threshold(part: int, whole: int, wanted: float | None):
    counts = PeriodScore(1, "", whole, 0, whole, 0, 0, 0, 0, 0, 0, 0, papered=whole, scanned=part)
    made = score("qd766", DAY, Facts(counts))
    assert made is not None
    assert {m.label: m.points for m in made.marks}["Số hóa: giấy tờ của hồ sơ"] == wanted


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [((0, 0), 2), ((10, 10), 2), ((10, 9), 1), ((100, 89), 0)],
)
def test_feedback_answered_in_time(heard: tuple[int, int], wanted: int):
    counts = PeriodScore(1, "", 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    facts = Facts(counts, agency=Agency("commune", 2, 1, 2), heard=Heard(*heard))
    made = score("tt01", DAY, facts)
    assert made is not None
    assert {m.label[:1]: m.points for m in made.marks}["8"] == wanted


def test_what_is_not_known_says_where_to_enter_it():
    counts = PeriodScore(1, "", 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    agency = Agency("commune", 2, 1, 2)
    made = score("qd766", DAY, Facts(counts, agency=agency))
    assert made is not None
    unknown = {m.label: m.account for m in made.marks if m.points is None}
    assert all("Số liệu bổ sung" in unknown[name] for name in unknown if "minh bạch" in name)
    told = {"timely": Told(3, 4), "synced": Told(0, 0)}
    made = score("qd766", DAY, Facts(counts, agency=agency, told=told))
    assert made is not None
    points = {m.label: m.points for m in made.marks}
    assert points["Công khai, minh bạch: công bố đúng hạn"] == 4.5
    assert points["Công khai, minh bạch: đồng bộ hồ sơ"] is None, "nothing of nothing"


def moment(chance: random.Random, first: date, days: int) -> datetime:
    day = first + timedelta(days=chance.randrange(days))
    return datetime(day.year, day.month, day.day, chance.randrange(7, 17), 30, tzinfo=VIETNAM)


def scatter(place: Desk, count: int = 160) -> list[Dossier]:
    """Dossiers in every state, received from July to November, as any verb may have left them."""
    chance = random.Random(SEED)
    pattern = place.started(datetime(2026, 7, 1, 9, 0, tzinfo=VIETNAM))
    made = []
    for number in range(count):
        received = moment(chance, date(2026, 7, 1), 130)
        due = received + timedelta(days=chance.randrange(1, 40))
        state = chance.choice([State.PROCESSING, State.RETURNED, State.FINISHED, State.STOPPED])
        ends = min(
            received + timedelta(days=chance.randrange(0, 50), hours=2), AT - timedelta(hours=1)
        )
        if chance.randrange(3) == 0:
            due = ends + timedelta(minutes=20)
        settled = ends if state in (State.RETURNED, State.FINISHED) else None
        closed = ends if state in (State.RETURNED, State.STOPPED) else None
        made.append(
            Dossier.objects.create(
                agency_id=pattern.agency_id, procedure_id=pattern.procedure_id,
                applicant_id=pattern.applicant_id, code=f"T-{number}", title="Hồ sơ",
                state=state, channel=chance.choice(list(Channel)), filed_at=received,
                received_at=received, due_at=due, limit_amount=5, limit_unit="working_day",
                settled_at=settled, closed_at=closed, unit_id=pattern.unit_id,
            )
        )  # fmt: skip
        for turn in range(chance.choice([0, 0, 0, 1, 2])):
            Supplement.objects.create(
                dossier=made[-1], round=turn + 1, asked_at=received, asked_by="A",
                reason="Thiếu", supplied_at=received,
                leader_reason="Còn sót" if turn else "",
            )  # fmt: skip
    return [*made, pattern]


@pytest.mark.django_db
def test_every_figure_is_the_size_of_its_list_and_of_a_reckoning_one_by_one():
    place = desk()
    rows = scatter(place)
    (got,) = period_scores(first=date(2026, 10, 1), last=DAY, at=AT, by="agency")
    start = datetime(2026, 10, 1, tzinfo=VIETNAM)
    end = datetime(2026, 11, 1, tzinfo=VIETNAM)
    done = [one for one in rows if one.settled_at and start <= one.settled_at < end]

    def kept(one: Dossier) -> str:
        assert one.settled_at and one.due_at
        if one.settled_at > one.due_at:
            return "late"
        return "on_time" if local_date(one.settled_at) == local_date(one.due_at) else "early"

    rounds = {one.pk: one.supplements.count() for one in rows}
    open_late = [
        one for one in rows
        if one.received_at and one.due_at and one.received_at < end and one.due_at < end
        and not (one.settled_at and one.settled_at < end)
        and not (one.settled_at is None and one.closed_at and one.closed_at < end)
    ]  # fmt: skip
    wanted = {
        "settled": len(done),
        **{name: sum(kept(one) == name for one in done) for name in ("early", "on_time", "late")},
        "asked_once": sum(rounds[one.pk] == 1 for one in done),
        "asked_more": sum(rounds[one.pk] > 1 for one in done),
        "online": sum(one.channel == Channel.ONLINE for one in done),
        "open_late": len(open_late),
    }
    assert {name: getattr(got, name) for name in wanted} == wanted
    assert min(wanted.values()) > 0, "the scatter reaches every figure"
    span = {"first": date(2026, 10, 1), "last": DAY, "at": AT}
    for name in (*wanted, "late_by_score", "same_day", "timed", "papered", "charged"):
        behind = scored_set(name, **span, by="agency", key=place.agency.pk)
        assert behind.count() == getattr(got, name), name


@pytest.mark.django_db
def test_every_cell_of_the_statutory_sheet_is_the_size_of_its_list():
    place = desk()
    scatter(place)
    form = queries.statutory(date(2026, 6, 15), date(2026, 9, 14), at=AT).form
    assert form.quarter(2026, 3) == (date(2026, 6, 15), date(2026, 9, 14))
    assert form.quarter(2026, 1) == (date(2025, 12, 15), date(2026, 3, 14))
    assert form.year(2026) == (date(2025, 12, 15), date(2026, 12, 14))
    for number in (3, 4):
        first, last = form.quarter(2026, number)
        sheet = queries.statutory(first, last, at=AT)
        (line,) = sheet.lines
        cells = dict(zip([column.number for column in form.columns], line.cells, strict=True))
        assert cells["3"] == cells["7"] + cells["11"] + line.beside, "the sheet adds up"
        assert sheet.sum.cells == line.cells and cells["3"] > 0
        for one, value in cells.items():
            seen, whole, _ = queries.sheet_behind(
                place.leader, one, first=first, last=last, at=AT, agency_id=place.agency.pk,
                field_id=None,
            )  # fmt: skip
            assert (whole, seen.count()) == (value, value), (number, one)
        fields = queries.statutory(first, last, at=AT, agency_id=place.agency.pk)
        assert fields.sum.cells == line.cells


@pytest.mark.django_db
def test_ratings_reach_the_indices_and_their_list():
    place = desk()
    rated_at = datetime(2026, 10, 9, tzinfo=VIETNAM)
    rows = [one for one in scatter(place, 30) if one.received_at < rated_at]
    for number, one in enumerate(rows[:4]):
        rating = Rating.objects.create(
            dossier=one, agency=place.agency, at=rated_at, by="B",
            time_points=1, contact_points=2, agency_points=2, attitude_points=number % 2,
        )  # fmt: skip
        if number == 0:
            Remedy.objects.create(
                rating=rating, agency=place.agency, opened_at=rating.at, due_on=date(2026, 10, 16)
            )
    october = Span(date(2026, 10, 1), date(2026, 10, 1))
    (row,) = queries.scores(span=october, by="agency", at=AT, agency_ids=None)
    marks = {mark.label[:1]: mark for mark in row.scores[0].marks}
    assert (marks["3"].points, marks["7"].points) == (2.0, 0.5)
    for name, wanted in (("rated", 4), ("rated_badly", 1)):
        seen, whole = queries.behind(
            place.leader, name, span=october, by="agency", key=place.agency.pk, at=AT,
            agency_ids=[place.agency.pk],
        )  # fmt: skip
        assert (seen.count(), whole) == (wanted, wanted)


@pytest.mark.django_db
def test_a_list_behind_a_figure_shows_what_its_reader_sees():
    place, other = desk(), desk()
    scatter(place, 20)
    client = Client()
    asked = {"ky": "10/2026", "theo": "agency", "khoa": place.agency.pk, "so": "settled"}
    (got,) = period_scores(
        first=date(2026, 10, 1), last=DAY, at=AT, by="agency", agency_ids=[place.agency.pk]
    )
    client.force_login(User.objects.get(pk=place.leader.user_id))
    page = client.get("/so-lieu/chi-so/ho-so/", asked).content.decode()
    assert f"Số liệu đếm {got.settled} hồ sơ, ông/bà xem được tất cả" in page
    client.force_login(User.objects.get(pk=other.leader.user_id))
    stranger = client.get("/so-lieu/chi-so/ho-so/", asked).content.decode()
    assert "Số liệu đếm 0 hồ sơ" in stranger and "T-1" not in stranger
    sheet = client.get("/so-lieu/bieu/ho-so/", {"ky": "Q4/2026", "cot": "3"}).content.decode()
    assert "T-1" not in sheet
    for wrong in ({"so": "x" * 30}, {"so": "nothing"}, {}, {"so": "se\x00t"}):
        answer = client.get("/so-lieu/chi-so/ho-so/", asked | {"so": ""} | wrong)
        assert answer.status_code in (400, 404), wrong
