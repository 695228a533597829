"""Dates and numbers read as in Viet Nam, in our fields and in Django's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import formats, translation

from congvu.core.ui import words


def test_the_fifth_of_november_is_not_in_may() -> None:
    """Django's own ``vi`` module read ``05/11/2026`` as 11 May."""
    assert forms.DateField().clean("05/11/2026") == date(2026, 11, 5)
    assert forms.DateField().clean("23/11/2026") == date(2026, 11, 23)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_numbers_and_dates_are_grouped_alike_in_both_languages(language: str) -> None:
    with translation.override(language):
        assert formats.number_format(4931396, use_l10n=True, force_grouping=True) == "4.931.396"
        assert formats.date_format(date(2026, 11, 5), "SHORT_DATE_FORMAT") == "05/11/2026"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def test_words() -> None:
    assert words.number(4931396) == "4.931.396"
    assert words.number(86.5, 1) == "86,5"
    assert words.money(150_000) == "150.000\u00a0đồng"
    assert words.size(482_113) == "471\u00a0KB"
    assert words.size(1_482_113) == "1,4\u00a0MB"
    assert words.size(0) == "0\u00a0B"


def test_moments_are_shown_in_vietnam() -> None:
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    assert words.day(late) == "23/11/2026"
    assert words.moment(late) == "23/11/2026 00:30"


def test_days_left() -> None:
    today = date(2026, 11, 23)
    assert words.days_left(date(2026, 11, 21), today) == "quá hạn 2 ngày"
    assert words.days_left(today, today) == "hạn hôm nay"
    assert words.days_left(date(2026, 11, 26), today) == "còn 3 ngày"
