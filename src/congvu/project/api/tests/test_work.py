"""Work through the API: tasks, opinions, extensions, reminders, notes, following, desks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from congvu.core.kernel.clock import local_date, now
from congvu.core.notifications.models import Notice
from congvu.office.work.factories import Cast, cast
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "data", "status"}


def due() -> str:
    """Asked when a test runs: a run may begin on one day and end on the next."""
    return str(local_date(now()) + timedelta(days=20))


def check(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content.decode()
    body = answer.json() if answer.content else None
    if status >= 400:
        assert set(body) == SHAPE and body["status"] == status
    return body


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def callers(people: Cast) -> dict[str, Caller]:
    return {name: Caller(actor) for name, actor in people.actors.items()}


@pytest.fixture
def task(people: Cast, callers: dict[str, Caller]) -> dict[str, Any]:
    body = {
        "title": "Rà soát chữ ký số", "due_on": due(),
        "lead": {"unit_id": people.units["it"].pk},
        "support": [{"post_id": people.posts["post_officer"].pk}],
    }  # fmt: skip
    return check(callers["leader"].post("/work/tasks", body), 201)


def test_work_is_for_who_signed_in_with_the_scope(people: Cast, callers: dict[str, Caller]) -> None:
    for path in ("inbox", "overdue", "counts", "opinions", "watched", "tasks", "tasks/1"):
        check(callers["leader"].client.get(f"/api/v1/work/{path}"), 401)
        check(Caller(people.actor("leader"), scopes=("documents.",)).get(f"/work/{path}"), 403)
    narrow = Caller(people.actor("leader"), scopes=("work.watch.",))
    check(narrow.post("/work/tasks", {"title": "x"}), 403)


def test_a_stranger_finds_no_task_and_no_part_of_a_letter(
    people: Cast, callers: dict[str, Caller], task: dict[str, Any]
) -> None:
    stranger = Caller(cast("hiephoa", "UBND huyện Hiệp Hòa").actor("leader"))
    check(stranger.get(f"/work/tasks/{task['id']}"), 404)
    part = task["lead_id"]
    for verb, words in (("return", {"reason": "x"}), ("finish", {"result": "x"}), ("hand-on", {})):
        body = {"assignment_id": part, **words}
        check(stranger.post(f"/work/tasks/{task['id']}/{verb}", body), 404)
    check(stranger.post(f"/work/assignments/{part}/remind", {}), 404)
    check(
        callers["it_head"].post(
            f"/work/tasks/{task['id']}/finish", {"assignment_id": part + 99, "result": "x"}
        ),
        404,
    )
    check(callers["clerk"].get(f"/work/tasks/{task['id']}"), 404)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""}, {"title": "a\x00"}, {"title": "a\ud800"}, {"title": "x" * 301}, {"title": 1},
        {"due_on": "hôm qua"}, {"due_on": "2020-01-01"}, {"lead": {}}, {"lead": {"unit_id": 10**9}},
        {"lead": {"unit_id": 10**20}}, {"urgency": -1}, {"người": 1},
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_is_refused(
    people: Cast, callers: dict[str, Caller], changes: dict[str, Any]
) -> None:
    body = {"title": "Việc", "lead": {"unit_id": people.units["it"].pk}} | changes
    check(callers["leader"].post("/work/tasks", body), 422)
    assert check(callers["leader"].get("/work/tasks"), 200)["items"] == []


def test_a_task_is_given_worked_on_and_closed(
    people: Cast, callers: dict[str, Caller], task: dict[str, Any]
) -> None:
    path, head, officer = f"/work/tasks/{task['id']}", callers["it_head"], callers["it_officer"]
    assert [
        row["part"] for row in check(head.get("/work/inbox", {"kind": "work.task"}), 200)["items"]
    ] == ["lead"]
    check(head.post(f"{path}/open"), 200)
    own = {"assignment_id": task["lead_id"]}
    given = check(
        head.post(f"{path}/hand-on", own | {"lead": {"post_id": people.posts["it_officer"].pk}}),
        200,
    )
    check(head.post(f"{path}/recall", {"assignment_id": given["lead_id"]}), 200)
    given = check(
        head.post(
            f"{path}/hand-on",
            own | {"lead": {"post_id": people.posts["it_officer"].pk}, "due_on": due()},
        ),
        200,
    )
    mine = {"assignment_id": given["lead_id"]}
    check(officer.post(f"{path}/progress", {"percent": 101}), 422)
    assert (
        check(officer.post(f"{path}/progress", {"percent": 40, "text": "Đang làm"}), 200)[
            "progress"
        ]
        == 40
    )
    later = str(local_date(now()) + timedelta(days=15))
    check(
        officer.post(
            f"/work/assignments/{mine['assignment_id']}/ask-extension",
            {"due_on": later, "reason": "x"},
        ),
        422,
    )
    later = str(local_date(now()) + timedelta(days=30))
    asked = check(
        officer.post(
            f"/work/assignments/{mine['assignment_id']}/ask-extension",
            {"due_on": later, "reason": "Chờ"},
        ),
        201,
    )
    check(head.post(f"/documents/extensions/{asked['id']}/decide", {"granted": False}), 404)
    check(
        head.post(f"/work/extensions/{asked['id']}/decide", {"granted": False, "remark": "Không"}),
        200,
    )
    check(head.post(f"/work/assignments/{mine['assignment_id']}/remind", {"text": "Gấp"}), 200)
    check(head.post(f"/work/assignments/{mine['assignment_id']}/remind", {}), 409)
    note = {"matter_id": given["matter"]["id"], "text": "Đã liên hệ"}
    check(officer.post("/work/notes", note), 201)
    check(officer.post(f"{path}/return", mine | {"reason": "Nhầm"}), 200)
    check(head.post(f"{path}/finish", own | {"result": "Xong"}), 200)
    leader = callers["leader"]
    seen = check(leader.get(path), 200)["matter"]["version"]
    late = check(leader.post(f"{path}/close", {"version": seen - 1, "result": "Xong"}), 409)
    assert late["data"]["current"]["version"] == seen
    closed = check(leader.post(f"{path}/close", {"version": seen, "result": "Xong"}), 200)
    assert closed["matter"]["state"] == "closed"
    again = {"version": closed["matter"]["version"], "reason": "Thêm việc"}
    assert check(leader.post(f"{path}/reopen", again), 200)["matter"]["state"] == "open"


def test_opinions_are_asked_answered_and_withdrawn(
    people: Cast, callers: dict[str, Caller], task: dict[str, Any]
) -> None:
    about = {"kind": "work.task", "id": task["id"]}
    body = {
        "subject": about,
        "question": "Có vướng gì không?",
        "targets": [{"unit_id": people.units["post"].pk}],
    }
    check(callers["clerk"].post("/work/opinions", body), 404)
    check(callers["it_head"].post("/work/opinions", body | {"targets": []}), 422)
    one = check(callers["it_head"].post("/work/opinions", body), 201)[0]
    assert [
        row["id"] for row in check(callers["post_head"].get("/work/opinions"), 200)["items"]
    ] == [one["id"]]
    check(callers["post_officer"].post(f"/work/opinions/{one['id']}/answer", {"answer": "x"}), 403)
    answer = check(
        callers["post_head"].post(
            f"/work/opinions/{one['id']}/answer", {"answer": "Không", "agrees": True}
        ),
        200,
    )
    assert answer["agrees"] is True
    check(callers["post_head"].post(f"/work/opinions/{one['id']}/answer", {"answer": "x"}), 409)
    two = check(
        callers["it_head"].post(
            "/work/opinions", body | {"targets": [{"post_id": people.posts["clerk"].pk}]}
        ),
        201,
    )[0]
    check(callers["it_head"].post(f"/work/opinions/{two['id']}/withdraw", {}), 200)
    assert check(callers["clerk"].get("/work/opinions"), 200)["items"] == []


def test_following_and_the_desk(callers: dict[str, Caller], task: dict[str, Any]) -> None:
    about = {"subject": {"kind": "work.task", "id": task["id"]}}
    head = callers["it_head"]
    check(callers["clerk"].post("/work/watches", about), 404)
    check(head.post("/work/watches", about), 200)
    check(head.post("/work/watches", about), 200)
    assert len(check(head.get("/work/watched", {"kind": "work.task"}), 200)["items"]) == 1
    assert check(head.get("/work/counts"), 200)["watched"] == 1
    check(head.post("/work/watches/remove", about), 204)
    assert check(head.get("/work/counts"), 200)["watched"] == 0
    for query in ({"part": "lead"}, {"unopened": "true"}, {"due_until": due()}):
        assert len(check(head.get("/work/inbox", query), 200)["items"]) == 1
    for query in ({"part": "inform"}, {"overdue": "true"}):
        assert check(head.get("/work/inbox", query), 200)["items"] == []
    for name in ("clerk", "it_head"):
        assert check(callers[name].get("/work/overdue"), 200)["items"] == []


def test_notices_are_read_one_by_one_or_all(
    people: Cast, callers: dict[str, Caller], task: dict[str, Any]
) -> None:
    head = callers["it_head"]
    rows = check(head.get("/notifications", {"unread": "true"}), 200)["items"]
    assert rows and all(not row["is_read"] for row in rows)
    check(callers["clerk"].post(f"/notifications/{rows[0]['id']}/read"), 404)
    assert check(head.post(f"/notifications/{rows[0]['id']}/read"), 200)["is_read"]
    assert check(head.post("/notifications/read"), 200)["marked"] == len(rows) - 1
    assert not Notice.objects.filter(
        recipient_id=people.actor("it_head").user_id, is_read=False
    ).exists()


def test_search_finds_what_the_caller_reads(people: Cast, callers: dict[str, Caller]) -> None:
    body = {
        "fields": {
            "issuer_name": "UBND tỉnh",
            "issued_on": "2020-01-02",
            "subject": "Về chữ ký số",
            "code": "12/UBND",
        }
    }
    row = check(callers["clerk"].post("/documents/incoming", body), 201)
    hits = check(
        callers["leader"].get("/search", {"q": "chu ky so", "kind": "documents.incoming"}), 200
    )["items"]
    assert [(hit["kind"], hit["id"], hit["state"]) for hit in hits] == [
        ("documents.incoming", row["id"], "registered")
    ]
    assert check(callers["it_officer"].get("/search", {"q": "chữ ký"}), 200)["items"] == []
    check(callers["leader"].get("/search", {"q": "x" * 201}), 422)
    check(callers["leader"].get("/search", {"q": "a\x00"}), 400)
