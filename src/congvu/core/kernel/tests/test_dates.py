from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel import dates
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.kernel.errors import Invalid

fixed = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("05/02/26", "bốn chữ số"),
        ("2026-02-05", "ngày/tháng/năm"),
        ("05-02-2026", "ngày/tháng/năm"),
        ("05/02/2026 10:00", "ngày/tháng/năm"),
        ("٠٥/٠٢/٢٠٢٦", "ngày/tháng/năm"),
        ("", "ngày/tháng/năm"),
        ("5/2/2026\x00", "ngày/tháng/năm"),
        ("30/02/2026", "không có trong lịch"),
        ("29/02/2026", "không có trong lịch"),
        ("02/13/2026", "không có trong lịch"),
        ("01/01/0000", "không có trong lịch"),
    ],
)
def test_other_ways_of_typing_a_day_are_refused(typed, reason):
    with pytest.raises(Invalid, match=reason) as refusal:
        dates.parse_date(typed, label="Hạn xử lý")
    assert refusal.value.message.startswith("Hạn xử lý")


def test_a_day_is_typed_with_or_without_zeros():
    for typed in ("05/02/2026", "5/2/2026", " 05/2/2026 "):
        assert dates.parse_date(typed) == date(2026, 2, 5)
    assert dates.parse_date("29/02/2028") == date(2028, 2, 29)


@fixed
@given(st.dates(min_value=date(1800, 1, 1)))
def test_days_read_back(day):
    assert dates.parse_date(dates.format_date(day)) == day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 9, 30), "ngày 30 tháng 9 năm 2026"),
        (date(2026, 11, 23), "ngày 23 tháng 11 năm 2026"),
    ],
)
def test_only_days_below_ten_and_months_one_and_two_take_a_zero(day, words):
    assert dates.date_in_words(day) == words
    assert dates.date_in_words(day, "Bắc Giang") == f"Bắc Giang, {words}"


def test_moments_are_told_in_vietnam_time():
    utc = datetime(2026, 11, 23, 2, 15, 30, 999, tzinfo=UTC)
    assert dates.iso_moment(utc) == "2026-11-23T09:15:30+07:00"
    assert dates.format_moment(utc) == "09:15 23/11/2026"
    late = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert local_date(late) == date(2027, 1, 1)
    with pytest.raises(ValueError, match="zone"):
        dates.iso_moment(datetime(2026, 11, 23))


def test_there_is_no_summer_time():
    offsets = {datetime(2026, m, 1, tzinfo=VIETNAM).utcoffset() for m in range(1, 13)}
    assert offsets == {timedelta(hours=7)}
    assert now().utcoffset() == timedelta(hours=7)


def test_a_moment_with_a_plain_offset_is_the_same_moment():
    fixed_offset = timezone(timedelta(hours=7))
    at = datetime(2026, 11, 23, 9, 0, tzinfo=fixed_offset)
    assert dates.in_vietnam(at) == at
    assert dates.in_vietnam(at).tzinfo is VIETNAM


def test_weeks_start_on_monday_and_months_on_the_first():
    """The portal snapshot of 2016-08-01 was a Monday and the first of the month."""
    day = date(2016, 8, 1)
    assert dates.week_start(day) == dates.month_start(day) == day
    assert dates.week_start(date(2016, 8, 7)) == day
    assert dates.week_start(date(2016, 8, 8)) == date(2016, 8, 8)
    assert dates.quarter_start(date(2016, 8, 9)) == date(2016, 7, 1)
    assert dates.format_weekday(day) == "thứ Hai 01/08/2016"
    assert dates.format_weekday(date(2016, 8, 7)) == "Chủ nhật 07/08/2016"
