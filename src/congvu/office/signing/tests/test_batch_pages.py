"""Promises of the pages of batches: who confirms, what is shown while they run, what lists cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.office.signing import actions
from congvu.office.signing.choices import Purpose, RequestState
from congvu.office.signing.factories import FILE_PASSWORD, PIN, enrol, p12
from congvu.office.signing.models import SigningKey, SigningRequest
from congvu.office.signing.tests.test_batches import paper, put, sample  # noqa: F401 - a fixture
from congvu.office.signing.tests.test_keys import keeper
from congvu.office.signing.tests.test_pages import OWN, fresh, signed_in
from congvu.office.work.factories import Cast

pytestmark = pytest.mark.django_db
LIST = "/ky-so/"
BATCHES, KEYS = [10, 10, 13], [10, 9]
"""Queries of a page, with those of the session, the person and the menu."""


def today():
    return now().replace(hour=1, minute=0, second=0, microsecond=0)


@pytest.fixture
def key(people: Cast) -> SigningKey:
    return enrol(fresh(people, "leader"), today())


def batch(people: Cast, letters: int = 2, first: int = 1) -> SigningRequest:
    numbers = range(first, first + letters)
    return put(people, [paper(people.actor("clerk"), number) for number in numbers])


def body(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_only_the_signer_can_confirm(people: Cast, key: SigningKey):
    row = batch(people)
    page, confirm = f"{LIST}{row.pk}/", f"{LIST}{row.pk}/ky/"
    form = {"key_id": key.pk, "pin_code": PIN}
    assert signed_in(people, "deputy").get(page).status_code == 404
    assert signed_in(people, "deputy").post(confirm, form).status_code == 404
    clerk = signed_in(people, "clerk")
    assert "pin_code" not in body(clerk, page)
    assert clerk.post(confirm, form).status_code == 403
    row.refresh_from_db()
    assert row.state == RequestState.WAITING


def test_a_wrong_or_missing_pin_is_told_and_never_repeated(people: Cast, key: SigningKey):
    row = batch(people)
    client, confirm = signed_in(people, "leader"), f"{LIST}{row.pk}/ky/"
    assert client.post(confirm, {"key_id": key.pk, "pin_code": ""}).status_code == 422
    other = {"key_id": key.pk + 1, "pin_code": PIN}
    assert client.post(confirm, other).status_code == 422
    answer = client.post(confirm, {"key_id": key.pk, "pin_code": "991122"})
    assert answer.status_code == 422
    assert "còn 4 lần thử" in answer.content.decode()
    assert "991122" not in answer.content.decode()
    row.refresh_from_db()
    assert row.state == RequestState.WAITING


def test_without_a_key_the_page_leads_to_one(people: Cast):
    row = batch(people)
    found = body(signed_in(people, "leader"), f"{LIST}{row.pk}/")
    assert "chưa có khóa ký" in found
    assert "pin_code" not in found


def test_progress_is_asked_for_until_the_end(people: Cast, key: SigningKey):
    row = batch(people)
    client, page = signed_in(people, "leader"), f"{LIST}{row.pk}/"
    assert "Ký 2 văn bản" in body(client, page)
    answer = client.post(f"{page}ky/", {"key_id": key.pk, "pin_code": PIN})
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    running = body(client, page, hx_request="true")
    assert "Đã ký 0/2" in running
    assert f'hx-get="{page}"' in running
    assert "<html" not in running
    assert "pin_code" not in body(client, page)
    assert client.post(f"{page}ky/", {"key_id": key.pk, "pin_code": PIN}).status_code == 403
    run_all(at=now())
    done = body(client, page, hx_request="true")
    assert "Đã ký 2/2" in done
    assert "hx-get" not in done
    assert row.title in body(client, LIST)


def test_a_cancelled_batch_asks_for_nothing(people: Cast, key: SigningKey):
    row = batch(people)
    client = signed_in(people, "clerk")
    assert client.post(f"{LIST}{row.pk}/huy/").status_code == 302
    found = body(signed_in(people, "leader"), f"{LIST}{row.pk}/")
    assert "pin_code" not in found
    assert "Đã hủy" in found


def test_lists_of_batches_cost_the_same_however_long(people: Cast, key: SigningKey):
    row = batch(people, letters=1)
    leader, clerk = signed_in(people, "leader"), signed_in(people, "clerk")
    pages = [(leader, LIST), (clerk, LIST), (leader, f"{LIST}{row.pk}/")]
    before = [queries_of(*page) for page in pages]
    bigger = [batch(people, letters=3, first=10 * number) for number in (1, 2, 3)]
    pages[2] = (leader, f"{LIST}{bigger[0].pk}/")
    assert [queries_of(*page) for page in pages] == before
    assert before == BATCHES


def test_lists_of_keys_cost_the_same_however_long(people: Cast, key: SigningKey):
    keeper(people)
    admin, leader = signed_in(people, "it_second"), signed_in(people, "leader")
    more(people, Purpose.SEAL, 1)
    pages = [(leader, OWN), (admin, f"{OWN}co-quan/")]
    before = [queries_of(*page) for page in pages]
    for number in (2, 3):
        more(people, Purpose.SEAL, number)
        more(people, Purpose.PERSON, number)
    assert [queries_of(*page) for page in pages] == before
    assert before == KEYS


def more(people: Cast, purpose: Purpose, number: int) -> None:
    who = "leader" if purpose == Purpose.PERSON else "it_second"
    actions.enrol_soft_key(
        actor=fresh(people, who), at=today(), pkcs12=p12(f"{purpose} {number}", at=today()),
        password=FILE_PASSWORD, pin=PIN, purpose=purpose,
    )  # fmt: skip
