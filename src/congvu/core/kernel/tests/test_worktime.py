"""Working days and hours: the law's vectors, the lines, and a slow day-by-day reference."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.worktime import (
    STANDARD_HOURS,
    Extension,
    Hours,
    Pause,
    WorkCalendar,
    add_working_days,
    add_working_hours,
    due,
    working_minutes_between,
)

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
fixed = settings(derandomize=True, deadline=None, max_examples=150)

CULTURE_DAY = {date(2026, 11, 24): "Ngày Văn hóa Việt Nam"}
NATIONAL_DAY = {
    date(2026, 8, 31): "Nghỉ hoán đổi",
    date(2026, 9, 1): "Quốc khánh",
    date(2026, 9, 2): "Quốc khánh",
}
SWAP = {date(2026, 8, 22): "Làm bù ngày 31/08/2026"}
PLAIN = WorkCalendar(CULTURE_DAY)
SWAPPED = WorkCalendar(CULTURE_DAY | NATIONAL_DAY, SWAP)
WINTER = Hours(((time(8), time(12)), (time(13), time(17))), "1016", "0415")
SUMMER = Hours(((time(7), time(11, 30)), (time(13, 30), time(17))), "0416", "1015")
SEASONS = WorkCalendar(hours=(WINTER, SUMMER))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


# Refusals


def test_moments_without_a_zone_are_refused():
    naive = datetime(2026, 11, 23, 9)
    for attempt in (
        lambda: due(naive, 1, "working_day", PLAIN),
        lambda: working_minutes_between(naive, naive, PLAIN),
        lambda: Pause(naive, None, "x"),
        lambda: Extension(naive, 1, "x"),
    ):
        with pytest.raises(ValueError, match="zone"):
            attempt()


def test_impossible_terms_are_refused():
    start = at("2026-11-23T09:00")
    with pytest.raises(ValueError, match="negative"):
        due(start, -1, "working_day", PLAIN)
    with pytest.raises(ValueError, match="fifty years"):
        due(start, 20_001, "working_day", PLAIN)
    with pytest.raises(ValueError, match="before it starts"):
        Pause(start, start - timedelta(minutes=1), "x")
    with pytest.raises(ValueError, match="shortens"):
        Extension(start, -1, "x")


def test_impossible_calendars_are_refused():
    day = date(2026, 8, 22)
    with pytest.raises(ValueError, match="off and made up"):
        WorkCalendar({day: "nghỉ"}, {day: "làm bù"})
    with pytest.raises(ValueError, match="working day"):
        WorkCalendar(weekend=frozenset(range(7)))
    for spans in (
        (),
        ((time(9), time(8)),),
        ((time(9), time(9)),),
        ((time(7), time(12)), (time(11), time(17))),
    ):
        with pytest.raises(ValueError, match="span"):
            Hours(spans)
    for season in ("1301", "0132", "115", "١٠١٦"):
        with pytest.raises(ValueError, match="MMDD"):
            Hours(STANDARD_HOURS.spans, season)


# Vectors


def test_one_day_over_the_culture_day():
    got = due(at("2026-11-23T09:00"), 1, "working_day", PLAIN)
    assert got.at == at("2026-11-25T17:30")
    assert got.lines == [
        "Nhận lúc 09:00 thứ Hai 23/11/2026 → không tính ngày nhận.",
        "Thời hạn: 1 ngày làm việc.",
        "Thứ Ba 24/11/2026 nghỉ: Ngày Văn hóa Việt Nam → không tính.",
        "Hạn: 17:30 thứ Tư 25/11/2026.",
    ]


def test_a_made_up_saturday_counts_when_it_is_loaded():
    friday = at("2026-08-21T09:00")
    with_swap = due(friday, 1, "working_day", SWAPPED)
    assert with_swap.day == date(2026, 8, 22)
    assert "Thứ Bảy 22/08/2026 làm bù: Làm bù ngày 31/08/2026 → có tính." in with_swap.lines
    without = due(friday, 1, "working_day", PLAIN)
    assert without.day == date(2026, 8, 24)
    assert "Thứ Bảy 22/08/2026 và Chủ nhật 23/08/2026 nghỉ cuối tuần → không tính." in without.lines


def test_received_after_fifteen_hours():
    late, last = at("2026-08-21T16:40"), at("2026-08-21T15:00")
    got = due(late, 1, "working_day", SWAPPED)
    assert got.day == date(2026, 8, 24)
    assert got.lines[0] == (
        "Nhận lúc 16:40 thứ Sáu 21/08/2026, sau 15:00 → "
        "tính như nhận vào ngày làm việc kế tiếp, thứ Bảy 22/08/2026."
    )
    assert due(last, 1, "working_day", SWAPPED).day == date(2026, 8, 22)
    assert due(late, 1, "working_day", SWAPPED, cutoff=None).day == date(2026, 8, 22)


def test_fixmystreet_vectors():
    calendar = WorkCalendar({date(2020, 9, 21): "a", date(2020, 9, 15): "b"})
    saturday = date(2020, 9, 19)
    assert calendar.add_days(saturday, 1) == date(2020, 9, 22)
    assert calendar.add_days(saturday, -5) == date(2020, 9, 11)
    assert add_working_days(at("2020-09-19T10:00"), 1, calendar).day == date(2020, 9, 22)


def test_thirty_days_are_240_hours():
    start = at("2026-09-07T07:30")
    assert working_minutes_between(start, at("2026-10-16T17:30"), PLAIN) == 240 * 60
    assert add_working_hours(start, 240, PLAIN).at == at("2026-10-16T17:30")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T09:00", 8, "2026-11-25T09:00"),
        ("2026-11-23T09:00", 2, "2026-11-23T11:00"),
        ("2026-11-23T07:30", 4, "2026-11-23T11:30"),
        ("2026-11-23T12:00", 1, "2026-11-23T14:30"),
        ("2026-11-23T05:00", 0, "2026-11-23T07:30"),
        ("2026-11-23T20:00", 1, "2026-11-25T08:30"),
        ("2026-11-21T10:00", 1, "2026-11-23T08:30"),
    ],
)
def test_hours_run_from_the_moment_of_receipt(start, hours, end):
    assert add_working_hours(at(start), hours, PLAIN).at == at(end)


def test_hours_received_after_the_cutoff_run_from_the_next_morning():
    got = due(at("2026-11-23T15:30"), 2, "working_hour", PLAIN)
    assert got.at == at("2026-11-25T09:30")
    assert got.lines[1] == "Thời hạn: 2 giờ làm việc."


def test_a_moment_in_another_zone_is_taken_to_vietnam():
    utc = datetime.fromisoformat("2026-11-22T18:00:00+00:00")  # 01:00 on the 23rd in Vietnam
    assert due(utc, 1, "working_day", PLAIN).day == date(2026, 11, 25)


def test_zero_days_is_the_day_of_receipt():
    assert due(at("2026-11-23T09:00"), 0, "working_day", PLAIN).day == date(2026, 11, 23)
    assert due(at("2026-11-23T16:00"), 0, "working_day", PLAIN).day == date(2026, 11, 25)
    assert add_working_days(at("2026-11-22T09:00"), 0, PLAIN).day == date(2026, 11, 23)


def test_calendar_days_and_months_move_off_days_off():
    got = due(at("2026-11-20T09:00"), 4, "calendar_day", PLAIN)
    assert got.day == date(2026, 11, 25)
    assert got.lines[2] == (
        "Ngày cuối thứ Ba 24/11/2026 là ngày nghỉ (Ngày Văn hóa Việt Nam) → "
        "chuyển sang thứ Tư 25/11/2026."
    )
    assert due(at("2026-11-20T09:00"), 5, "calendar_day", PLAIN).day == date(2026, 11, 25)
    assert due(at("2027-01-29T09:00"), 1, "month", PLAIN).day == date(2027, 3, 1)  # 28/02 a Sunday
    assert due(at("2026-11-20T09:00"), 14, "month", PLAIN).day == date(2028, 1, 20)
    assert due(at("2026-12-31T09:00"), 2, "month", PLAIN).day == date(2027, 3, 1)


# Hours by season and agency


def test_hours_of_the_season():
    assert due(at("2026-10-15T08:00"), 0, "working_day", SEASONS).at == at("2026-10-15T17:00")
    assert SEASONS.hours_on(date(2026, 10, 15)) is SUMMER
    assert SEASONS.hours_on(date(2026, 10, 16)) is WINTER
    assert SEASONS.hours_on(date(2027, 1, 1)) is WINTER
    assert SEASONS.hours_on(date(2027, 4, 15)) is WINTER
    assert SEASONS.hours_on(date(2027, 4, 16)) is SUMMER
    assert SEASONS.start_of(date(2026, 7, 1)) == at("2026-07-01T07:00")


def test_a_desk_open_on_saturday_mornings():
    saturday = Hours(((time(8), time(11)),), weekdays=frozenset({5}))
    desk = WorkCalendar(hours=(saturday,), weekend=frozenset({6}))
    assert add_working_days(at("2026-11-20T09:00"), 1, desk).at == at("2026-11-21T11:00")
    assert desk.hours_on(date(2026, 11, 20)) is STANDARD_HOURS
    assert working_minutes_between(at("2026-11-20T16:30"), at("2026-11-23T08:00"), desk) == 270


# Pauses and extensions


def test_a_pause_is_added_and_told():
    pause = Pause(at("2026-11-10T09:00"), at("2026-11-12T10:00"), "chờ nộp lệ phí")
    got = due(at("2026-11-09T09:00"), 5, "working_day", PLAIN, pauses=[pause])
    assert got.day == date(2026, 11, 18)
    assert (
        "Tạm dừng từ 09:00 thứ Ba 10/11/2026 đến 10:00 thứ Năm 12/11/2026 (chờ nộp lệ phí) → "
        "cộng thêm 2 ngày làm việc."
    ) in got.lines
    assert not got.paused


def test_the_two_clocks_of_a_supplement():
    """The legal deadline restarts (ND 61/2018 Art. 19.4); scoring subtracts the interval."""
    start, (asked, given_at) = (
        at("2026-11-02T09:00"),
        (at("2026-11-05T09:00"), at("2026-11-09T10:00")),
    )
    restarting = Pause(asked, given_at, "bổ sung hồ sơ", restarts=True)
    legal = due(start, 10, "working_day", PLAIN, pauses=[restarting])
    assert legal.day == date(2026, 11, 23)
    scored = due(start, 10, "working_day", PLAIN, pauses=[Pause(asked, given_at, "bổ sung hồ sơ")])
    assert scored.day == date(2026, 11, 18)
    assert any("tính lại từ đầu, như nhận thứ Hai 09/11/2026" in line for line in legal.lines)


def test_a_supplement_brought_after_the_cutoff_counts_from_the_next_day():
    late = Pause(at("2026-11-05T09:00"), at("2026-11-09T15:01"), "bổ sung", restarts=True)
    got = due(at("2026-11-02T09:00"), 1, "working_day", PLAIN, pauses=[late])
    assert got.day == date(2026, 11, 3), "asked after the term had ended"
    got = due(at("2026-11-02T09:00"), 5, "working_day", PLAIN, pauses=[late])
    assert got.day == date(2026, 11, 17)


def test_a_pause_after_the_due_moment_adds_nothing():
    pause = Pause(at("2026-11-10T17:31"), at("2026-11-20T10:00"), "bổ sung")
    got = due(at("2026-11-09T09:00"), 1, "working_day", PLAIN, pauses=[pause])
    assert got.day == date(2026, 11, 10)
    assert got.lines[-2].endswith("(bổ sung) bắt đầu sau hạn → không cộng.")


def test_a_pause_of_the_last_day_that_ends_on_a_day_off_leaves_the_next_working_day():
    pause = Pause(at("2026-11-11T10:00"), at("2026-11-14T10:00"), "chờ nộp lệ phí")
    got = due(at("2026-11-09T09:00"), 2, "working_day", PLAIN, pauses=[pause])
    assert got.day == date(2026, 11, 16)
    assert got.lines[-2] == (
        "Tiếp tục lúc 10:00 thứ Bảy 14/11/2026, ngày nghỉ (nghỉ cuối tuần) → "
        "ngày cuối là thứ Hai 16/11/2026."
    )


def test_overlapping_pauses_are_counted_once():
    whole = [Pause(at("2026-11-10T09:00"), at("2026-11-13T10:00"), "a")]
    parts = [
        Pause(at("2026-11-11T09:00"), at("2026-11-13T10:00"), "b"),
        Pause(at("2026-11-10T09:00"), at("2026-11-12T10:00"), "a"),
        Pause(at("2026-11-10T10:00"), at("2026-11-10T11:00"), "c"),
    ]
    received = at("2026-11-09T09:00")
    for unit in ("working_day", "working_hour", "calendar_day"):
        one = due(received, 10, unit, PLAIN, pauses=whole)
        assert due(received, 10, unit, PLAIN, pauses=parts).at == one.at


def test_an_open_pause_is_told_and_counted_as_if_it_ended_now():
    pause = Pause(at("2026-11-10T09:00"), None, "chờ nộp lệ phí")
    received = at("2026-11-09T09:00")
    without = due(received, 5, "working_day", PLAIN, pauses=[pause])
    assert without.paused and without.day == date(2026, 11, 16)
    assert any("hạn dưới đây là tạm tính" in line for line in without.lines)
    now = due(received, 5, "working_day", PLAIN, pauses=[pause], as_of=at("2026-11-12T10:00"))
    assert now.paused and now.day == date(2026, 11, 18)


def test_an_extension_lets_a_later_pause_count():
    pause = Pause(at("2026-11-11T09:00"), at("2026-11-12T09:00"), "chờ")
    longer = Extension(at("2026-11-10T08:00"), 3, "lấy ý kiến")
    received = at("2026-11-09T09:00")
    assert due(received, 1, "working_day", PLAIN, pauses=[pause]).day == date(2026, 11, 10)
    got = due(received, 1, "working_day", PLAIN, pauses=[pause], extensions=[longer])
    assert got.day == date(2026, 11, 16)
    assert "Gia hạn (lấy ý kiến) → cộng thêm 3 ngày làm việc." in got.lines


def test_hours_paused_and_extended():
    pause = Pause(at("2026-11-09T10:00"), at("2026-11-09T14:00"), "chờ")
    longer = Extension(at("2026-11-09T14:30"), 1, "lấy ý kiến")
    got = due(at("2026-11-09T09:00"), 4, "working_hour", PLAIN, pauses=[pause], extensions=[longer])
    assert got.at == at("2026-11-10T17:00")
    assert any("cộng thêm 2 giờ làm việc" in line for line in got.lines)


def test_calendar_days_paused_and_extended():
    pause = Pause(at("2026-11-10T10:00"), at("2026-11-12T14:00"), "chờ")
    longer = Extension(at("2026-11-13T14:30"), 3, "lấy ý kiến")
    got = due(
        at("2026-11-09T09:00"), 10, "calendar_day", PLAIN, pauses=[pause], extensions=[longer]
    )
    assert got.day == date(2026, 11, 25)  # 24/11 is a holiday
    assert "Gia hạn (lấy ý kiến) → cộng thêm 3 ngày." in got.lines


def test_late_is_after_the_due_moment():
    got = due(at("2026-11-09T09:00"), 1, "working_day", PLAIN)
    assert not got.is_late(at("2026-11-10T17:30"))
    assert got.is_late(at("2026-11-10T17:31"))


def test_long_terms_are_told_in_few_lines():
    tet = {date(2026, 2, d): "Tết Nguyên Đán" for d in range(16, 21)}
    got = due(at("2026-02-02T09:00"), 40, "working_day", WorkCalendar(tet))
    assert len(got.lines) == 5
    assert "Từ 16/02/2026 đến 20/02/2026 nghỉ: Tết Nguyên Đán → không tính." in got.lines
    assert any("ngày nghỉ cuối tuần từ 07/02/2026 đến" in line for line in got.lines)


# Against slow references

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 1))


@st.composite
def calendars(draw):
    off = draw(st.sets(DAYS, max_size=40))
    made_up = draw(st.sets(DAYS, max_size=20)) - off
    hours = draw(st.sampled_from([(), (WINTER, SUMMER)]))
    weekend = draw(st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset()]))
    return WorkCalendar(dict.fromkeys(off, "nghỉ"), dict.fromkeys(made_up, "bù"), hours, weekend)


def slow_works(day, calendar):
    if day in calendar.make_up:
        return True
    return day not in calendar.holidays and day.weekday() not in calendar.weekend


def slow_add_days(day, n, calendar):
    while n:
        day += timedelta(days=1)
        n -= slow_works(day, calendar)
    return day


def slow_is_working_minute(moment, calendar):
    day = moment.date()
    if not slow_works(day, calendar):
        return False
    spans = STANDARD_HOURS.spans
    if calendar.hours:
        summer = (4, 16) <= (day.month, day.day) <= (10, 15)
        spans = SUMMER.spans if summer else WINTER.spans
    return any(start <= moment.time() < end for start, end in spans)


def slow_minutes(start, end, calendar):
    count = 0
    while start < end:
        count += slow_is_working_minute(start, calendar)
        start += timedelta(minutes=1)
    return count


@fixed
@given(MOMENTS, st.integers(1, 120), calendars(), st.sampled_from([None, time(15)]))
def test_days_agree_with_a_calendar_on_the_wall(received, n, calendar, cutoff):
    zero = received.date()
    if cutoff and (not slow_works(zero, calendar) or received.time() > cutoff):
        zero = slow_add_days(zero, 1, calendar)
    got = due(received, n, "working_day", calendar, cutoff=cutoff)
    assert got.day == slow_add_days(zero, n, calendar)
    assert calendar.count_days(zero, got.day) == n
    assert calendar.add_days(got.day, -n) <= zero
    assert got.lines[-1].startswith("Hạn: ")


@settings(fixed, max_examples=40)
@given(MOMENTS, st.integers(0, 6 * 24 * 60), calendars())
def test_minutes_agree_with_a_clock_on_the_wall(start, length, calendar):
    end = start + timedelta(minutes=length)
    minutes = working_minutes_between(start, end, calendar)
    assert minutes == slow_minutes(start, end, calendar)
    assert working_minutes_between(end, start, calendar) == -minutes


@settings(fixed, max_examples=40)
@given(MOMENTS, st.integers(1, 20), calendars())
def test_hours_agree_with_a_clock_on_the_wall(start, hours, calendar):
    got = add_working_hours(start, hours, calendar).at
    assert working_minutes_between(start, got, calendar) == hours * 60
    assert slow_is_working_minute(got - timedelta(minutes=1), calendar)


@fixed
@given(
    MOMENTS,
    MOMENTS,
    st.integers(0, 40),
    calendars(),
    st.sampled_from(["working_day", "working_hour", "calendar_day", "month"]),
    st.sampled_from([None, time(15)]),
)
def test_received_later_is_never_due_earlier(a, b, n, calendar, unit, cutoff):
    first, second = sorted([a, b])
    assert (
        due(first, n, unit, calendar, cutoff=cutoff).at
        <= due(second, n, unit, calendar, cutoff=cutoff).at
    )


@fixed
@given(
    MOMENTS,
    st.integers(1, 30),
    calendars(),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 9_000)), max_size=5),
    st.integers(0, 5),
)
def test_pauses_add_exactly_the_working_days_that_they_cover(received, n, calendar, gaps, extra):
    """Against a plain reading: walk the pauses in order and push the due day."""
    pauses, moment = [], received
    for wait, length in gaps:
        start = moment + timedelta(minutes=wait)
        moment = start + timedelta(minutes=length)
        pauses.append(Pause(start, moment, "chờ"))
    longer = [Extension(received, extra, "thêm")]
    expected = slow_add_days(received.date(), n + extra, calendar)
    for pause in pauses:
        if pause.start <= calendar.end_of(expected):
            covered = (pause.end.date() - pause.start.date()).days
            days = [pause.start.date() + timedelta(days=i + 1) for i in range(covered)]
            expected = slow_add_days(expected, sum(slow_works(d, calendar) for d in days), calendar)
            resumed = pause.end.date()
            while not slow_works(resumed, calendar):
                resumed += timedelta(days=1)
            expected = max(expected, resumed)
    got = due(
        received, n, "working_day", calendar, cutoff=None, pauses=pauses[::-1], extensions=longer
    )
    assert got.day == expected


def test_real_holidays_of_eight_years():
    path = SHARED / "calendar" / "vn_holidays_2020-2027.csv"
    if not path.exists():
        pytest.skip("shared data absent: calendar")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    named = [(date.fromisoformat(row["date"]), row["name"], row["kind"]) for row in rows]
    calendar = WorkCalendar(
        {day: name for day, name, kind in named if kind != "lam_bu"},
        {day: name for day, name, kind in named if kind == "lam_bu"},
    )
    assert due(at("2026-11-23T09:00"), 1, "working_day", calendar).day == date(2026, 11, 25)
    assert due(at("2026-08-21T09:00"), 1, "working_day", calendar).day == date(2026, 8, 22)
    tet = due(at("2026-02-13T09:00"), 1, "working_day", calendar)
    assert tet.day == date(2026, 2, 23)
    assert calendar.count_days(date(2025, 12, 31), date(2026, 12, 31)) == 249
