"""Incoming letters through the API: refusals first, then every verb."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from congvu.core.files.factories import pdf
from congvu.core.files.models import Blob
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.office.documents.models import Incoming
from congvu.office.work.factories import Cast, cast
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "data", "status"}


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "issuer_name": "UBND huyện Hiệp Hòa",
        "issued_on": str(local_date(now()) - timedelta(days=2)),
        "subject": "Về việc báo cáo kết quả chuyển đổi số",
        "code": "647/UBND-VP",
        "kind": "cong_van",
    } | changes


def check(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    assert answer.status_code == status, answer.content.decode()
    body: dict[str, Any] = answer.json()
    if status >= 400:
        assert set(body) == SHAPE and body["status"] == status
        assert code in ("", body["code"]), body
    return body


def upload(name: str = "van-ban.pdf", content: bytes | None = None) -> io.BytesIO:
    file = io.BytesIO(content or pdf("Van ban"))
    file.name = name
    return file


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def clerk(people: Cast) -> Caller:
    return Caller(people.actor("clerk"))


def letter(clerk: Caller, **changes: Any) -> dict[str, Any]:
    return check(clerk.post("/documents/incoming", {"fields": fields(**changes)}), 201)


def version_of(row: dict[str, Any]) -> int:
    return Incoming.objects.values_list("version", flat=True).get(pk=row["id"])


def act(caller: Caller, row: dict[str, Any], verb: str, status: int = 200, **body: Any) -> Any:
    sent = {"version": version_of(row)} | body
    return check(caller.post(f"/documents/incoming/{row['id']}/{verb}", sent), status)


# Refusals: who


def test_nobody_reads_or_writes_without_a_token(clerk: Caller) -> None:
    row = letter(clerk)
    for path in ("", f"/{row['id']}", "/counts", "/duplicates"):
        check(clerk.client.get(f"/api/v1/documents/incoming{path}"), 401, "not_signed_in")
    for path in ("", "/receive", "/batch-direct", f"/{row['id']}/finish"):
        url = f"/api/v1/documents/incoming{path}"
        check(clerk.client.post(url, {}, content_type="application/json"), 401)


def test_a_token_of_another_scope_is_refused(people: Cast) -> None:
    reader = Caller(people.actor("clerk"), scopes=("documents.incoming.read",))
    check(reader.post("/documents/incoming", {"fields": fields()}), 403, "not_allowed")
    assert check(reader.get("/documents/incoming"), 200)["items"] == []
    stranger = Caller(people.actor("clerk"), scopes=("organisation.",))
    check(stranger.get("/documents/incoming"), 403, "not_allowed")


def test_a_stranger_finds_nothing_and_a_member_hears_why_not(people: Cast, clerk: Caller) -> None:
    row = letter(clerk)
    stranger = Caller(cast("hiephoa", "UBND huyện Hiệp Hòa").actor("clerk"))
    path = f"/documents/incoming/{row['id']}"
    check(stranger.get(path), 404, "not_found")
    check(stranger.post(f"{path}/keep", {"version": 1}), 404, "not_found")
    check(Caller(people.actor("it_officer")).get(path), 404)
    check(
        Caller(people.actor("leader")).post(f"{path}/present", {"version": 1, "to_post_id": 1}), 403
    )
    check(Caller(people.actor("it_head")).post("/documents/incoming", {"fields": fields()}), 403)
    assert Incoming.objects.count() == 1


# Refusals: what


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "a\x00b"), ("subject", "a\ud800b"), ("subject", "x" * 5_000), ("subject", 7),
        ("issued_on", "31/12/2020"), ("issued_on", "2999-01-01"), ("issuer_id", 10**19),
        ("issuer_id", 10**9), ("pages", 0), ("urgency", 7), ("kind", "la_thu"), ("la", 1),
        ("arrived_at", "2026-11-23T08:00:00"), ("arrived_at", "2999-11-23T08:00:00Z"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_stays(clerk: Caller, field: str, value: Any) -> None:
    for path in ("", "/receive"):
        body = check(
            clerk.post(f"/documents/incoming{path}", {"fields": fields(**{field: value})}), 422
        )
        assert field in ".".join(body["data"]["fields"])
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "code=%00", "code=" + "x" * 61, "state=nowhere", "holder_unit_id=0", "cursor=%F0%9F",
        "holder_unit_id=99999999999999999999", "arrived_from=20201-1-1", "limit=201", "mine=maybe",
        "arrived_from=2026-02-01&arrived_to=2026-01-01", "code=%ED%A0%80" + "x" * 60,
    ],
)  # fmt: skip
def test_questions_that_make_no_sense_are_refused(clerk: Caller, query: str) -> None:
    answer = clerk.client.get(f"/api/v1/documents/incoming?{query}", headers=clerk.headers)
    assert answer.status_code in (400, 422), answer.content
    assert set(answer.json()) == SHAPE


def test_an_address_with_an_impossible_id_is_refused(clerk: Caller) -> None:
    check(clerk.get(f"/documents/incoming/{2**63}"), 422)
    check(clerk.get("/documents/incoming/0"), 422)
    check(clerk.get("/documents/incoming/abc"), 404)


def test_a_post_needs_its_key_and_a_key_its_body(clerk: Caller) -> None:
    body = {"fields": fields()}
    check(clerk.post("/documents/incoming", body, key="ngắn".encode().decode("latin1")[:3]), 422)
    first = check(clerk.post("/documents/incoming", body, key="vao-so-001"), 201)
    again = clerk.post("/documents/incoming", body, key="vao-so-001")
    assert check(again, 201) == first and again["Idempotency-Replayed"] == "true"
    other = {"fields": fields(subject="Việc khác")}
    check(clerk.post("/documents/incoming", other, key="vao-so-001"), 409, "idempotency_key_reused")
    assert Incoming.objects.count() == 1


def test_who_is_late_gets_the_letter_as_it_is_now(people: Cast, clerk: Caller) -> None:
    row = letter(clerk)
    leader = people.posts["leader"].pk
    act(clerk, row, "present", to_post_id=leader)
    late = act(clerk, row, "keep", 409, version=row["version"])
    assert late["code"] == "stale"
    assert late["data"]["current"]["state"] == "presented"
    assert late["data"]["version"] == late["data"]["current"]["version"] == row["version"] + 1


def test_a_verb_out_of_turn_is_refused(people: Cast, clerk: Caller) -> None:
    row = letter(clerk)
    act(clerk, row, "keep", remark="Chỉ để biết")
    assert (
        act(clerk, row, "present", 409, to_post_id=people.posts["leader"].pk)["code"]
        == "wrong_state"
    )
    act(clerk, row, "reopen", 422, reason=" ")
    check(clerk.post(f"/documents/incoming/{row['id']}/reopen", {"reason": "x"}), 422)


def test_the_same_letter_twice_is_noticed(clerk: Caller) -> None:
    row = letter(clerk)
    answer = check(clerk.post("/documents/incoming", {"fields": fields()}), 409, "duplicate_letter")
    assert answer["data"]["found"][0]["id"] == row["id"]
    asked = {
        "code": "647/ubnd-vp",
        "issued_on": fields()["issued_on"],
        "issuer_name": fields()["issuer_name"],
    }
    assert [
        one["id"] for one in check(clerk.get("/documents/incoming/duplicates", asked), 200)["items"]
    ] == [row["id"]]
    body = {"fields": fields(), "accept_duplicate": True}
    assert check(clerk.post("/documents/incoming", body), 201)["number"] == row["number"] + 1


# Files


def test_a_letter_is_registered_with_its_files_in_one_call(clerk: Caller) -> None:
    form = fields() | {"main": upload(), "attachments": [upload("phu-luc.pdf", pdf("Phu luc"))]}
    row = check(clerk.post("/documents/incoming/register-with-files", form=form), 201)
    shown = check(clerk.get(f"/documents/incoming/{row['id']}"), 200)
    assert [(f["name"], f["use"]) for f in shown["files"]] == [
        ("van-ban.pdf", "main"), ("phu-luc.pdf", "attachment"),
    ]  # fmt: skip
    bytes_ = clerk.client.get(shown["files"][0]["url"], headers=clerk.headers)
    assert b"".join(bytes_.streaming_content) == pdf("Van ban")
    stranger = Caller(cast("hiephoa", "UBND huyện Hiệp Hòa").actor("clerk"))
    check(stranger.client.get(shown["files"][0]["url"], headers=stranger.headers), 404)


def test_a_repeated_call_with_files_is_done_once(clerk: Caller) -> None:
    url = "/documents/incoming/register-with-files"
    first = clerk.post(url, form=fields() | {"main": upload()}, key="kem-tep-1")
    again = clerk.post(url, form=fields() | {"main": upload()}, key="kem-tep-1")
    assert check(first, 201) == check(again, 201) and again["Idempotency-Replayed"] == "true"
    other = clerk.post(url, form=fields() | {"main": upload(content=pdf("Khac"))}, key="kem-tep-1")
    check(other, 409, "idempotency_key_reused")
    assert Incoming.objects.count() == 1 and Blob.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00" * 50, b"<html></html>", b"%PDF-1.4 broken"])
def test_a_bad_file_leaves_nothing(clerk: Caller, content: bytes) -> None:
    form = fields() | {"main": upload(content=content or b" ")}
    if not content:
        form["main"] = io.BytesIO(b"")
        form["main"].name = "rong.pdf"
    check(clerk.post("/documents/incoming/register-with-files", form=form), 422)
    assert not Incoming.objects.exists() and not Blob.objects.exists()


def test_the_content_of_a_secret_letter_never_enters(clerk: Caller) -> None:
    form = fields(secrecy=1, subject="") | {"main": upload()}
    check(clerk.post("/documents/incoming/register-with-files", form=form), 422, "secret_content")
    sent = {"letter": "incoming", "secrecy": 2, "file": upload()}
    check(clerk.post("/documents/uploads", form=sent), 422, "secret_content")
    assert not Blob.objects.exists()
    taken = check(
        clerk.post("/documents/uploads", form={"letter": "incoming", "file": upload()}), 201
    )
    body = {"fields": fields(secrecy=1, subject=""), "papers": [{"upload": taken["upload"]}]}
    check(clerk.post("/documents/incoming", body), 422, "secret_content")
    assert not Incoming.objects.exists()


def test_an_upload_serves_only_who_brought_it_for_what_it_was_judged(
    people: Cast, clerk: Caller
) -> None:
    sent = {"letter": "incoming", "use": "main", "file": upload()}
    ticket = check(clerk.post("/documents/uploads", form=sent), 201)["upload"]
    other = organisation.seat(Role.CLERK, agency=people.agency, at=now())
    for caller, paper in (
        (clerk, {"upload": "x" + ticket}),
        (clerk, {"upload": ticket, "use": "attachment"}),
        (Caller(other), {"upload": ticket}),
    ):
        check(caller.post("/documents/incoming", {"fields": fields(), "papers": [paper]}), 422)
    row = letter(clerk, subject="Không tệp", code="1/A")
    body = {"fields": fields(), "papers": [{"upload": ticket}]}
    made = check(clerk.post("/documents/incoming", body), 201)
    assert made["number"] == row["number"] + 1
    assert len(check(clerk.get(f"/documents/incoming/{made['id']}"), 200)["files"]) == 1


# The verbs


def test_a_letter_goes_through_the_agency(people: Cast, clerk: Caller) -> None:
    leader, head, officer = (
        Caller(people.actor(key)) for key in ("leader", "it_head", "it_officer")
    )
    waiting = check(clerk.post("/documents/incoming/receive", {"fields": fields()}), 201)
    assert waiting["state"] == "arrived" and waiting["number"] is None
    row = act(clerk, waiting, "register", fields=fields(), papers=[])
    assert (row["state"], row["number"]) == ("registered", 1)
    act(clerk, row, "correct", fields=fields(note="Gấp"), reason="Bổ sung")
    act(clerk, row, "present", to_post_id=people.posts["leader"].pk, remark="Kính trình")
    due = str(local_date(now()) + timedelta(days=20))
    order = {
        "lead": {"unit_id": people.units["it"].pk},
        "support": [{"unit_id": people.units["post"].pk}],
    }
    act(leader, row, "direct", 422, lead={"unit_id": 1, "post_id": 2})
    assert act(leader, row, "direct", **order, instruction="Tham mưu", due_on=due)["due_on"] == due
    act(head, row, "assign", lead={"post_id": people.posts["it_officer"].pk})
    opened = check(officer.post(f"/documents/incoming/{row['id']}/open"), 200)
    assert [part["state"] for part in opened] == ["opened"]
    assert check(officer.post(f"/documents/incoming/{row['id']}/open"), 200) == []
    shown = check(officer.get(f"/documents/incoming/{row['id']}"), 200)
    assert shown["abilities"]["report"] and not shown["abilities"]["register"]
    assert len(shown["chain"]["parts"]) == 4 and shown["chain"]["lead_id"] == opened[0]["id"]
    later = str(local_date(now()) + timedelta(days=25))
    part = shown["chain"]["lead_id"]
    ask = {"due_on": later, "reason": "Chờ số liệu"}
    wish = check(officer.post(f"/work/assignments/{part}/ask-extension", ask), 201)
    check(officer.post(f"/documents/extensions/{wish['id']}/decide", {"granted": True}), 403)
    check(head.post(f"/work/extensions/{wish['id']}/decide", {"granted": True}), 404)
    check(
        head.post(
            f"/documents/extensions/{wish['id']}/decide", {"granted": False, "remark": "Không"}
        ),
        200,
    )
    act(officer, row, "return", reason="Không đúng việc")
    act(head, row, "forward", lead={"post_id": people.posts["it_second"].pk})
    mine = check(head.get(f"/documents/incoming/{row['id']}"), 200)
    act(head, row, "recall", assignment_id=mine["chain"]["lead_id"])
    act(head, row, "report", result="Đã làm")
    done = act(leader, row, "finish", result="Đã trả lời")
    assert done["state"] == "done" and done["closed_at"]
    assert act(clerk, row, "reopen", reason="Làm lại")["state"] == "presented"
    counts = check(clerk.get("/documents/incoming/counts"), 200)
    assert counts["presented"] == 1 and counts["done"] == 0


def test_a_letter_may_be_refused_or_kept(clerk: Caller) -> None:
    waiting = check(
        clerk.post("/documents/incoming/receive-with-files", form=fields() | {"main": upload()}),
        201,
    )
    assert act(clerk, waiting, "refuse", reason="Sai nơi nhận")["state"] == "refused"
    assert act(clerk, letter(clerk), "keep")["state"] == "done"


def test_many_at_once_each_with_its_outcome(people: Cast, clerk: Caller) -> None:
    items = [{"fields": fields(code=f"{n}/A")} for n in range(3)] + [{"fields": fields(subject="")}]
    answer = check(clerk.post("/documents/incoming/batch-register", {"items": items}), 200)
    assert (answer["done"], answer["refused"]) == (3, 1)
    assert [one["letter"] and one["letter"]["number"] for one in answer["outcomes"]] == [
        1,
        2,
        3,
        None,
    ]
    assert answer["outcomes"][3]["refused"]["code"] == "invalid"
    lead = {"unit_id": people.units["it"].pk}
    orders = [
        {
            "incoming_id": one["letter"]["id"],
            "version": one["letter"]["version"] - (place == 1),
            "lead": lead,
        }
        for place, one in enumerate(answer["outcomes"][:3])
    ]
    directed = check(
        Caller(people.actor("leader")).post("/documents/incoming/batch-direct", {"items": orders}),
        200,
    )
    assert [one["refused"] and one["refused"]["code"] for one in directed["outcomes"]] == [
        None,
        "stale",
        None,
    ]


# Lists


def test_pages_do_not_shift_when_letters_come_in_between(clerk: Caller) -> None:
    for n in range(7):
        letter(clerk, code=f"{n}/A")
    seen: list[int] = []
    cursor = ""
    while True:
        page = check(clerk.get("/documents/incoming", {"limit": 3, "cursor": cursor}), 200)
        seen += [row["number"] for row in page["items"]]
        letter(clerk, code=f"{len(seen)}/B{cursor[:3]}")
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_the_list_is_narrowed_and_costs_the_same_for_every_row(
    people: Cast, clerk: Caller, django_assert_num_queries: Any
) -> None:
    for n in range(5):
        letter(clerk, code=f"{n}/A", urgency=n % 2)
    clerk.get("/documents/incoming")
    with django_assert_num_queries(3):  # token with user, posts, the list
        assert len(check(clerk.get("/documents/incoming", {"limit": 100}), 200)["items"]) == 5
    ask = lambda **query: len(check(clerk.get("/documents/incoming", query), 200)["items"])  # noqa: E731
    assert ask(urgency_from=1) == 2
    assert ask(state=["registered", "done"]) == 5 and ask(state="done") == 0
    assert ask(code="3/a") == 1 and ask(kind="quyet_dinh") == 0
    assert ask(overdue="true") == 0 and ask(mine="true") == 0 and ask(watched="true") == 0
    assert ask(holder_unit_id=people.units["it"].pk) == 0
    assert ask(arrived_from=str(local_date(now()))) == 5
