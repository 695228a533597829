"""The API: the same verbs, only one's own, and the desk's part."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.core.accounts.actions import create_token
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import State
from congvu.counter.filing import factories, queries
from congvu.counter.filing.choices import DraftState
from congvu.counter.filing.factories import Online
from congvu.counter.filing.models import Draft, DraftFile, Submission, Upload

pytestmark = pytest.mark.django_db
_serial = count(1)


class Caller:
    def __init__(self, actor: Actor, scopes: tuple[str, ...] = ("*",)) -> None:
        _, token = create_token(
            actor=system_actor("demo"), user=User.objects.get(pk=actor.user_id), name="Thử",
            scopes=list(scopes), expires_at=now() + timedelta(days=1), at=now(),
        )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1/filing/{path}", headers=self.headers)

    def post(self, path: str, *, once: str = "", **body: Any) -> Any:
        return Client().post(
            f"/api/v1/filing/{path}", body, content_type="application/json",
            headers=self._keyed(once),
        )  # fmt: skip

    def send(self, path: str, **parts: Any) -> Any:
        """A form with files."""
        return Client().post(f"/api/v1/filing/{path}", parts, headers=self._keyed(""))

    def _keyed(self, key: str) -> dict[str, str]:
        return self.headers | {"Idempotency-Key": key or f"nop-ho-so-{next(_serial):06}"}


@pytest.fixture
def online() -> Online:
    return factories.online()


def scan(name: str = "giay.png", **how: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.scan(**how), "image/png")


def begun(caller: Caller, online: Online) -> dict[str, Any]:
    wish = {"procedure_code": online.desk.code, "agency_id": online.desk.agency.pk}
    answer = caller.post("drafts", **wish)
    assert answer.status_code == 201
    found: dict[str, Any] = answer.json()
    return found


def test_from_the_first_field_to_the_dossier(online: Online) -> None:
    caller = Caller(online.citizen)
    draft = begun(caller, online)
    place = f"drafts/{draft['id']}"
    assert [one["slot"] for one in draft["slots"]] == ["paper:1", "paper:2"]
    assert not caller.get(f"{place}/review").json()["ready"]
    assert caller.post(f"{place}/file").status_code == 422
    refused = caller.post(f"{place}/file", version=draft["version"])
    assert "paper:2" in refused.json()["data"]["paths"]
    saved = caller.post(
        f"{place}/save", who=factories.WHO, version=draft["version"],
        answers={"ten": "Lê Thị Mẫu", "ngay": "01/02/1985", "la": "không có ô này"},
    ).json()  # fmt: skip
    assert saved["answers"]["ngay"] == "01/02/1985" and "la" not in saved["answers"]
    assert set(saved["saved"]) >= {"ngay", "who.phone"}
    assert caller.post(f"{place}/save", version=draft["version"], answers={}).status_code == 409
    for n in (1, 2):
        added = caller.send(f"{place}/files", slot=f"paper:{n}", file=scan(lines=5 + n))
        assert added.status_code == 201, added.content
    assert caller.get(f"{place}/review").json() == {"ready": True, "problems": {}}
    key = "nop-mot-lan-thoi"
    first, again = (caller.post(f"{place}/file", once=key) for _ in range(2))
    assert first.status_code == 201 and first.content == again.content
    assert Submission.objects.get().dossier.code == first.json()["code"]
    assert caller.get("drafts").json()["items"] == []


def test_pieces_go_on_and_what_is_refused_is_gone(online: Online) -> None:
    caller, content = Caller(online.citizen), factories.scan()
    draft_id = begun(caller, online)["id"]
    place = f"drafts/{draft_id}/uploads"
    wish = {"slot": "paper:1", "name": "don.png", "size": len(content)}
    assert caller.post(place, **wish | {"size": 200 << 20}).status_code == 413
    assert caller.post(place, **wish | {"size": 0}).status_code == 422
    key = caller.post(place, **wish).json()["key"]

    def piece(offset: int, part: bytes) -> Any:
        return caller.send(f"{place}/{key}", offset=offset, piece=SimpleUploadedFile("p", part))

    assert piece(0, content[:4000]).json()["received"] == 4000
    broken = piece(0, content[:4000])
    assert (broken.status_code, broken.json()["data"]["received"]) == (409, 4000)
    assert caller.post(f"{place}/{key}/finish").status_code == 409
    assert caller.post(place, **wish).json()["received"] == 4000
    assert caller.get(f"{place}/{key}").json()["received"] == 4000
    assert piece(4000, content[4000:]).status_code == 200
    done = caller.post(f"{place}/{key}/finish")
    assert (done.status_code, done.json()["name"]) == (201, "don.png")
    assert not Upload.objects.exists()
    program = b"MZ" + bytes(900)
    key = caller.post(place, slot="paper:2", name="a.pdf", size=len(program)).json()["key"]
    assert piece(0, program).status_code == 200
    assert caller.post(f"{place}/{key}/finish").status_code == 422
    assert not Upload.objects.exists()
    assert DraftFile.objects.count() == 1
    file_id = DraftFile.objects.get().pk
    assert caller.post(f"drafts/{draft_id}/files/{file_id}/remove").status_code == 204
    assert not DraftFile.objects.exists()


def test_strangers_find_nothing(online: Online) -> None:
    submission, draft = online.filed(), online.begun()
    _, other = factories.citizen("Trần Văn Khác", "khac@vidu.vn")
    for stranger in (other, online.desk.clerk, factories.online_stranger()):
        caller = Caller(stranger)
        assert caller.get("drafts").json()["items"] == []
        assert caller.get("dossiers").json()["items"] == []
        place = f"dossiers/{submission.dossier_id}"
        for path in (f"drafts/{draft.pk}", f"drafts/{draft.pk}/review", place):
            assert caller.get(path).status_code == 404, path
        for path, body in (
            (f"drafts/{draft.pk}/save", {"answers": {"muc_4": "x"}}),
            (f"drafts/{draft.pk}/drop", {}), (f"drafts/{draft.pk}/file", {}),
            (f"{place}/withdraw", {"reason": "x"}),
            (f"{place}/rating", {"contacts": 0, "agencies": 0, "attitude": 0}),
        ):  # fmt: skip
            assert caller.post(path, **body).status_code == 404, path
        added = caller.send(f"drafts/{draft.pk}/files", slot="paper:1", file=scan())
        assert added.status_code == 404
    assert Caller(other).get(f"{place}/messages").status_code == 404
    assert Caller(other).post(f"{place}/messages", text="x").status_code == 404
    assert Draft.objects.get(pk=draft.pk).state == DraftState.OPEN


def test_a_token_of_another_room_reads_nothing_here(online: Online) -> None:
    caller = Caller(online.citizen, ("queue.",))
    assert caller.get("drafts").status_code == 403
    wish = {"procedure_code": online.desk.code, "agency_id": online.desk.agency.pk}
    assert caller.post("drafts", **wish).status_code == 403


def test_after_filing_words_supplement_withdrawal(online: Online) -> None:
    at, desk = now(), online.desk
    dossier = online.filed(at=at).dossier
    citizen, clerk = Caller(online.citizen), Caller(desk.clerk)
    place = f"dossiers/{dossier.pk}"
    assert citizen.get("dossiers").json()["items"][0]["code"] == dossier.code
    whole = citizen.get(place).json()
    file_id = whole["papers"][0]["files"][0]["id"]
    content = Client().get(f"/api/v1/filing/{place}/files/{file_id}", headers=citizen.headers)
    assert b"".join(content.streaming_content) == factories.scan()  # type: ignore[attr-defined]
    assert citizen.get(f"{place}/files/999999").status_code == 404
    assert citizen.post(f"{place}/messages", text="Xin hỏi").status_code == 201
    assert clerk.post(f"{place}/messages", text="Xin trả lời").status_code == 201
    for caller in (citizen, clerk):
        rows = caller.get(f"{place}/messages").json()["items"]
        assert [one["from_desk"] for one in rows] == [False, True]
    dossiers.ask_supplement(
        actor=desk.clerk, at=at, dossier_id=dossier.pk, reason="Thiếu trang",
        points=[Point("Trang 2 mờ", paper_id=dossier.papers.all()[0].pk)],
    )  # fmt: skip
    made = clerk.post(f"{place}/links", days=3)
    assert made.status_code == 201 and "/bo-sung/" in made.json()["url"]
    assert citizen.post(f"{place}/links").status_code in (403, 404)
    assert clerk.post(f"links/{made.json()['id']}/revoke").status_code == 204
    assert clerk.get(f"{place}/links").json()[0]["revoked_at"]
    gap = citizen.get(place).json()["supplements"][0]["gaps"][0]
    assert (gap["text"], gap["paper"]) == ("Trang 2 mờ", 1)
    assert citizen.send(f"{place}/supply", positions=[1, 2], scans=[scan()]).status_code == 422
    given = citizen.send(f"{place}/supply", positions=[1], scans=[scan("moi.png", lines=3)])
    assert given.status_code == 200, given.content
    assert "moi.png" in [one["name"] for one in given.json()["papers"][0]["files"]]
    assert citizen.post(f"{place}/withdraw", reason="").status_code == 422
    assert citizen.post(f"{place}/withdraw", reason="Thôi").json()["state"] == State.WITHDRAWN


def test_rating_and_what_leaders_owe(online: Online) -> None:
    at, desk = now(), online.desk
    dossier = online.filed(at=at).dossier
    citizen, leader = Caller(online.citizen), Caller(desk.leader)
    marks = {"contacts": 0, "agencies": 0, "attitude": 0, "comment": "Chậm"}
    assert citizen.post(f"dossiers/{dossier.pk}/rating", **marks).status_code == 409
    dossiers.accept(actor=desk.clerk, at=at, dossier_id=dossier.pk)
    dossiers.start(actor=desk.clerk, at=at, dossier_id=dossier.pk, post_id=desk.officer.post_id)
    dossiers.propose(actor=desk.officer, at=at, dossier_id=dossier.pk, name="Giấy phép")
    dossiers.finish(actor=desk.leader, at=at, dossier_id=dossier.pk)
    assert (
        citizen.post(f"dossiers/{dossier.pk}/rating", **marks | {"attitude": 3}).status_code == 422
    )
    assert citizen.post(f"dossiers/{dossier.pk}/rating", **marks).status_code == 201
    assert citizen.get("ratings").status_code == 404
    assert leader.get("ratings").json()["items"][0]["comment"] == "Chậm"
    remedy = leader.get("remedies").json()["items"][0]["id"]
    assert citizen.post(f"remedies/{remedy}/close", text="x").status_code == 404
    assert Caller(desk.officer).post(f"remedies/{remedy}/close", text="x").status_code == 403
    assert leader.post(f"remedies/{remedy}/close", text="Đã xin lỗi").json()["done_by"]
    assert citizen.get(f"dossiers/{dossier.pk}").json()["rating"]["remedy"] == "Đã xin lỗi"


def test_sharing_and_ones_record(online: Online) -> None:
    caller = Caller(online.citizen)
    draft_id = begun(caller, online)["id"]
    invited = caller.post(f"drafts/{draft_id}/shares", name="Anh Giúp", email="giup@vidu.vn")
    assert invited.status_code == 201
    share_id = invited.json()["id"]
    assert caller.get(f"drafts/{draft_id}/shares").json()[0]["id"] == share_id
    assert caller.post(f"drafts/{draft_id}/shares/{share_id}/revoke").status_code == 204
    assert caller.post(f"drafts/{draft_id}/shares/{share_id}/revoke").status_code == 404
    assert caller.post("shares/accept", key="không có").status_code == 409
    assert caller.post("person", values={"phone": "12"}).status_code == 422
    rows = caller.post("person", values={"phone": "0912345678"}).json()
    assert next(one for one in rows if one["name"] == "phone")["source"]
    assert len(caller.get("person").json()) == len(queries.person_of(online.citizen))
    assert caller.post(f"drafts/{draft_id}/drop").status_code == 204


@pytest.mark.parametrize(
    "answers",
    [{"muc_4": "a\x00b"}, {"muc_4": "\ud800"}, {"muc_4": [[[[[[["sâu"]]]]]]]}, {"muc_4": 10**30}],
    ids=["NUL", "surrogate", "deep", "endless number"],
)
def test_what_no_database_keeps_is_refused(online: Online, answers: dict[str, Any]) -> None:
    caller = Caller(online.citizen)
    draft_id = begun(caller, online)["id"]
    assert caller.post(f"drafts/{draft_id}/save", answers=answers).status_code in (400, 422)
    assert Draft.objects.get(pk=draft_id).version == 0
