"""Outgoing letters, registers, copies, groups and record files through the API."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from congvu.core.files.factories import docx, pdf
from congvu.core.kernel.clock import local_date, now
from congvu.office.documents.errors import SignatureRefused, SignerAway
from congvu.office.documents.finishing import finishers
from congvu.office.documents.models import Number, Outgoing
from congvu.office.work.factories import Cast, cast
from congvu.project.api.models import KeptAnswer
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "data", "status"}


def check(answer: Any, status: int, code: str = "") -> Any:
    assert answer.status_code == status, answer.content.decode()
    body = answer.json() if answer.content else None
    if status >= 400:
        assert set(body) == SHAPE and code in ("", body["code"]), body
    return body


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def callers(people: Cast) -> dict[str, Caller]:
    return {name: Caller(actor) for name, actor in people.actors.items()}


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "cong_van", "subject": "V/v triển khai chữ ký số",
        "addressees": "UBND huyện Hiệp Hòa", "body": "Đề nghị quý cơ quan rà soát./.",
        "places": [{"kind": "outside", "name": "UBND huyện Hiệp Hòa"}],
    } | changes  # fmt: skip


def drafted(callers: dict[str, Caller], **changes: Any) -> dict[str, Any]:
    body = {"fields": fields(**changes)}
    return check(callers["it_officer"].post("/documents/outgoing", body), 201)


def act(caller: Caller, row: dict[str, Any], verb: str, status: int = 200, **body: Any) -> Any:
    path = f"/documents/outgoing/{row['id']}/{verb}"
    return check(caller.post(path, {"version": row["version"]} | body), status)


def approved(callers: dict[str, Caller], **changes: Any) -> dict[str, Any]:
    row = act(callers["it_officer"], drafted(callers, **changes), "submit")
    row = act(callers["it_head"], row, "review")
    row = act(callers["clerk"], row, "check")
    return act(callers["leader"], row, "approve")


@pytest.fixture
def signer() -> Iterator[Any]:
    """A signer that says what a test wants, and whether a transaction is open meanwhile."""

    class Signer:
        answer: Exception | None = None
        atomics: list[int]

        def __init__(self) -> None:
            self.atomics = []

        def __call__(self, letter: Outgoing, content: bytes) -> bytes:
            self.atomics.append(len(connection.savepoint_ids) + connection.in_atomic_block)
            if self.answer:
                raise self.answer
            return content

    yield finishers.add("test", Signer())
    del finishers._entries["test"]


# Refusals


def test_a_draft_is_for_its_unit_and_a_stranger_finds_nothing(
    people: Cast, callers: dict[str, Caller]
) -> None:
    row = drafted(callers)
    stranger = Caller(cast("hiephoa", "UBND huyện Hiệp Hòa").actor("clerk"))
    for caller in (stranger, callers["post_head"]):
        check(caller.get(f"/documents/outgoing/{row['id']}"), 404)
        act(caller, row, "submit", 404)
    act(callers["it_head"], row, "review", 409)
    act(callers["it_officer"], row, "approve", 403)
    reader = Caller(people.actor("it_officer"), scopes=("documents.incoming.",))
    act(reader, row, "submit", 403)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "la_thu"}, {"kind": "a\x00"}, {"subject": ""}, {"subject": "a\ud800"},
        {"subject": "x" * 501}, {"body": "x" * 250_001}, {"copies": 0}, {"urgency": 8},
        {"places": [{"kind": "moon"}]}, {"places": [{"kind": "agency", "agency_id": 10**9}]},
        {"signer_post_id": 10**9}, {"signer_post_id": 10**20}, {"relation": "replaces"},
        {"details": {"a" * 41: "b"}}, {"due_on": "mai"}, {"la": 1},
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_refused(
    callers: dict[str, Caller], changes: dict[str, Any]
) -> None:
    answer = callers["it_officer"].post("/documents/outgoing", {"fields": fields(**changes)})
    check(answer, 422)
    assert not Outgoing.objects.exists() and not KeptAnswer.objects.exists()


def test_a_secret_draft_does_not_enter(callers: dict[str, Caller], people: Cast) -> None:
    body = {"fields": fields(secrecy=1)}
    check(callers["it_officer"].post("/documents/outgoing", body), 422, "secret_content")
    entry = {
        "unit_id": people.units["it"].pk, "signed": {"name": "Nguyễn Văn Bình"},
        "fields": fields(secrecy=1, body="", addressees="", subject=""),
    }  # fmt: skip
    check(callers["it_officer"].post("/documents/outgoing/record-secret", entry), 403)
    row = check(callers["clerk"].post("/documents/outgoing/record-secret", entry), 201)
    assert (row["state"], row["number"], row["series"]) == ("issued", 1, "secret")


def test_who_is_late_gets_the_letter_as_it_is_now(callers: dict[str, Caller]) -> None:
    row = drafted(callers)
    act(callers["it_officer"], row, "edit", fields=fields(subject="V/v khác"))
    late = act(callers["it_officer"], row, "edit", 409, fields=fields())
    assert late["code"] == "stale" and late["data"]["current"]["subject"] == "V/v khác"
    act(callers["it_officer"], late["data"]["current"], "submit")
    act(callers["it_officer"], row, "submit", 409)


# The verbs


def test_a_draft_with_files_is_edited_and_read(callers: dict[str, Caller]) -> None:
    officer = callers["it_officer"]

    def ticket(use: str, name: str, content: bytes) -> str:
        file = io.BytesIO(content)
        file.name = name
        form = {"letter": "outgoing", "use": use, "file": file}
        return str(check(officer.post("/documents/uploads", form=form), 201)["upload"])

    papers = [
        {"upload": ticket("draft", "du-thao.docx", docx()), "use": "draft"},
        {"upload": ticket("attachment", "phu-luc.pdf", pdf("Phu luc")), "use": "attachment"},
    ]
    twice = {"fields": fields(body=""), "papers": [papers[0], papers[0]]}
    check(officer.post("/documents/outgoing", twice), 422)
    row = check(
        officer.post("/documents/outgoing", {"fields": fields(body=""), "papers": papers}), 201
    )
    new = [{"upload": ticket("draft", "du-thao.docx", docx("Bản hai")), "use": "draft"}]
    row = act(officer, row, "edit", fields=fields(body=""), papers=new)
    shown = check(officer.get(f"/documents/outgoing/{row['id']}"), 200)
    assert sorted((f["use"], f["version"]) for f in shown["files"]) == [
        ("attachment", 1),
        ("draft", 2),
    ]
    extra = next(f["id"] for f in shown["files"] if f["use"] == "attachment")
    draft = next(f["id"] for f in shown["files"] if f["use"] == "draft")
    assert [v["version"] for v in check(officer.get(f"/files/{draft}"), 200)] == [2, 1]
    row = act(officer, row, "remove-attachment", file_id=extra)
    assert shown["abilities"]["submit"] and not shown["abilities"]["approve"]
    assert act(officer, row, "cancel")["state"] == "cancelled"


def test_a_draft_goes_to_and_fro(callers: dict[str, Caller]) -> None:
    officer, head = callers["it_officer"], callers["it_head"]
    row = act(officer, drafted(callers), "submit")
    row = act(officer, row, "withdraw", remark="Sửa lại")
    row = act(officer, row, "submit")
    act(head, row, "return", 422)
    assert act(head, row, "return", remark="Sai thể thức")["state"] == "draft"
    page = officer.get(f"/documents/outgoing/{row['id']}/preview")
    assert page["Content-Type"] == "application/pdf" and page.content.startswith(b"%PDF")
    assert check(officer.get("/documents/outgoing/counts"), 200)["draft"] == 1
    listed = check(
        officer.get("/documents/outgoing", {"q": "chữ ký", "state": "draft", "mine": "true"}), 200
    )
    assert [one["id"] for one in listed["items"]] == [row["id"]]


def test_a_letter_is_numbered_issued_and_recalled(callers: dict[str, Caller], signer: Any) -> None:
    clerk = callers["clerk"]
    before = len(connection.savepoint_ids) + connection.in_atomic_block
    row = act(clerk, approved(callers), "number")
    assert (row["state"], row["number"], row["code"]) == ("numbered", 1, "01/STTTT-CNTT")
    assert signer.atomics == [before], "no lock is held while somebody signs"
    final = io.BytesIO(pdf("Ban ky"))
    final.name = "ban-ky.pdf"
    form = {"letter": "outgoing", "use": "main", "file": final}
    ticket = check(clerk.post("/documents/uploads", form=form), 201)["upload"]
    row = act(clerk, row, "attach-final", upload=ticket)
    row = act(clerk, row, "issue")
    act(clerk, row, "issue", 409)
    assert act(clerk, row, "recall", reason="Ban hành nhầm")["state"] == "recalled"


def test_a_repeated_numbering_is_answered_with_what_it_came_to(
    callers: dict[str, Caller], signer: Any
) -> None:
    row, clerk = approved(callers), callers["clerk"]
    path, body = f"/documents/outgoing/{row['id']}/number", {"version": row["version"]}
    first = check(clerk.post(path, body, key="cap-so-001"), 200)
    assert check(clerk.post(path, body, key="cap-so-001"), 200) == first
    assert len(signer.atomics) == 1 and first["state"] == "numbered"


def test_a_signer_who_is_away_keeps_the_number_and_one_who_refuses_gives_it_back(
    callers: dict[str, Caller], signer: Any
) -> None:
    clerk, row = callers["clerk"], approved(callers)
    signer.answer = SignerAway()
    waiting = act(clerk, row, "number")
    assert (waiting["state"], waiting["number"]) == ("approved", 1) and waiting["numbering_error"]
    signer.answer = SignatureRefused()
    path, body = f"/documents/outgoing/{row['id']}/number", {"version": waiting["version"]}
    check(clerk.post(path, body, key="cap-so-002"), 409, "signature_refused")
    assert not KeptAnswer.objects.filter(key="cap-so-002").exists()
    assert Number.objects.get().state == "released"
    signer.answer = None
    assert act(clerk, approved(callers), "number")["number"] == 1


def test_a_numbered_letter_goes_back_with_its_number(callers: dict[str, Caller]) -> None:
    clerk = callers["clerk"]
    row = act(clerk, approved(callers), "number")
    assert act(clerk, row, "refuse-number", reason="Sai nội dung")["state"] == "draft"
    assert act(clerk, approved(callers), "number")["number"] == 1


def test_many_are_signed_at_once(callers: dict[str, Caller]) -> None:
    rows = []
    for _ in range(2):
        row = act(callers["it_officer"], drafted(callers), "submit")
        row = act(callers["it_head"], row, "review")
        rows.append(act(callers["clerk"], row, "check"))
    letters = [
        {"id": row["id"], "version": row["version"] - place} for place, row in enumerate(rows)
    ]
    done = check(
        callers["leader"].post("/documents/outgoing/batch-approve", {"letters": letters}), 200
    )
    assert (done["done"], done["refused"]) == (1, 1)
    assert done["outcomes"][1]["refused"]["code"] == "stale"


# Registers


def test_registers_are_the_clerks_and_leaders(people: Cast, callers: dict[str, Caller]) -> None:
    act(callers["clerk"], approved(callers), "number")
    [row] = check(callers["leader"].get("/documents/registers", {"direction": "out"}), 200)["items"]
    assert check(callers["it_officer"].get("/documents/registers"), 200)["items"] == []
    for path in ("", "/numbers", "/proof", "/lines", "/why/1", "/print.pdf"):
        check(callers["it_officer"].get(f"/documents/registers/{row['id']}{path}"), 404)
    check(callers["leader"].post("/documents/registers/hold", {"reason": "x"}), 403)
    check(callers["clerk"].post("/documents/registers/hold", {"reason": "x", "count": 21}), 422)
    check(callers["clerk"].post("/documents/registers/hold", {"reason": " "}), 422)


def test_numbers_are_held_given_back_annulled_and_explained(callers: dict[str, Caller]) -> None:
    clerk = callers["clerk"]
    held = check(clerk.post("/documents/registers/hold", {"reason": "Chờ ký", "count": 3}), 201)
    assert [one["value"] for one in held] == [1, 2, 3]
    assert len(check(clerk.get("/documents/registers/held"), 200)["items"]) == 3
    row = act(clerk, approved(callers), "number", held_id=held[1]["id"])
    assert row["number"] == 2
    check(clerk.post(f"/documents/numbers/{held[0]['id']}/unhold", {"reason": "Không dùng"}), 200)
    check(clerk.post(f"/documents/numbers/{held[2]['id']}/annul", {"reason": "Biên bản 1"}), 200)
    check(clerk.post(f"/documents/numbers/{held[2]['id']}/annul", {"reason": "Lại"}), 409)
    path = f"/documents/registers/{held[0]['register_id']}"
    assert "hủy" in check(clerk.get(f"{path}/why/3"), 200)["answer"]
    assert check(clerk.get(f"{path}/proof"), 200)["whole"] is True
    states = [one["state"] for one in check(clerk.get(f"{path}/numbers"), 200)["items"]]
    assert states == ["released", "used", "annulled"]
    first = check(clerk.get(f"{path}/lines", {"limit": 2}), 200)
    assert len(first["rows"]) == 2 and first["next_start"] == 3
    rest = check(clerk.get(f"{path}/lines", {"start": 3}), 200)
    assert len(rest["rows"]) == 1 and rest["next_start"] is None
    assert len(rest["rows"][0]) == len(rest["columns"])
    assert clerk.get(f"{path}/print.pdf").content.startswith(b"%PDF")
    assert b"".join(clerk.get(f"{path}/print.xlsx").streaming_content).startswith(b"PK")
    check(clerk.post(f"{path}/close"), 200)
    check(clerk.post("/documents/registers/hold", {"reason": "x"}), 409, "register_closed")
    opened = {"direction": "in", "first_number": 42, "reason": "Tiếp sổ giấy"}
    assert check(clerk.post("/documents/registers", opened), 201)["first_number"] == 42
    check(clerk.post("/documents/registers", opened), 409, "register_exists")


def test_places_and_copies(people: Cast, callers: dict[str, Caller]) -> None:
    clerk = callers["clerk"]
    other = cast("hiephoa", "UBND huyện Hiệp Hòa").agency
    group = {"name": "Các huyện", "agency_ids": [other.pk]}
    made = check(clerk.post("/documents/recipient-groups", group), 201)
    check(clerk.post("/documents/recipient-groups", group), 422)
    renamed = group | {"name": "Huyện"}
    check(clerk.post(f"/documents/recipient-groups/{made['id']}", renamed), 200)
    assert [one["name"] for one in check(clerk.get("/documents/recipient-groups"), 200)] == [
        "Huyện"
    ]
    check(clerk.post(f"/documents/recipient-groups/{made['id']}/drop"), 204)
    row = act(clerk, act(clerk, approved(callers), "number"), "issue")
    body = {
        "kind": "sao_y",
        "letter": "outgoing",
        "letter_id": row["id"],
        "signer_name": "Lê Thị Dung",
    }
    check(callers["it_officer"].post("/documents/copies", body), 403)
    copy = check(clerk.post("/documents/copies", body), 201)
    assert copy["number"] == 1
    listed = check(clerk.get(f"/documents/outgoing/{row['id']}/copies"), 200)
    assert [one["id"] for one in listed] == [copy["id"]]
    check(clerk.get("/documents/outgoing/999/copies"), 404)


def test_letters_are_filed(callers: dict[str, Caller]) -> None:
    officer, row = callers["it_officer"], drafted(callers)
    body = {"code": "01.CNTT", "title": "Chữ ký số", "retention": "20 năm"}
    record = check(officer.post("/documents/records", body), 201)
    check(officer.post("/documents/records", body), 409)
    path = f"/documents/records/{record['id']}"
    letters = {"subjects": [{"letter": "outgoing", "id": row["id"]}]}
    check(callers["post_head"].post(f"{path}/file", letters), 403)
    check(officer.post(f"{path}/close", {"version": record["version"]}), 409)
    check(officer.post(f"{path}/file", letters), 200)
    shown = check(officer.get(path), 200)
    assert shown["items"][0]["title"] and shown["abilities"]["close"]
    hidden = check(callers["post_head"].get(path), 200)
    assert hidden["items"][0]["title"] == ""
    check(
        officer.post(
            f"/documents/record-items/{shown['items'][0]['id']}/unfile", {"reason": "Nhầm"}
        ),
        204,
    )
    check(officer.post(f"{path}/file", letters), 200)
    late = check(officer.post(f"{path}/close", {"version": 0}), 409)
    version = late["data"]["current"]["version"]
    assert check(officer.post(f"{path}/close", {"version": version}), 200)["closed_on"] == str(
        local_date(now())
    )
    assert check(officer.get("/documents/records", {"still_open": "true"}), 200)["items"] == []
