"""Promises of the same-day rate month by month, as page, CSV and Excel."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client

from congvu.core.kernel.clock import VIETNAM
from congvu.office.documents.models import Incoming
from congvu.office.documents.queries.incoming import next_working_days, same_day_months
from congvu.office.documents.tests.test_incoming_pages import letter_of, signed_in
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
PAGE = "/so/vao-so-trong-ngay/"
SPAN = "tu=01/09/2026&den=30/11/2026"


@pytest.fixture
def people() -> Cast:
    return cast()


def came(people: Cast, number: int, day: date, days_late: int) -> None:
    letter = letter_of(people, number)
    arrived = datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)
    Incoming.objects.filter(pk=letter.pk).update(
        arrived_at=arrived, registered_at=arrived + timedelta(days=days_late)
    )


@pytest.fixture
def letters(people: Cast) -> None:
    """September: one in time, one late; October: none; November: on a Friday, entered Monday."""
    came(people, 1, date(2026, 9, 30), 0)
    came(people, 2, date(2026, 9, 30), 5)
    came(people, 3, date(2026, 11, 20), 3)


@pytest.mark.parametrize("path", ["", "theo-thang.csv", "theo-thang.xlsx"])
def test_only_readers_of_the_register_see_it(people: Cast, client: Client, path: str) -> None:
    assert client.get(f"{PAGE}{path}").status_code == 302
    assert signed_in(people, "it_officer").get(f"{PAGE}{path}").status_code == 403
    assert signed_in(people, "leader").get(f"{PAGE}{path}").status_code == 200


@pytest.mark.parametrize("path", ["", "theo-thang.csv", "theo-thang.xlsx"])
@pytest.mark.parametrize("query", ["tu=%00", "den=31/02/2026", "tu=01/01/0001&den=01/01/0001"])
def test_unreadable_days_break_nothing(people: Cast, path: str, query: str) -> None:
    assert signed_in(people, "clerk").get(f"{PAGE}{path}?{query}").status_code in (200, 400)


def test_every_month_has_its_line_in_one_query(
    people: Cast, letters: None, django_assert_num_queries
) -> None:
    span = (date(2026, 9, 1), date(2026, 11, 30))
    days = next_working_days(people.agency.pk, *span)
    with django_assert_num_queries(1):
        months = same_day_months(people.agency.pk, *span, next_working_day=days)
    found = [(month, one.registered, one.same_day, one.next_working_day, one.late, one.percent)
             for month, one in months]  # fmt: skip
    assert found == [
        (date(2026, 9, 1), 2, 1, 0, 1, 50),
        (date(2026, 10, 1), 0, 0, 0, 0, 100),
        (date(2026, 11, 1), 1, 0, 1, 0, 100),
    ]


def test_another_agencys_letters_do_not_count(people: Cast, letters: None) -> None:
    other = cast("stp", "Sở Tư pháp")
    page = signed_in(other, "clerk").get(f"{PAGE}?{SPAN}").content.decode()
    assert page.count("Không có văn bản") == 3


def test_the_page_and_the_files_say_the_same(people: Cast, letters: None) -> None:
    clerk = signed_in(people, "clerk")
    page = clerk.get(f"{PAGE}?{SPAN}").content.decode()
    assert "09/2026" in page
    assert f"{PAGE}theo-thang.csv?tu=01%2F09%2F2026" in page
    text = clerk.get(f"{PAGE}theo-thang.csv?{SPAN}").content.decode("utf-8-sig").splitlines()
    assert text[0].startswith("Tháng,Đã vào sổ")
    assert text[1:] == ["09/2026,2,1,0,1,50 %", "10/2026,0,0,0,0,100 %", "11/2026,1,0,1,0,100 %"]
    sheet = b"".join(clerk.get(f"{PAGE}theo-thang.xlsx?{SPAN}").streaming_content)
    with zipfile.ZipFile(BytesIO(sheet)) as book:
        inside = b"".join(book.read(name) for name in book.namelist())
    assert b"09/2026" in inside


def test_without_a_span_it_shows_twelve_months(people: Cast) -> None:
    text = signed_in(people, "clerk").get(f"{PAGE}theo-thang.csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 13
