"""The look at a file: what is found, and what is left in peace."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image, ImageFilter

from congvu.counter.filing import preflight
from congvu.counter.filing.factories import scan


def page(**parts: object) -> Image.Image:
    return Image.open(io.BytesIO(scan(**parts)))  # type: ignore[arg-type]


def codes(picture: Image.Image) -> list[str]:
    return [one.code for one in preflight.page(picture)]


def test_a_good_scan_is_left_in_peace() -> None:
    assert codes(page()) == []


def test_a_blank_page_is_noticed() -> None:
    assert codes(page(blank=True)) == ["blank"]


def test_a_blurred_page_is_noticed() -> None:
    assert "blurred" in codes(page().filter(ImageFilter.GaussianBlur(8)))


@pytest.mark.parametrize("angle", [-6, -3, 3, 6])
def test_a_leaning_page_is_noticed(angle: int) -> None:
    assert codes(page().rotate(angle, fillcolor=245)) == ["skewed"]


def test_a_hair_of_leaning_is_left_in_peace() -> None:
    assert codes(page().rotate(1, fillcolor=245)) == []


def test_a_coarse_picture_is_noticed() -> None:
    assert codes(page().resize((420, 594))) == ["coarse"]


def test_pages_are_numbered() -> None:
    found = preflight.pages([io.BytesIO(scan()), io.BytesIO(scan(blank=True))])
    assert [(one.code, one.page) for one in found] == [("blank", 2)]


def test_the_last_day_is_still_good() -> None:
    today = date(2026, 11, 23)
    assert preflight.expired(None, today) == []
    assert preflight.expired(today, today) == []
    assert [one.code for one in preflight.expired(date(2026, 11, 22), today)] == ["expired"]
