"""Promises of the pages of registers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Fields
from congvu.office.documents.models import Register
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def filled(people: Cast, count: int = 3) -> Register:
    clerk = actor_for(user=User.objects.get(pk=people.appointments["clerk"].user_id), at=now())
    for number in range(count):
        fields = Fields(
            issuer_name="Sở Tư pháp", issued_on=timezone.localdate(), subject=f"Việc {number}"
        )
        actions.register(actor=clerk, at=now(), fields=fields, accept_duplicate=True)
    return Register.objects.get(direction="in")


def test_guests_strangers_and_members_without_the_right(people: Cast, client: Client):
    register = filled(people)
    page = f"/so/{register.pk}/"
    assert client.get(page).status_code == 302
    assert signed_in(cast("stp", "Sở Tư pháp"), "clerk").get(page).status_code == 404
    officer = signed_in(people, "it_officer")
    assert officer.get("/so/").status_code == 403
    assert officer.get("/so/vao-so-trong-ngay/").status_code == 403
    for path in ("", "so.pdf", "so.xlsx"):
        assert officer.get(page + path).status_code == 404
    leader = signed_in(people, "leader")
    assert leader.get(page).status_code == 200
    assert leader.post(f"{page}giu-so/", {"count": 1, "reason": "Họp"}).status_code == 403


def test_unreadable_and_wrong_parameters(people: Cast):
    register = filled(people)
    clerk = signed_in(people, "clerk")
    assert clerk.get(f"/so/{register.pk}/?vi_sao=%00").status_code == 400
    for query in ("vi_sao=99999999999999999999", "so=-4", "tu=31/02/2026", "mau=abc"):
        assert clerk.get(f"/so/{register.pk}/?{query}").status_code == 200


def test_every_number_has_an_answer(people: Cast):
    register = filled(people)
    page = signed_in(people, "clerk").get(f"/so/{register.pk}/?vi_sao=123").content.decode()
    assert "Số 123 chưa cấp" in page


def test_a_number_is_held_with_a_reason_and_given_back(people: Cast):
    register = filled(people)
    clerk, page = signed_in(people, "clerk"), f"/so/{register.pk}/"
    assert clerk.post(f"{page}giu-so/", {"count": 1, "reason": ""}).status_code == 422
    assert (
        clerk.post(f"{page}giu-so/", {"count": 1, "reason": "Công văn ký sau"}).status_code == 302
    )
    assert "Công văn ký sau" in clerk.get(page).content.decode()
    number = register.numbers.get(state="held")
    given = {"number_id": number.pk, "verb": "unhold", "reason": "Không dùng"}
    assert clerk.post(f"{page}so-da-giu/", given).status_code == 302
    number.refresh_from_db()
    assert number.state == "released"


def test_the_register_prints_as_pdf_and_excel(people: Cast):
    register = filled(people)
    clerk = signed_in(people, "clerk")
    assert clerk.get(f"/so/{register.pk}/so.pdf").content.startswith(b"%PDF")
    sheet = clerk.get(f"/so/{register.pk}/so.xlsx")
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_the_rate_counts_what_came_today(people: Cast):
    filled(people)
    page = signed_in(people, "clerk").get("/so/vao-so-trong-ngay/")
    assert page.context["rate"].same_day == 3


def test_a_register_page_asks_the_same_for_5_and_for_50_numbers(people: Cast):
    client, counts = signed_in(people, "clerk"), []
    client.get("/so/")  # what a process reads once is read here
    for many in (5, 45):
        register = filled(people, many)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/so/{register.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16, counts


def test_a_register_is_closed_after_its_year_by_who_keeps_it(people: Cast):
    register = filled(people)
    page, clerk = f"/so/{register.pk}/", signed_in(people, "clerk")
    assert signed_in(people, "leader").post(f"{page}khoa-so/").status_code == 403
    assert signed_in(cast("snv", "Sở Nội vụ"), "clerk").post(f"{page}khoa-so/").status_code == 404
    assert clerk.get(f"{page}khoa-so/").status_code == 405
    assert clerk.post(f"{page}khoa-so/").status_code == 409
    assert "khoa-so/" not in clerk.get(page).content.decode()
    Register.objects.filter(pk=register.pk).update(year=register.year - 1)
    assert f"{page}khoa-so/" in clerk.get(page).content.decode()
    register.numbers.filter(value=3).update(
        state="held", reason="Giữ", subject_kind="", subject_id=None
    )
    assert clerk.post(f"{page}khoa-so/").status_code == 409
    register.refresh_from_db()
    assert register.closed_at is None
    register.numbers.filter(value=3).update(state="released")
    assert clerk.post(f"{page}khoa-so/").status_code == 302
    assert "khoa-so/" not in clerk.get(page).content.decode()
    assert clerk.post(f"{page}khoa-so/").status_code == 409
