"""Dossiers through the API: refusals, masking, every verb, batches, paper, tracking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.actions import set_day
from congvu.core.organisation.choices import DayKind, Role
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.factories import Desk, desk
from congvu.counter.dossiers.models import Dossier
from congvu.office.signing import factories as signing
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "data", "status"}
PHONE = "0912345678"


def check(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content.decode()
    body = answer.json()
    if status >= 400:
        assert set(body) == SHAPE and body["status"] == status
    return body


@pytest.fixture
def place() -> Desk:
    return desk()


@pytest.fixture
def clerk(place: Desk) -> Caller:
    return Caller(place.clerk)


@pytest.fixture
def officer(place: Desk) -> Caller:
    return Caller(place.officer)


@pytest.fixture
def leader(place: Desk) -> Caller:
    return Caller(place.leader)


def filing(place: Desk, **parts: Any) -> dict[str, Any]:
    who = {"name": "Nguyễn Thị Mẫu", "phone": PHONE, "identifier": "024185000123"}
    return {"procedure_code": place.code, "who": who} | parts


def received(place: Desk, clerk: Caller) -> dict[str, Any]:
    row: dict[str, Any] = check(clerk.post("/dossiers", filing(place)), 201)
    return row


def do(caller: Caller, row: dict[str, Any], verb: str, status: int = 200, **body: Any) -> Any:
    version = Dossier.objects.values_list("version", flat=True).get(pk=row["id"])
    return check(caller.post(f"/dossiers/{row['id']}/{verb}", {"version": version} | body), status)


def test_without_a_token_or_scope_nothing(place: Desk, clerk: Caller) -> None:
    row = received(place, clerk)
    for path in ("", f"/{row['id']}", "/register", "/doubts", "/figures"):
        check(clerk.client.get(f"/api/v1/dossiers{path}"), 401)
        check(Caller(place.clerk, scopes=("documents.",)).get(f"/dossiers{path}"), 403)
    narrow = Caller(place.clerk, scopes=("dossiers.dossier.read",))
    check(narrow.post("/dossiers", filing(place)), 403)
    do(narrow, row, "start", 403, unit_id=place.unit.pk)


def test_strangers_learn_nothing(place: Desk, clerk: Caller) -> None:
    row = received(place, clerk)
    stranger = Caller(organisation.seat(Role.LEADER))
    check(stranger.get(f"/dossiers/{row['id']}"), 404)
    check(stranger.get(f"/dossiers/{row['id']}/forms/1"), 404)
    do(stranger, row, "finish", 404)
    do(stranger, row, "accept", 404)
    assert check(stranger.get("/dossiers"), 200)["items"] == []


@pytest.mark.parametrize(
    "parts",
    [
        {"procedure_code": "9.999999"}, {"sets": 0}, {"result_way": "chim"}, {"người": 1},
        {"who": {"name": "Mẫu"}}, {"who": {"name": "Mẫu", "phone": "12"}}, {"title": "a\x00b"},
        {"term": {"amount": -1}}, {"channel": "online"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_takes_no_serial(
    place: Desk, clerk: Caller, parts: dict[str, Any]
) -> None:
    answer = clerk.post("/dossiers", filing(place, **parts))
    assert answer.status_code in (404, 409, 422), answer.content.decode()
    assert received(place, clerk)["code"].endswith("-0001")


def test_the_same_key_receives_once(place: Desk, clerk: Caller) -> None:
    body = filing(place)
    first = check(clerk.post("/dossiers", body, key="mot-lan-thoi"), 201)
    again = clerk.post("/dossiers", body, key="mot-lan-thoi")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert check(again, 201)["id"] == first["id"]
    other = clerk.post("/dossiers", filing(place, sets=2), key="mot-lan-thoi")
    assert check(other, 409)["code"] == "idempotency_key_reused"
    assert Dossier.objects.count() == 1


def test_lists_mask_numbers_and_run_by_cursor(
    place: Desk, clerk: Caller, officer: Caller, django_assert_max_num_queries: Any
) -> None:
    rows = [received(place, clerk) for _ in range(3)]
    page = check(clerk.get("/dossiers", {"limit": 2}), 200)
    rest = check(clerk.get("/dossiers", {"limit": 2, "cursor": page["next_cursor"]}), 200)
    ids = [row["id"] for row in page["items"] + rest["items"]]
    assert ids == [row["id"] for row in reversed(rows)]
    assert page["items"][0]["phone"] == "091•••5678"
    assert PHONE not in clerk.get("/dossiers").content.decode()
    assert check(officer.get("/dossiers"), 200)["items"] == [], "not in the officer's unit yet"
    assert check(clerk.get(f"/dossiers/{rows[0]['id']}"), 200)["applicant"]["phone"] == PHONE
    assert len(check(clerk.get("/dossiers", {"q": PHONE, "state": "accepted"}), 200)["items"]) == 3
    assert check(clerk.get("/dossiers", {"due": "late"}), 200)["items"] == []
    check(clerk.get("/dossiers", {"state": "lost"}), 422)
    check(clerk.get("/dossiers", {"cursor": "%%%"}), 422)


def test_two_act_at_once_and_the_later_sees_what_became_of_it(place: Desk, clerk: Caller) -> None:
    row = received(place, clerk)
    body = {"version": row["version"], "unit_id": place.unit.pk}
    check(clerk.post(f"/dossiers/{row['id']}/start", body), 200)
    late = check(clerk.post(f"/dossiers/{row['id']}/start", body), 409)
    assert late["code"] == "stale"
    assert late["data"]["current"]["state"] == "processing"
    do(clerk, row, "start", 409, unit_id=place.unit.pk)


def test_a_life_from_receipt_to_result(
    place: Desk, clerk: Caller, officer: Caller, leader: Caller
) -> None:
    row = received(place, clerk)
    assert row["official"] == 2
    do(clerk, row, "start", post_id=place.officer.post_id, remark="Xem sớm")
    do(clerk, row, "start", 422, unit_id=1, post_id=1)
    do(officer, row, "ask-supplement", 422, reason="Thiếu", points=[])
    asked = do(officer, row, "ask-supplement", reason="Thiếu", points=[{"text": "Bản sao"}])
    assert asked["official"] == 5
    do(clerk, row, "supply", remark="Đã nộp")
    do(officer, row, "ask-supplement", 403, reason="Nữa", points=[{"text": "Bản chính"}])
    do(officer, row, "ask-payment", text="Lệ phí 50.000 đồng")
    do(clerk, row, "confirm-payment", text="BL-01")
    do(leader, row, "extend", days=3, reason="Chờ ý kiến")
    assert do(leader, row, "extend", 409, days=3, reason="Nữa")["code"] == "already_extended"
    do(officer, row, "hand-over", unit_id=place.unit.pk)
    do(leader, row, "finish", 409)
    do(Caller(place.head), row, "propose", name="Giấy phép", code="12/GP")
    do(leader, row, "finish", remark="Đồng ý")
    assert do(clerk, row, "return", way="post")["state"] == "returned"
    whole = check(clerk.get(f"/dossiers/{row['id']}"), 200)
    assert [one["number"] for one in whole["forms"]] == [1, 2, 4, 6]
    assert [one["verb"] for one in whole["events"]][-3:] == ["propose", "finish", "return"]
    assert (whole["result"]["returned_way"], len(whole["waits"])) == ("post", 2)
    assert not any(whole["abilities"].values())


def test_refused_stopped_and_withdrawn(place: Desk, clerk: Caller, leader: Caller) -> None:
    body = filing(place, agency_id=place.agency.pk)
    waiting = check(clerk.post("/dossiers/file", body), 201)
    assert waiting["official"] == 1
    do(clerk, waiting, "refuse", 422, reason=" ")
    do(clerk, waiting, "refuse", reason="Không thuộc thẩm quyền")
    online = check(clerk.post("/dossiers/file", body), 201)
    assert do(clerk, online, "accept")["due_at"] is not None
    do(clerk, online, "start", unit_id=place.unit.pk)
    do(leader, online, "stop", reason="Người nộp đã mất")
    third = received(place, clerk)
    do(clerk, third, "start", unit_id=place.unit.pk)
    do(clerk, third, "withdraw", reason="Người nộp xin rút")


def test_many_are_handed_over_each_with_its_answer(place: Desk, clerk: Caller) -> None:
    ids = [received(place, clerk)["id"] for _ in range(2)]
    body = {"verb": "start", "dossier_ids": [*ids, ids[-1] + 99], "post_id": place.officer.post_id}
    told = check(clerk.post("/dossiers/batch", body), 200)
    assert (told["done"], told["refused"]) == (2, 1)
    assert told["outcomes"][2]["refused"]["code"] == "not_found"
    again = check(clerk.post("/dossiers/batch", body), 200)
    assert (again["done"], again["refused"]) == (0, 3)
    check(clerk.post("/dossiers/batch", body | {"post_id": None}), 422)


def test_forms_are_pdf_and_the_register_has_its_columns(place: Desk, clerk: Caller) -> None:
    row = received(place, clerk)
    answer = clerk.get(f"/dossiers/{row['id']}/forms/1")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    check(clerk.get(f"/dossiers/{row['id']}/forms/4"), 404)
    check(clerk.get(f"/dossiers/{row['id']}/forms/9"), 422)
    today = str(local_date(now()))
    lines = check(clerk.get("/dossiers/register", {"first": today, "last": today}), 200)
    assert [line["code"] for line in lines] == [row["code"]]
    (field,) = check(clerk.get("/dossiers/figures", {"first": today, "last": today}), 200)
    assert (field["received_direct"], field["pending_in_time"]) == (1, 1)


def test_tracking_tells_no_more_than_the_public_page(place: Desk, clerk: Caller) -> None:
    row = received(place, clerk)
    found = check(clerk.post("/dossiers/track", {"code": row["code"], "digits": "5678"}), 200)
    assert found["applicant"] == "Nguyễn T. M."
    wrong = [{"code": row["code"], "digits": "0000"}, {"code": "H02.1-1", "digits": "5678"}]
    told = {check(clerk.post("/dossiers/track", body), 404)["message"] for body in wrong}
    assert len(told) == 1
    for _ in range(10):
        clerk.post("/dossiers/track", wrong[0])
    check(clerk.post("/dossiers/track", {"code": row["code"], "digits": "5678"}), 429)


def test_dates_after_an_edit_of_the_calendar_wait_for_a_decision(
    place: Desk, clerk: Caller
) -> None:
    row, system = received(place, clerk), system_actor()
    day = local_date(now()) + timedelta(days=5)
    while day.weekday() > 4:
        day += timedelta(days=1)
    set_day(actor=system, day=day, kind=DayKind.HOLIDAY, name="Nghỉ bão", at=now())
    actions.look_at_dates(actor=system, at=now())
    (doubt,) = check(clerk.get("/dossiers/doubts"), 200)["items"]
    assert doubt["dossier_id"] == row["id"] and doubt["kept"] < doubt["reckoned"]
    moved = do(clerk, row, "redate", shift=True)
    assert moved["due_at"] == doubt["reckoned"]
    assert check(clerk.get("/dossiers/doubts"), 200)["items"] == []


@pytest.mark.django_db(transaction=True)
def test_a_form_is_sealed_once_for_a_key(place: Desk) -> None:
    dossier = place.started()
    key = signing.enrol_seal(place.agency.pk, place.agency.name, now())
    clerk = Caller(place.clerk)
    path, body = f"/dossiers/{dossier.pk}/forms/1/sign", {"key_id": key.pk, "pin": signing.PIN}
    first = clerk.post(path, body, key="ky-mot-lan-thoi")
    assert first.status_code == 201, first.content.decode()
    assert clerk.post(path, body, key="ky-mot-lan-thoi").json() == first.json()
    assert clerk.get(f"/files/{first.json()['id']}/content").status_code == 200
