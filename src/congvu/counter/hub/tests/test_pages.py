"""The pages: who is let in, what is shown, a file in two steps."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.hub.models import Batch, Desk, Figure
from congvu.counter.hub.queries import Span
from congvu.counter.hub.tests.test_receiving import csv_of, receive, row

pytestmark = pytest.mark.django_db
COMMUNE = {"fk_village_id": "96", "village_name": "UBND xã Mẫu"}


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def clerk() -> Actor:
    return organisation.seat(Role.CLERK, agency=organisation.agency())


def test_a_guest_reads_the_public_figures_and_nothing_else():
    receive(row(), row(**COMMUNE))
    page = Client().get("/so-lieu-mot-cua/").content.decode()
    assert "UBND huyện Mẫu" in page and "03/2016" in page and "<svg" in page
    for path in ("/so-lieu/", "/so-lieu/doi-chieu/", "/so-lieu/don-vi/", "/so-lieu/nap/"):
        assert Client().get(path).status_code == 302


def test_the_public_page_asks_the_database_nothing_once_it_is_made(
    django_assert_num_queries: Any,
):
    receive(row(), row(**COMMUNE))
    client = Client()
    assert client.get("/so-lieu-mot-cua/?ky=03/2016").status_code == 200
    with django_assert_num_queries(0):
        again = client.get("/so-lieu-mot-cua/?ky=03/2016").content.decode()
    assert "UBND huyện Mẫu" in again


@pytest.mark.parametrize("told", ["13/2016", "abc", "Q5/2016", "1/1", "x" * 400, "03/9999"])
def test_a_span_that_is_none_is_refused(told: str):
    assert Client().get("/so-lieu-mot-cua/", {"ky": told}).status_code == 400
    client = browser(clerk())
    assert client.get("/so-lieu/", {"ky": told}).status_code == 400


def test_the_report_shows_levels_sums_and_goes_on_paper():
    receive(row(), row(**COMMUNE, count_tra_qua_han=6, count_tiep_nhan=13))
    client = browser(clerk())
    page = client.get("/so-lieu/?ky=03/2016").content.decode()
    assert "Tổng số (2 đơn vị)" in page and "Cộng xã (1 đơn vị)" in page
    assert "66,67%" in page, "(5+1)+(5+1) of 18"
    paper = client.get("/so-lieu/in/?ky=03/2016").content.decode()
    assert "TỔNG HỢP TÌNH HÌNH" in paper
    sheet = b"".join(client.get("/so-lieu/bao-cao.xlsx?ky=Q1/2016").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        assert "UBND huyện Mẫu".encode() in book.read("xl/sharedStrings.xml")
    pdf = client.get("/so-lieu/bao-cao.pdf?ky=03/2016")
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"


def test_a_report_costs_the_same_for_one_desk_and_for_many(django_assert_max_num_queries: Any):
    from congvu.counter.hub import queries

    receive(*(row(unit_code=f"H_{n}", village_name=f"UBND huyện {n}") for n in range(40)))
    with django_assert_max_num_queries(2):
        assert len(queries.report(Span(date(2016, 3, 1), date(2016, 3, 1))).lines) == 40


def test_what_does_not_add_up_is_told_with_its_difference():
    receive(row(count_tiep_nhan=9), row(spec_code="=1+1", count_tiep_nhan=1))
    client = browser(clerk())
    page = client.get("/so-lieu/doi-chieu/?ky=03/2016").content.decode()
    assert "<b>2</b>" in page and "<b>-6</b>" in page
    sheet = client.get("/so-lieu/doi-chieu.csv?ky=03/2016").content.decode()
    assert "'=1+1" in sheet, "no text of a file becomes a formula"


def test_a_file_is_looked_at_and_then_brought_in():
    person = clerk()
    client = browser(person)
    file = SimpleUploadedFile("thang3.csv", csv_of(row(), row(spec_code="XD", count_tiep_nhan=9)))
    sent = client.post("/so-lieu/nap/", {"file": file})
    batch = Batch.objects.get()
    assert sent.status_code == 302 and not Figure.objects.exists()
    page = client.get(f"/so-lieu/nap/{batch.pk}/").content.decode()
    assert "Xác nhận nạp" in page and "Chênh lệch" in page
    assert browser(clerk()).get(f"/so-lieu/nap/{batch.pk}/").status_code == 404
    client.post(f"/so-lieu/nap/{batch.pk}/xac-nhan/")
    assert Figure.objects.count() == 2
    desk = Desk.objects.get()
    shown = client.get(f"/so-lieu/don-vi/{desk.pk}/?ky=03/2016").content.decode()
    assert "thang3.csv" in shown and person.name in shown
    assert client.get(f"/so-lieu/don-vi/{desk.pk}/sua/").status_code == 403


def test_a_file_with_strange_columns_says_what_is_known():
    client = browser(clerk())
    file = SimpleUploadedFile("la.csv", b"a,b\n1,2\n")
    answer = client.post("/so-lieu/nap/", {"file": file})
    assert answer.status_code == 422 and "Không nhận ra" in answer.content.decode()


def test_an_officer_reads_and_does_not_bring_in():
    client = browser(organisation.seat(Role.OFFICER, agency=organisation.agency()))
    assert client.get("/so-lieu/").status_code == 200
    assert client.get("/so-lieu/khao-sat/").status_code == 200
    assert client.get("/so-lieu/nap/").status_code == 403


def test_the_command_line_lists_what_does_not_add_up(tmp_path: Any):
    file = tmp_path / "so.csv"
    file.write_bytes(csv_of(row(count_tiep_nhan=9)))
    out, told = io.StringIO(), tmp_path / "xem.csv"
    call_command("hub", "import", str(file), "--dry-run", "--report", str(told), stdout=out)
    assert "lệch +2" in out.getvalue() and not Figure.objects.exists()
    assert "không khớp" in told.read_text("utf-8-sig")
    call_command("hub", "import", str(file), stdout=out)
    call_command("hub", "check", "03/2016", stdout=out)
    assert out.getvalue().endswith("1 đẳng thức không khớp.\n")
