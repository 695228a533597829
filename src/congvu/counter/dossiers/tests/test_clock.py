"""The clocks of a dossier: the law's vectors, and a wall clock that is read minute by minute."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.worktime import STANDARD_HOURS, Hours, WorkCalendar
from congvu.counter.dossiers.clock import (
    Interval,
    Longer,
    PlannedStep,
    Term,
    Why,
    account,
    brief,
    legal,
    plan,
    read,
    scored,
    step_due,
    surplus,
)

fixed = settings(derandomize=True, deadline=None, max_examples=200)

PLAIN = WorkCalendar({date(2026, 11, 24): "Ngày Văn hóa Việt Nam"})
SWAPPED = WorkCalendar(
    {date(2026, 8, 31): "Nghỉ hoán đổi"}, {date(2026, 8, 22): "Làm bù ngày 31/08/2026"}
)
ONE = Term(1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def supplement(start: str, end: str | None = None) -> Interval:
    return Interval(Why.SUPPLEMENT, at(start), at(end) if end else None)


# Refusals


def test_impossible_terms_are_refused():
    for amount, unit in ((-1, "working_day"), (3651, "working_day"), (1, "week")):
        with pytest.raises(ValueError, match="no such term"):
            Term(amount, unit)


def test_an_interval_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        supplement("2026-11-05T09:00", "2026-11-05T08:59")
    with pytest.raises(ValueError, match="zone"):
        Interval(Why.PAYMENT, datetime(2026, 11, 5, 9))


# Vectors of the law


def test_one_day_over_the_culture_day():
    got = legal(at("2026-11-23T09:00"), ONE, PLAIN)
    assert got.at == at("2026-11-25T17:30")
    assert brief(got) == "17:30 thứ Tư 25/11/2026"


def test_one_day_onto_a_made_up_saturday_when_the_swap_is_loaded():
    friday = at("2026-08-21T09:00")
    assert legal(friday, ONE, SWAPPED).day == date(2026, 8, 22)
    assert legal(friday, ONE, PLAIN).day == date(2026, 8, 24)


def test_after_fifteen_hours_it_is_received_the_next_morning():
    assert legal(at("2026-11-18T15:00"), ONE, PLAIN).day == date(2026, 11, 19)
    assert legal(at("2026-11-18T15:01"), ONE, PLAIN).day == date(2026, 11, 20)


def test_a_supplement_starts_the_legal_term_anew_and_is_subtracted_when_scored():
    asked = supplement("2026-11-05T09:00", "2026-11-09T10:00")
    got = read(at("2026-11-02T09:00"), Term(10), PLAIN, intervals=[asked])
    assert got.legal.day == date(2026, 11, 23)
    assert got.scored.day == date(2026, 11, 18)
    assert not got.paused and got.rounds == 1
    assert account(got)[-1] == (
        "Khi chấm điểm theo Quyết định 766/QĐ-TTg chỉ trừ thời gian chờ bổ sung → "
        "hạn là 17:30 thứ Tư 18/11/2026."
    )
    assert not got.late_by_score(at("2026-11-18T17:30"))
    assert got.late_by_score(at("2026-11-18T17:31"))


def test_a_second_round_counts_as_late_however_early_it_ends():
    rounds = [
        supplement("2026-11-03T09:00", "2026-11-04T10:00"),
        supplement("2026-11-05T09:00", "2026-11-06T10:00"),
    ]
    got = read(at("2026-11-02T09:00"), Term(10), PLAIN, intervals=rounds)
    assert got.late_by_score(at("2026-11-06T11:00"))
    assert not got.legal.is_late(at("2026-11-20T17:30"))
    assert account(got)[-1].startswith("Đã yêu cầu bổ sung 2 lần")


def test_waiting_for_a_payment_stops_both_clocks_alike():
    paying = Interval(Why.PAYMENT, at("2026-11-10T09:00"), at("2026-11-12T10:00"))
    got = read(at("2026-11-09T09:00"), Term(5), PLAIN, intervals=[paying])
    assert got.legal == got.scored
    assert got.legal.day == date(2026, 11, 18)
    assert "chờ nộp phí, lệ phí" in account(got)[3]


def test_a_day_without_the_system_does_not_count():
    down = Interval(Why.DOWNTIME, at("2026-11-10T00:00"), at("2026-11-11T00:00"))
    assert legal(at("2026-11-09T09:00"), Term(5), PLAIN, intervals=[down]).day == date(2026, 11, 17)


def test_an_open_supplement_says_that_the_date_is_not_final():
    got = read(at("2026-11-09T09:00"), Term(5), PLAIN, intervals=[supplement("2026-11-10T09:00")])
    assert got.paused
    assert brief(got.legal) == "17:30 thứ Hai 16/11/2026 (tạm tính)"
    assert any("hạn dưới đây là tạm tính" in line for line in account(got))


def test_an_extension_is_told_and_moves_both_clocks():
    longer = Longer(at("2026-11-11T08:00"), 3, "lấy ý kiến")
    got = read(at("2026-11-09T09:00"), Term(5), PLAIN, longer=longer)
    assert got.legal.day == got.scored.day == date(2026, 11, 19)
    assert "Gia hạn (lấy ý kiến) → cộng thêm 3 ngày làm việc." in account(got)


def test_settled_at_once():
    assert legal(at("2026-11-18T09:00"), Term(0), PLAIN).at == at("2026-11-18T17:30")


def test_weeks_and_days_of_another_country_where_the_rule_is_the_same():
    """Thirty days from 15 May end on 14 June, a Wednesday: day zero is not counted."""
    got = legal(at("2023-05-15T09:00"), Term(30, "calendar_day"), WorkCalendar())
    assert got.day == date(2023, 6, 14)
    assert legal(at("2023-05-15T09:00"), Term(2, "month"), WorkCalendar()).day == date(2023, 7, 17)
    calendar = WorkCalendar({date(2020, 9, 21): "a", date(2020, 9, 15): "b"})
    assert legal(at("2020-09-19T10:00"), ONE, calendar, cutoff=None).day == date(2020, 9, 22)


# Steps


def test_steps_follow_one_another_and_the_whole_is_compared():
    steps = [
        PlannedStep("Bộ phận Một cửa", Term(4, "working_hour")),
        PlannedStep("Phòng chuyên môn", Term(3)),
        PlannedStep("Lãnh đạo ký", Term(4, "working_hour")),
    ]
    received = at("2026-11-16T08:00")
    planned = plan(received, steps, PLAIN)
    assert [one.due.at for one in planned] == [
        at("2026-11-16T14:00"),
        at("2026-11-19T17:30"),
        at("2026-11-20T11:30"),
    ]
    assert [one.begins for one in planned][1:] == [one.due.at for one in planned][:-1]
    assert surplus(planned, legal(received, Term(4), PLAIN)) == -240
    assert surplus(planned, legal(received, Term(3), PLAIN)) == 240
    assert surplus([], legal(received, Term(3), PLAIN)) == 0


def test_only_the_desk_has_an_hour_of_receipt():
    assert step_due(at("2026-11-18T16:00"), ONE, PLAIN).day == date(2026, 11, 19)
    first = plan(at("2026-11-18T16:00"), [PlannedStep("Một cửa", ONE)], PLAIN)[0]
    assert first.due.day == date(2026, 11, 20)


def test_waiting_is_not_the_officers_time():
    waiting = [supplement("2026-11-10T09:00", "2026-11-12T10:00")]
    assert step_due(at("2026-11-09T09:00"), Term(3), PLAIN, intervals=waiting).day == (
        date(2026, 11, 16)
    )


# Against a wall clock that knows nothing of the engine

MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 1))
SHORT = Hours(((time(8), time(11)), (time(14), time(16, 30))))


@st.composite
def calendars(draw):
    off = draw(st.sets(DAYS, max_size=40))
    made_up = draw(st.sets(DAYS, max_size=20)) - off
    hours = draw(st.sampled_from([(), (SHORT,)]))
    weekend = draw(st.sampled_from([frozenset({5, 6}), frozenset({6})]))
    return WorkCalendar(dict.fromkeys(off, "nghỉ"), dict.fromkeys(made_up, "bù"), hours, weekend)


@st.composite
def waits(draw):
    """Gaps and lengths in minutes, and why: one after the other, as a dossier's life has them."""
    row = st.tuples(st.integers(1, 9_000), st.integers(0, 9_000), st.sampled_from(list(Why)))
    return draw(st.lists(row, max_size=4))


def laid_out(received, rows):
    intervals, moment = [], received
    for gap, length, why in rows:
        start = moment + timedelta(minutes=gap)
        moment = start + timedelta(minutes=length)
        intervals.append(Interval(why, start, moment))
    return intervals


class Wall:
    """A calendar on the wall and a watch: no formula, every day and minute is looked at."""

    def __init__(self, calendar):
        self.calendar = calendar
        self.spans = (calendar.hours or (STANDARD_HOURS,))[0].spans

    def works(self, day):
        if day in self.calendar.make_up:
            return True
        return day not in self.calendar.holidays and day.weekday() not in self.calendar.weekend

    def zero(self, received):
        day = received.date()
        if not self.works(day):
            while not self.works(day):
                day += timedelta(days=1)
            return day
        if (received.hour, received.minute) > (15, 0):
            day += timedelta(days=1)
            while not self.works(day):
                day += timedelta(days=1)
        return day

    def evening(self, day):
        return datetime.combine(day, self.spans[-1][1], VIETNAM)

    def due_day(self, received, amount, waits, *, restarting):
        """Cross off one working day after the other, except those that lie in a wait; the term is
        over on an evening with nothing left to cross off and no wait going on."""
        day, left = self.zero(received), amount
        waits = [one for one in waits if one.end > one.start]
        while True:
            begun = [one for one in waits if one.start <= self.evening(day)]
            for place, wait in enumerate(begun):
                if restarting and wait.why is Why.SUPPLEMENT:
                    rest = waits[place + 1 :]
                    return self.due_day(wait.end, amount, rest, restarting=True)
            if not left and self.works(day) and all(one.end.date() <= day for one in begun):
                return day
            day += timedelta(days=1)
            waiting = any(one.start.date() < day <= one.end.date() for one in waits)
            if left and self.works(day) and not waiting:
                left -= 1

    def minutes_later(self, moment, minutes, waits):
        """The watch runs only in working time and not in a wait."""
        while minutes:
            waiting = any(one.start <= moment < one.end for one in waits)
            if self.open_at(moment) and not waiting:
                minutes -= 1
            moment += timedelta(minutes=1)
        return moment

    def open_at(self, moment):
        clock = moment.time()
        return self.works(moment.date()) and any(a <= clock < b for a, b in self.spans)


@fixed
@given(MOMENTS, st.integers(1, 40), calendars(), waits(), st.booleans())
def test_both_clocks_agree_with_days_crossed_off_on_the_wall(received, amount, calendar, rows, law):
    wall = Wall(calendar)
    intervals = laid_out(received, rows)
    reckon = legal if law else scored
    got = reckon(received, Term(amount), calendar, intervals=intervals)
    assert got.day == wall.due_day(received, amount, intervals, restarting=law)
    assert got.at == wall.evening(got.day)
    assert got.lines[-1].startswith("Hạn: ")


@settings(fixed, max_examples=40)
@given(MOMENTS, st.integers(1, 16), calendars(), waits())
def test_hours_agree_with_a_watch_that_stops_while_the_dossier_waits(
    received, amount, calendar, rows
):
    wall = Wall(calendar)
    intervals = laid_out(received, rows)
    got = step_due(received, Term(amount, "working_hour"), calendar, intervals=intervals)
    assert got.at == wall.minutes_later(received, amount * 60, intervals)


@fixed
@given(MOMENTS, st.integers(0, 30), calendars(), waits())
def test_a_supplement_never_makes_the_law_stricter_than_the_score(received, amount, calendar, rows):
    got = read(received, Term(amount), calendar, intervals=laid_out(received, rows))
    assert got.legal.at >= got.scored.at
    assert len(account(got)) >= len(got.legal.lines)
