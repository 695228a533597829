"""The API root: who calls, refusals in one shape, pages by cursor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from congvu.core.accounts.actions import revoke_token
from congvu.core.accounts.models import AccessToken
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories
from congvu.core.organisation.choices import Role
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "data", "status"}


def check(response, status: int, code: str = "") -> dict:
    assert response.status_code == status, response.content
    body = response.json()
    assert set(body) == SHAPE and body["status"] == status
    assert body["message"].endswith(".") and body["message"][0].isupper()
    if code:
        assert body["code"] == code
    return body


@pytest.fixture
def clerk():
    return factories.seat(Role.CLERK, at=now(), name="Nguyễn Thị Lan")


def test_a_stranger_is_refused_in_the_one_shape() -> None:
    client = Client()
    assert check(client.get("/api/v1/me"), 401)["code"] == "not_signed_in"
    for bad in ("Bearer x", "Bearer cv_aaaaaaaa_bbb", "Bearer ", "Basic YTpi", "Bearer cv_\x7f_"):
        check(client.get("/api/v1/me", headers={"Authorization": bad}), 401)


def test_a_revoked_expired_or_disabled_token_is_refused_at_once(clerk) -> None:
    caller = Caller(clerk)
    assert caller.get("/me").json()["name"] == "Nguyễn Thị Lan"
    token = AccessToken.objects.get()
    AccessToken.objects.update(expires_at=now() - timedelta(seconds=1))
    check(caller.get("/me"), 401)
    AccessToken.objects.update(expires_at=now() + timedelta(days=1))
    token.user.is_active = False
    token.user.save()
    check(caller.get("/me"), 401)
    token.user.is_active = True
    token.user.save()
    assert caller.get("/me").status_code == 200
    token.refresh_from_db()
    revoke_token(actor=system_actor(), token=token, at=now())
    check(caller.get("/me"), 401)


def test_the_secret_is_not_in_the_database_and_its_use_is_noted_sparingly(
    clerk, django_assert_num_queries
) -> None:
    caller = Caller(clerk)
    token = AccessToken.objects.get()
    assert caller.secret.split("_", 2)[2] not in str(token.__dict__)
    caller.get("/organisation/people")
    token.refresh_from_db()
    assert token.last_used_at is not None
    with django_assert_num_queries(3):  # token with user, posts, the list itself
        caller.get("/organisation/people")


def test_reading_a_room_needs_a_scope_of_that_room(clerk) -> None:
    caller = Caller(clerk, scopes=("documents.incoming.",))
    check(caller.get("/organisation/people"), 403, "not_allowed")
    assert caller.get("/me").json()["scopes"] == ["documents.incoming."]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/khong-co", 404),
        ("get", "/api/", 404),
        ("post", "/api/v2/me", 404),
        ("delete", "/api/v1/me", 405),
        ("post", "/api/v1/me", 405),
        ("get", "/api/v1/organisation/agencies/0", 404),
        ("get", f"/api/v1/organisation/agencies/{2**63}", 404),
        ("get", "/api/v1/organisation/agencies/abc", 422),
        ("get", "/api/v1/organisation/agencies?limit=0", 422),
        ("get", "/api/v1/organisation/agencies?limit=x", 422),
        ("get", "/api/v1/organisation/agencies?on=31/12/2020", 422),
        ("get", "/api/v1/organisation/agencies?cursor=%%%", 422),
        ("get", "/api/v1/organisation/agencies?cursor=W10", 422),
        ("get", "/api/v1/organisation/agencies?cursor=W3siYSI6MX0sMV0", 422),
        ("get", "/api/v1/organisation/agencies?q=%00", 400),
        ("get", "/api/v1/organisation/agencies?q=" + "a" * 201, 422),
    ],
)
def test_refusals_have_one_shape(clerk, method: str, path: str, status: int) -> None:
    caller = Caller(clerk)
    check(getattr(caller.client, method)(path, headers=caller.headers), status)


def test_the_fields_that_are_wrong_are_named(clerk) -> None:
    body = check(Caller(clerk).post("/organisation/delegations", {"scopes": "x"}), 422, "invalid")
    assert body["data"]["fields"]["scopes"] == ["Phải là một danh sách."]
    assert body["data"]["fields"]["starts_at"] == ["Thiếu trường này."]


def test_bodies_of_another_kind_or_size_are_refused_unread(clerk) -> None:
    caller = Caller(clerk)
    url, headers = "/api/v1/organisation/delegations", caller.headers | {"Idempotency-Key": "a" * 9}
    post = caller.client.post
    check(post(url, b"<a/>", content_type="application/xml", headers=headers), 415)
    check(post(url, b"{", content_type="application/json", headers=headers), 400)
    check(post(url, b"\xff\xfe", content_type="application/json", headers=headers), 400)
    with override_settings(CONGVU_API_MAX_BYTES=10):
        check(post(url, b"{" * 20, content_type="application/json", headers=headers), 413)
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        check(post(url, b"[" * 20, content_type="application/json", headers=headers), 413)


def test_too_many_calls_are_asked_to_wait(clerk) -> None:
    caller = Caller(clerk)
    with override_settings(CONGVU_API_CALLS_PER_MINUTE=1):
        answers = [caller.get("/me") for _ in range(3)]  # three calls meet at most two minutes
    last = next(a for a in answers if a.status_code != 200)
    check(last, 429, "too_many_requests")
    assert int(last["Retry-After"]) > 0


def test_a_crash_keeps_the_shape(clerk, monkeypatch) -> None:
    monkeypatch.setattr("congvu.core.organisation.queries.search_agencies", lambda *a, **k: 1 / 0)
    check(Caller(clerk).get("/organisation/agencies"), 500, "error")


def test_a_signed_in_person_calls_with_the_session_and_the_csrf_header(clerk) -> None:
    from congvu.core.accounts.models import User

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.get(pk=clerk.user_id))
    assert client.get("/api/v1/me").json()["scopes"] is None
    answer = client.post(
        "/api/v1/organisation/delegations", {}, content_type="application/json",
        headers={"Idempotency-Key": "khoa-0001"},
    )  # fmt: skip
    check(answer, 403)


def test_all_agencies_are_walked_by_cursor_once_each_and_in_order(clerk) -> None:
    caller = Caller(clerk)
    for i in range(25):
        factories.agency(f"Xã Số {i % 5}")
    seen, cursor, calls = [], "", 0
    while True:
        page = caller.get("/organisation/agencies", {"limit": 7, "cursor": cursor}).json()
        seen += [row["id"] for row in page["items"]]
        cursor, calls = page["next_cursor"], calls + 1
        if not cursor:
            break
    from congvu.core.organisation.models import Agency

    assert seen == list(Agency.objects.values_list("id", flat=True)) and calls == 4


def test_people_of_the_own_agency_only(clerk) -> None:
    factories.seat(Role.LEADER, at=now(), name="Người Cơ Quan Khác")
    names = [row["name"] for row in Caller(clerk).get("/organisation/people").json()["items"]]
    assert names == ["Nguyễn Thị Lan"]


def test_a_closed_code_is_found_by_the_letters_date(clerk) -> None:
    from datetime import date

    row = factories.agency("Sở Cũ")
    factories.agency_code(row, "H02.15", valid_to=date(2025, 6, 30))
    caller = Caller(clerk)
    path = "/organisation/agencies/by-code/H02.15"
    assert caller.get(path, {"on": "2024-01-01"}).json()["name"] == "Sở Cũ"
    check(caller.get(path, {"on": "2025-07-01"}), 404)


def test_the_document_tells_every_refusal_and_the_key(clerk) -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "404", "422", "429"} <= set(operation["responses"]), path
            names = [p["name"] for p in operation.get("parameters", [])]
            assert ("Idempotency-Key" in names) == (method == "post"), path
            assert operation["summary"] and operation["security"]


def test_the_documentation_page_loads_nothing_from_elsewhere() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "//cdn" not in page and "https://" not in page
