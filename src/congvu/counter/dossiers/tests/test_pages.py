"""The desk's pages, the printed forms and the public look-up, as people meet them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions, prints
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import Outcome, State
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.prints.numbering import official_name
from congvu.counter.dossiers.prints.sheet import lookup_address, qr_svg

DAY = timedelta(days=1)
CLERK_TYPES = {
    "name": "Nguyễn Thị Mẫu", "kind": "1", "identifier": "024185000123", "phone": "0912 345 678",
    "provided": ["1", "2"], "sets": "1", "channel": "1", "result_way": "counter",
}  # fmt: skip


@pytest.fixture
def place(db: None) -> Desk:
    return desk()


def browser(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def text(response) -> str:
    return response.content.decode()


# Refusals


def test_guests_sign_in_and_strangers_find_nothing(place: Desk):
    dossier, other = place.started(), desk()
    assert Client().get("/mot-cua/ho-so/").status_code == 302
    assert browser(other.clerk).get(f"/mot-cua/ho-so/{dossier.pk}/").status_code == 404
    assert browser(other.clerk).get(f"/mot-cua/ho-so/{dossier.pk}/mau/1.pdf").status_code == 404
    assert browser(place.other).get(f"/mot-cua/ho-so/{dossier.pk}/").status_code == 404


def test_a_verb_that_is_not_ones_own_or_not_for_now_is_refused_in_words(place: Desk):
    dossier = place.started()
    answer = browser(place.officer).get(f"/mot-cua/ho-so/{dossier.pk}/phe-duyet/")
    assert answer.status_code == 403
    answer = browser(place.clerk).get(f"/mot-cua/ho-so/{dossier.pk}/tra-ket-qua/")
    assert answer.status_code == 403
    assert "Đang xử lý" in text(answer)
    assert browser(place.clerk).get(f"/mot-cua/ho-so/{dossier.pk}/khong-co/").status_code == 404


def test_what_was_typed_stays_when_somebody_was_first(place: Desk):
    dossier = place.started()
    typed = {"version": str(dossier.version), "text": "Phí thẩm định 200.000 đồng"}
    actions.stop(actor=place.head, at=AT, dossier_id=dossier.pk, reason="Dừng")
    answer = browser(place.officer).post(f"/mot-cua/ho-so/{dossier.pk}/nop-phi/", typed)
    assert answer.status_code == 409
    assert typed["text"] in text(answer)


def test_incomplete_input_at_the_counter_is_marked_and_kept(place: Desk):
    url = f"/mot-cua/tiep-nhan/?thu_tuc={place.code}"
    answer = browser(place.clerk).post(url, CLERK_TYPES | {"phone": "12"})
    assert answer.status_code == 422
    assert "Nguyễn Thị Mẫu" in text(answer)
    answer = browser(place.clerk).post(url, CLERK_TYPES | {"provided": ["1"]})
    assert answer.status_code == 422
    assert "thiếu giấy tờ bắt buộc" in text(answer)
    assert not Dossier.objects.exists()


# The desk


def test_a_clerk_receives_and_prints_the_receipt(place: Desk):
    clerk = browser(place.clerk)
    services = clerk.get("/mot-cua/tiep-nhan/")
    assert f"?thu_tuc={place.code}" in text(services)
    url = f"/mot-cua/tiep-nhan/?thu_tuc={place.code}"
    assert "Thời hạn 15 ngày làm việc" in text(clerk.get(url))
    answer = clerk.post(url, CLERK_TYPES)
    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == f"/mot-cua/ho-so/{dossier.pk}/"
    assert (dossier.state, dossier.applicant.phone) == (State.ACCEPTED, "0912345678")
    receipt = clerk.get(f"/mot-cua/ho-so/{dossier.pk}/mau/1.pdf")
    assert receipt.status_code == 200
    assert receipt.content.startswith(b"%PDF-")
    assert clerk.get(f"/mot-cua/ho-so/{dossier.pk}/mau/5.pdf").status_code == 404


def test_the_page_shows_the_account_word_for_word(place: Desk):
    dossier = place.started()
    shown = text(browser(place.officer).get(f"/mot-cua/ho-so/{dossier.pk}/"))
    assert all(line in shown for line in dossier.due_account)
    assert "Trình kết quả" in shown
    assert "Phê duyệt kết quả" not in shown


def test_lists_hide_telephones_and_numbers(place: Desk):
    dossier = place.received(now())
    shown = text(browser(place.clerk).get("/mot-cua/ho-so/"))
    assert dossier.code in shown
    assert dossier.applicant.phone not in shown
    assert "024185000123" not in shown
    assert dossier.applicant.phone[-4:] in shown
    late = text(browser(place.clerk).get("/mot-cua/ho-so/?han=qua"))
    assert dossier.code not in late


@pytest.mark.parametrize("query", ["?q=%00", "?tu=31/02/2026", "?han=mai"])
def test_bad_filters_show_no_rows(place: Desk, query: str):
    dossier = place.received()
    answer = browser(place.clerk).get(f"/mot-cua/ho-so/{query}")
    assert answer.status_code in {200, 400}
    assert dossier.code not in text(answer)


def test_gaps_of_the_form_become_one_request(place: Desk):
    dossier = place.started()
    paper = dossier.papers.first()
    answer = browser(place.officer).post(
        f"/mot-cua/ho-so/{dossier.pk}/bo-sung/",
        {"version": str(dossier.version), "wrong": [str(paper.pk)],
         "points": "Ghi rõ địa chỉ\n\nKý tên", "reason": "Chưa đủ"},
    )  # fmt: skip
    assert answer.status_code == 302
    gaps = [gap.text for gap in dossier.supplements.get().gaps.all()]
    assert gaps == [f"{paper.name} (chưa đạt)", "Ghi rõ địa chỉ", "Ký tên"]


def test_the_register_is_printed(place: Desk):
    dossier = place.received()
    url = "/mot-cua/so-theo-doi/?tu=01/11/2026&den=30/11/2026"
    assert dossier.code in text(browser(place.clerk).get(url))
    other = "/mot-cua/so-theo-doi/?tu=01/10/2026&den=30/10/2026"
    assert dossier.code not in text(browser(place.clerk).get(other))


# The forms


def test_every_form_is_there_when_the_dossier_has_come_so_far(place: Desk):
    waiting, stopped, refused, declined = (
        place.started(), place.started(), place.filed(), place.started(),
    )  # fmt: skip
    actions.extend(actor=place.leader, at=AT, dossier_id=waiting.pk, days=3, reason="Xin ý kiến bộ")
    actions.ask_supplement(
        actor=place.officer, at=AT, dossier_id=waiting.pk, reason="Thiếu",
        points=[Point("Bản sao")],
    )  # fmt: skip
    actions.stop(actor=place.head, at=AT, dossier_id=stopped.pk, reason="Không còn căn cứ")
    actions.refuse(actor=place.clerk, at=AT, dossier_id=refused.pk, reason="Sai cơ quan")
    actions.propose(
        actor=place.officer, at=AT, dossier_id=declined.pk, name="Công văn trả lời",
        outcome=Outcome.DECLINED, reason="Không đủ điều kiện",
    )  # fmt: skip
    assert [n for n, _ in prints.available(declined)] == [1, 6], "not before it is approved"
    actions.finish(actor=place.leader, at=AT, dossier_id=declined.pk)
    for dossier, numbers in (
        (waiting, [1, 2, 4, 6]), (stopped, [1, 5, 6]), (refused, [3]), (declined, [1, 3, 6]),
    ):  # fmt: skip
        fresh = Dossier.objects.get(pk=dossier.pk)
        assert [n for n, _ in prints.available(fresh)] == numbers
        for number in numbers:
            first = prints.form_pdf(fresh, number, at=AT)
            assert first.startswith(b"%PDF-")
            assert b"pdfaid" in first, "PDF/A says so of itself"
            assert first == prints.form_pdf(fresh, number, at=AT), "the same bytes again"


def test_numbers_of_forms_follow_the_day():
    old, new = datetime(2025, 9, 14).date(), datetime(2025, 9, 15).date()
    assert official_name(6, old) == "Mẫu số 05 (TT 01/2018/TT-VPCP)"
    assert official_name(6, new) == "Mẫu số 06 (TT 03/2025/TT-VPCP)"
    assert official_name(5, old) == "(TT 01/2018/TT-VPCP)"


def test_the_qr_holds_the_code_and_no_digits(place: Desk):
    dossier = place.received()
    address = lookup_address(dossier.code)
    assert address.endswith(f"/tra-cuu-ho-so/?ma={dossier.code}")
    assert dossier.applicant.phone not in address
    assert re.match(
        r'<svg xmlns="[^"]+" viewBox="0 0 (\d+) \1"><path fill="#000" d="M2 2', qr_svg(address)
    )


# Without an account


def test_anybody_with_code_and_digits_sees_the_way(place: Desk):
    dossier, guest = place.started(), Client()
    opened = text(guest.get(f"/tra-cuu-ho-so/?ma={dossier.code}"))
    assert dossier.code in opened
    assert "Nguyễn" not in opened
    typed = {"code": dossier.code, "digits": dossier.applicant.phone[-4:]}
    shown = text(guest.post("/tra-cuu-ho-so/", typed))
    assert "Nguyễn T. M." in shown
    assert all(line in shown for line in dossier.due_account)
    assert dossier.applicant.phone not in shown
    assert "Thôn Mẫu" not in shown


def test_wrong_digits_and_unknown_codes_look_the_same_and_run_out(place: Desk):
    dossier, guest = place.received(), Client()
    unknown = dossier.code[:-4] + "9999"
    bodies = set()
    for code in (dossier.code, unknown):
        answer = guest.post("/tra-cuu-ho-so/", {"code": code, "digits": "0000"})
        assert answer.status_code == 404
        body = re.sub(r'value="[^"]*"', "", text(answer))
        bodies.add(re.sub(r"X-CSRFToken[^}]*", "", body))
    assert len(bodies) == 1
    for code in (dossier.code, unknown):
        for _ in range(9):
            guest.post("/tra-cuu-ho-so/", {"code": code, "digits": "0000"})
        right = {"code": code, "digits": dossier.applicant.phone[-4:]}
        answer = guest.post("/tra-cuu-ho-so/", right)
        assert answer.status_code == 429
        assert "quá nhiều lần" in text(answer)
