"""Registering keys through the API: who may, what is refused, and that no secret comes back."""

from __future__ import annotations

import base64

import pytest

from congvu.core.kernel.clock import now
from congvu.office.signing.choices import KeyState, Purpose
from congvu.office.signing.factories import FILE_PASSWORD, PIN, p12
from congvu.office.signing.models import SigningKey
from congvu.office.work.factories import Cast, cast
from congvu.project.api.models import KeptAnswer
from congvu.project.api.testing import Caller
from congvu.project.api.tests.test_outgoing import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def file(**changes: object) -> dict[str, object]:
    pkcs12 = base64.b64encode(p12("Nguyễn Văn Bình", at=now())).decode()
    return {"pkcs12": pkcs12, "password": FILE_PASSWORD, "pin": PIN} | changes


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"pkcs12": "không phải base64"}, 422),
        ({"pkcs12": base64.b64encode(b"rac").decode()}, 422),
        ({"password": "sai"}, 422),
        ({"pin": "123"}, 422),
        ({"purpose": "khac"}, 422),
        ({"purpose": "seal"}, 403),
        ({"purpose": "envelope", "pin": ""}, 403),
    ],
)
def test_what_is_wrong_or_not_allowed_registers_nothing(
    people: Cast, changes: dict[str, object], status: int
) -> None:
    check(Caller(people.actor("it_officer")).post("/signing/keys/soft", file(**changes)), status)
    assert not SigningKey.objects.exists()


def test_a_key_is_not_registered_for_somebody_else(people: Cast) -> None:
    leader = people.actor("leader").user_id
    body = file(owner_id=leader)
    check(Caller(people.actor("it_officer")).post("/signing/keys/soft", body), 403)
    assert not SigningKey.objects.exists()


def test_a_token_that_is_not_in_the_settings_is_refused(people: Cast) -> None:
    officer = Caller(people.actor("it_officer"))
    token = {"module": "/lib/khong-co.so", "token": "ky", "key": "ky", "pin": PIN}
    assert officer.post("/signing/keys/token", token).status_code in (422, 503)
    remote = {"service": "khong-co", "credential": "1"}
    assert officer.post("/signing/keys/remote", remote).status_code in (422, 503)
    assert not SigningKey.objects.exists()


def test_a_key_file_is_registered_once_and_listed(people: Cast) -> None:
    officer = Caller(people.actor("it_officer"))
    body = file(label="Khóa của tôi")
    made = check(officer.post("/signing/keys/soft", body, key="khoa-0001"), 201)
    assert (made["label"], made["purpose"], made["name"]) == (
        "Khóa của tôi", "person", "Nguyễn Văn Bình",
    )  # fmt: skip
    again = officer.post("/signing/keys/soft", body, key="khoa-0001")
    assert again.json()["id"] == made["id"]
    assert SigningKey.objects.count() == 1
    check(officer.post("/signing/keys/soft", body), 409)
    assert [key["id"] for key in check(officer.get("/signing/keys"), 200)] == [made["id"]]
    kept = b"".join(bytes(row.body) for row in KeptAnswer.objects.all())
    assert PIN.encode() not in kept
    assert FILE_PASSWORD.encode() not in kept


def test_a_key_is_disabled_by_its_owner_only(people: Cast) -> None:
    officer = Caller(people.actor("it_officer"))
    made = check(officer.post("/signing/keys/soft", file()), 201)
    address = f"/signing/keys/{made['id']}/disable"
    check(Caller(people.actor("leader")).post(address), 404)
    check(officer.post(address), 200)
    key = SigningKey.objects.get()
    assert (key.state, key.purpose) == (KeyState.DISABLED, Purpose.PERSON)
    check(officer.post(address), 409)
