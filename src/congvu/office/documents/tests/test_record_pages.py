"""Promises of the pages of record files and of a letter's journal."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for
from congvu.office.documents.actions import incoming as letters
from congvu.office.documents.actions import records as actions
from congvu.office.documents.actions.incoming import Fields
from congvu.office.documents.models import Record, RecordItem
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
LIST = "/ho-so-cong-viec/"


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def fresh(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def record_of(people: Cast, number: int = 1, name: str = "clerk") -> Record:
    return actions.create_record(
        actor=fresh(people, name), at=now(), code=f"{number:02}.VP", title="Chuyển đổi số",
        retention="10 năm",
    )  # fmt: skip


def letter_of(people: Cast):
    fields = Fields(issuer_name="Sở Tư pháp", issued_on=timezone.localdate(), subject="Về việc A")
    return letters.register(actor=fresh(people, "clerk"), at=now(), fields=fields)


def test_guests_strangers_and_those_who_do_not_keep_it(people: Cast, client: Client):
    record = record_of(people)
    assert client.get(LIST).status_code == 302
    other = signed_in(cast("stp", "Sở Tư pháp"), "clerk")
    assert other.get(f"{LIST}{record.pk}/").status_code == 404
    assert other.post(f"{LIST}{record.pk}/ket-thuc/").status_code == 404
    officer = signed_in(people, "it_officer")
    assert officer.get(f"{LIST}{record.pk}/").status_code == 200
    assert officer.post(f"{LIST}{record.pk}/ket-thuc/").status_code == 403


def test_a_letter_nobody_shows_me_is_not_filed(people: Cast):
    letter, record = letter_of(people), record_of(people, name="it_officer")
    asked = {"loai": "documents.incoming", "ma": letter.pk}
    officer = signed_in(people, "it_officer")
    assert officer.get(f"{LIST}cua-van-ban/", asked).status_code == 404
    assert officer.post(f"{LIST}dua-vao/", asked | {"record_id": record.pk}).status_code == 404
    assert officer.get(f"/van-ban-den/{letter.pk}/nhat-ky/").status_code == 404
    for wrong in ("loai=x&ma=1", "loai=documents.incoming&ma=99999999999999999999999", ""):
        assert officer.get(f"{LIST}cua-van-ban/?{wrong}").status_code == 404


def test_a_refused_record_keeps_its_words(people: Cast):
    record_of(people)
    answer = signed_in(people, "clerk").post(
        f"{LIST}moi/", {"code": "01.VP", "title": "Hồ sơ trùng", "retention": "10 năm"}
    )
    assert answer.status_code == 409
    assert "Hồ sơ trùng" in answer.content.decode()


def test_a_letter_is_filed_and_the_record_is_closed(people: Cast):
    letter, clerk = letter_of(people), signed_in(people, "clerk")
    made = clerk.post(f"{LIST}moi/", {"code": "02.VP", "title": "Hồ sơ", "retention": "5 năm"})
    record = Record.objects.get()
    assert made["Location"] == f"{LIST}{record.pk}/"
    asked = {"loai": "documents.incoming", "ma": letter.pk}
    assert "02.VP" in clerk.get(f"{LIST}cua-van-ban/", asked).content.decode()
    filed = clerk.post(f"{LIST}dua-vao/", asked | {"record_id": record.pk})
    assert filed["Location"] == f"/van-ban-den/{letter.pk}/"
    assert "Về việc A" in clerk.get(f"{LIST}{record.pk}/").content.decode()
    item = RecordItem.objects.get()
    where = f"{LIST}{record.pk}/lay-ra/"
    assert clerk.post(where, {"item_id": item.pk, "reason": ""}).status_code == 422
    record.refresh_from_db()
    assert (
        clerk.post(f"{LIST}{record.pk}/ket-thuc/", {"version": record.version}).status_code == 302
    )
    record.refresh_from_db()
    assert record.closed_on == timezone.localdate()


def test_the_journal_of_a_letter_is_read_by_its_readers(people: Cast):
    letter = letter_of(people)
    page = signed_in(people, "leader").get(f"/van-ban-den/{letter.pk}/nhat-ky/")
    assert "Vào sổ văn bản đến" in page.content.decode()


def test_the_list_asks_the_same_for_5_and_for_50_rows(people: Cast):
    client, counts = signed_in(people, "clerk"), []
    for first, many in ((0, 5), (5, 45)):
        for number in range(first, first + many):
            record_of(people, number)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?so-dong=100")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 11, counts
