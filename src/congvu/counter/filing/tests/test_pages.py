"""The pages: whole ways through them as browsers go, and what strangers get."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import State
from congvu.counter.filing import actions, factories, queries
from congvu.counter.filing.choices import DraftState, Purpose
from congvu.counter.filing.factories import Online
from congvu.counter.filing.models import Draft, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def online() -> Online:
    return factories.online()


def browser(user: User | None = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def begun(client: Client, online: Online) -> Draft:
    page = reverse("filing:begin", args=[online.desk.code])
    assert client.get(page).status_code == 200
    client.post(page, {"co_quan": online.desk.agency.pk})
    return Draft.objects.latest("pk")


def filled(draft: Draft) -> dict[str, object]:
    who = {f"who-{key}": text for key, text in factories.WHO.items()}
    return {
        **who, "who-kind": "1", "_phien_ban": draft.version, "f.ten": "Lê Thị Mẫu",
        "f.ngay": "01/02/1985", "paper.1": SimpleUploadedFile("don.png", factories.scan()),
        "paper.2": SimpleUploadedFile("ban-thao.png", factories.scan(lines=7)),
        "_viec": "xem-lai",
    }  # fmt: skip


def test_a_citizen_files_without_scripts(online: Online) -> None:
    client = browser(online.user)
    draft = begun(client, online)
    place = reverse("filing:draft", args=[draft.pk])
    short = client.post(place, {"_viec": "xem-lai", "f.muc_4": "giữ lại"})
    assert short.status_code == 422
    assert "giữ lại" in short.content.decode()
    draft.refresh_from_db()
    review = client.post(place, filled(draft), follow=True)
    assert review.status_code == 200
    assert "01/02/1985" in review.content.decode()
    draft.refresh_from_db()
    done = client.post(
        reverse("filing:review", args=[draft.pk]), {"_phien_ban": draft.version}, follow=True
    )
    dossier = Submission.objects.get().dossier
    assert dossier.code in done.content.decode()
    own = client.get(reverse("filing:own_dossier", args=[dossier.pk]))
    assert "don.png" in own.content.decode()
    assert client.get(reverse("filing:own")).status_code == 200
    file = queries.papers_of(dossier).papers[0][2][0]
    got = client.get(f"/ho-so-cua-toi/{dossier.pk}/tep/{file.pk}")
    assert b"".join(got.streaming_content) == factories.scan()
    assert client.get(f"/ho-so-cua-toi/{dossier.pk}/to-khai/").status_code == 200


def test_a_guest_resumes_elsewhere_by_link_and_code(online: Online) -> None:
    here, there = browser(), browser()
    draft = begun(here, online)
    place = reverse("filing:draft", args=[draft.pk])
    text = here.get(place).content.decode()
    _, key, code = here.session["filing_key"]
    assert code in text
    assert there.get(place).status_code == 404
    link = reverse("filing:resume", args=[key])
    assert there.post(link, {"code": "abc"}).status_code == 403
    assert there.get(place).status_code == 404
    assert there.post(link, {"code": code}).status_code == 302
    assert there.get(place).status_code == 200


def test_one_field_is_saved_as_it_is_left(online: Online) -> None:
    client = browser(online.user)
    draft = begun(client, online)
    url = reverse("filing:autosave", args=[draft.pk])
    answer = client.post(url, {"_truong": "muc_4", "f.muc_4": "một", "f.ten": "không lưu"})
    assert answer.json()["version"] == 1
    assert client.post(url, {"_truong": "who-phone", "who-phone": "0912"}).status_code == 200
    assert client.post(url, {"_truong": "la"}).status_code == 404
    draft.refresh_from_db()
    assert (draft.answers["muc_4"], draft.who["phone"]) == ("một", "0912")
    assert draft.answers.get("ten") != "không lưu"


def test_a_stale_page_is_refused_and_keeps_what_was_typed(online: Online) -> None:
    client = browser(online.user)
    draft = begun(client, online)
    place = reverse("filing:draft", args=[draft.pk])
    client.post(place, {"_phien_ban": "0", "f.muc_4": "điện thoại"})
    answer = client.post(place, {"_phien_ban": "0", "f.muc_4": "máy tính"})
    assert answer.status_code == 409
    assert "máy tính" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.answers["muc_4"] == "điện thoại"


def test_pieces_go_on_after_a_stop(online: Online) -> None:
    client, content = browser(online.user), factories.scan()
    draft = begun(client, online)
    start = reverse("filing:upload", args=[draft.pk])
    wish = {"slot": "paper:1", "name": "don.png", "size": len(content)}
    assert client.post(start, wish | {"size": 200 << 20}).status_code == 413
    assert client.post(start, wish | {"size": 0}).status_code == 422
    key = client.post(start, wish).json()["key"]
    url = reverse("filing:piece", args=[draft.pk, key])

    def send(offset: int, piece: bytes):  # type: ignore[no-untyped-def]
        return client.post(
            url,
            piece,
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset)},
        )

    assert send(0, content[:5000]).json() == {"received": 5000}
    assert send(0, content[:5000]).status_code == 409
    assert client.post(start, wish).json() == {"key": key, "received": 5000}
    assert client.get(url).json()["received"] == 5000
    last = send(5000, content[5000:])
    assert (last.status_code, last.json()["name"]) == (201, "don.png")
    assert browser().get(url).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [(b"", "rong.pdf", ""), (b"MZ" + bytes(900), "don.pdf", "chương trình"),
     (b"%PDF-1.7 hong", "don.pdf", "hỏng")],
)  # fmt: skip
def test_bad_files_are_refused_with_words_and_the_text_is_kept(
    online: Online, content: bytes, name: str, word: str
) -> None:
    client = browser(online.user)
    draft = begun(client, online)
    answer = client.post(
        reverse("filing:draft", args=[draft.pk]),
        {"f.muc_4": "vẫn còn", "paper.1": SimpleUploadedFile(name, content)},
        follow=True,
    )
    text = answer.content.decode()
    assert "vẫn còn" in text
    assert word in text
    assert not draft.files.exists()


def test_strangers_get_404(online: Online) -> None:
    submission = online.filed()
    draft = online.begun()
    other, _ = factories.citizen("Trần Văn Khác", "khac@vidu.vn")
    clerk = User.objects.get(pk=online.desk.clerk.user_id)
    for user in (other, clerk):
        client = browser(user)
        for path in (
            f"/nop-ho-so/{draft.pk}/", f"/nop-ho-so/{draft.pk}/xem-lai/",
            f"/ho-so-cua-toi/{submission.dossier_id}/",
        ):  # fmt: skip
            assert client.get(path).status_code == 404
    assert browser(other).get(f"/mot-cua/trao-doi/{submission.dossier_id}/").status_code == 403


def test_supplement_words_withdrawal_and_rating(online: Online) -> None:
    at = now()
    dossier = online.filed(at=at).dossier
    clerk = browser(User.objects.get(pk=online.desk.clerk.user_id))
    talk = reverse("filing:talk", args=[dossier.pk])
    assert "Mục 4" in clerk.get(talk).content.decode()
    assert clerk.post(talk, {"text": "Xin chào"}).status_code == 302
    dossiers.ask_supplement(
        actor=online.desk.clerk, at=at, dossier_id=dossier.pk, reason="Thiếu",
        points=[Point("Ghi lại số tờ", kind="field", field="Số tờ")],
    )  # fmt: skip
    assert clerk.post(f"{talk}duong-dan/", {"days": "3"}).status_code == 302
    assert "/bo-sung/" in clerk.get(talk).content.decode()
    client = browser(online.user)
    page = reverse("filing:own_dossier", args=[dossier.pk])
    assert "Xin chào" in client.get(page).content.decode()
    assert client.post(f"{page}bo-sung/", {}).status_code == 422
    gap = dossier.supplements.get().gaps.get()
    assert client.post(f"{page}bo-sung/", {f"gap.{gap.pk}": "12"}).status_code == 302
    assert dossier.supplements.get().supplied_note == "Số tờ: 12"
    assert client.post(f"{page}rut/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}rut/", {"reason": "Thôi"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWN


def test_a_guest_supplies_by_the_link_alone(online: Online) -> None:
    at = now()
    dossier = online.filed(at=at).dossier
    dossiers.ask_supplement(
        actor=online.desk.clerk, at=at, dossier_id=dossier.pk, reason="Thiếu trang",
        points=[Point("Trang 2 mờ", paper_id=dossier.papers.all()[0].pk)],
    )  # fmt: skip
    link = actions.issue_link(
        actor=online.desk.clerk, at=at, dossier_id=dossier.pk, purpose=Purpose.SUPPLEMENT
    )
    path, client = actions.path_of(link), browser()
    assert "Trang 2 mờ" in client.get(path).content.decode()
    wrong = f"/bo-sung/{link.pk}-{'0' * 32}/"
    assert client.get(wrong).status_code == 404
    scan = SimpleUploadedFile("trang-2.png", factories.scan(lines=4))
    assert client.post(path, {"paper.1": scan}).status_code == 302
    assert "không có yêu cầu bổ sung" in client.get(path).content.decode()
    actions.revoke_link(actor=online.desk.clerk, at=at, link_id=link.pk)
    assert client.get(path).status_code == 409


def test_rating_by_page_and_what_was_done_after_it(online: Online) -> None:
    at, desk = now(), online.desk
    dossier = online.filed(at=at).dossier
    dossiers.accept(actor=desk.clerk, at=at, dossier_id=dossier.pk)
    dossiers.start(actor=desk.clerk, at=at, dossier_id=dossier.pk, post_id=desk.officer.post_id)
    dossiers.propose(actor=desk.officer, at=at, dossier_id=dossier.pk, name="Giấy phép")
    dossiers.finish(actor=desk.leader, at=at, dossier_id=dossier.pk)
    client = browser(online.user)
    place = reverse("filing:own_dossier", args=[dossier.pk]) + "danh-gia/"
    assert client.post(place, {}).status_code == 422
    marks = {"contacts": "0", "agencies": "0", "attitude": "0", "comment": "Chậm"}
    assert client.post(place, marks).status_code == 302
    leader = browser(User.objects.get(pk=desk.leader.user_id))
    ratings = reverse("filing:ratings")
    assert "Chậm" in leader.get(ratings).content.decode()
    remedy = queries.remedies_for(desk.leader).get()
    assert leader.post(ratings, {"remedy": remedy.pk, "text": "Đã xin lỗi"}).status_code == 302
    assert "Đã xin lỗi" in client.get(place).content.decode()
    officer = browser(User.objects.get(pk=desk.officer.user_id))
    assert officer.post(ratings, {"remedy": remedy.pk, "text": "x"}).status_code == 403


def test_signing_up_answers_alike(online: Online) -> None:
    typed = {
        "full_name": "Ai Đó", "password": "Mat-Khau@2026", "again": "Mat-Khau@2026",
    }  # fmt: skip
    answers = [
        browser().post("/dang-ky/", typed | {"email": email}).content.decode()
        for email in ("moi@vidu.vn", online.user.username)
    ]
    assert all("Đã nhận đăng ký" in text for text in answers)
    assert browser().get("/dang-ky/khong-co/").status_code == 200
    assert browser().post("/dang-ky/khong-co/").status_code == 409


def test_ones_record_and_sharing(online: Online) -> None:
    client = browser(online.user)
    assert (
        client.post("/ho-so-ca-nhan/", {"full_name": "Lê Thị Mẫu", "phone": "12"}).status_code
        == 422
    )
    good = {"full_name": "Lê Thị Mẫu", "personal_id": "024185000123"}
    assert client.post("/ho-so-ca-nhan/", good).status_code == 302
    assert "chính ông/bà khai" in client.get("/ho-so-ca-nhan/").content.decode()
    assert browser().get("/ho-so-ca-nhan/").status_code == 302
    draft = begun(client, online)
    share = reverse("filing:sharing", args=[draft.pk])
    wish = {"name": "Trần Văn Giúp", "email": "giup@vidu.vn", "may_file": "on"}
    assert client.post(share, wish).status_code == 302
    assert "Trần Văn Giúp" in client.get(share).content.decode()
    assert client.post(reverse("filing:drop", args=[draft.pk])).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.answers) == (DraftState.DROPPED, {})


def test_the_list_does_not_ask_for_each_dossier(
    online: Online, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(4):
        online.filed()
    client = browser(online.user)
    client.get(reverse("filing:own"))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(reverse("filing:own"))
