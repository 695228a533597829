"""Steps and the trying of other limits as people and programs meet them."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import system_actor
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Seat
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.queries.whatif import Change, replay
from congvu.counter.procedures import factories as procedures
from congvu.counter.procedures.models import ProcedureVersion

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def place(db: None) -> Desk:
    found = desk()
    procedures.internal_process(ProcedureVersion.objects.get(procedure__code=found.code))
    return found


def browser(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def text(response) -> str:
    return response.content.decode()


def to_officer(place: Desk, dossier: Dossier) -> Dossier:
    return actions.take_step(
        actor=place.clerk, at=AT, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
        seats={"tham_dinh": Seat(post_id=place.officer.post_id)},
    )  # fmt: skip


def test_a_move_on_the_page_refuses_in_words_and_then_goes(place: Desk) -> None:
    dossier, clerk = place.received(), browser(place.clerk)
    url = f"/mot-cua/ho-so/{dossier.pk}/chuyen-buoc/"
    shown = text(clerk.get(url))
    assert "Tiếp nhận, chuyển hồ sơ: Chuyển xử lý → Thẩm định" in shown
    assert "<svg" in shown
    typed = {"version": str(dossier.version), "move": "tiep_nhan:chuyen"}
    answer = clerk.post(url, typed)
    assert answer.status_code == 422
    assert "Chọn ai làm bước “Thẩm định”." in text(answer)
    typed["to_tham_dinh"] = f"p{place.officer.post_id}"
    assert clerk.post(url, typed).status_code == 302
    officer = browser(place.officer)
    dossier.refresh_from_db()
    answer = officer.post(url, {"version": str(dossier.version), "move": "tham_dinh:trinh"})
    assert answer.status_code == 409
    assert "chưa có kết quả trình duyệt" in text(answer)


def test_my_steps_and_one_move_for_many(place: Desk) -> None:
    ready, waiting = to_officer(place, place.received()), to_officer(place, place.received())
    actions.propose(actor=place.officer, at=AT, dossier_id=ready.pk, name="Giấy phép")
    officer, url = browser(place.officer), "/mot-cua/viec-cua-toi/"
    shown = text(officer.get(url))
    assert ready.code in shown
    assert waiting.code in shown
    assert ready.code not in text(browser(place.other).get(url))
    assert officer.post(url, {"move": "trinh"}).status_code == 422
    ids = [str(one.steps.get(code="tham_dinh").pk) for one in (ready, waiting)]
    answer = officer.post(url, {"steps": ids, "move": "trinh"}, follow=True)
    assert "Đã chuyển 1 hồ sơ." in text(answer)
    assert f"{waiting.code}: Hồ sơ chưa có kết quả" in text(answer)


def test_the_asked_agency_answers_on_its_page(place: Desk) -> None:
    dossier, other = to_officer(place, place.received()), desk()
    asked = actions.consult(
        actor=place.officer, at=AT, dossier_id=dossier.pk, agency_id=other.agency.pk,
        question="Có trùng quy hoạch không?", days=3,
    )  # fmt: skip
    clerk, url = browser(other.clerk), f"/mot-cua/y-kien/{asked.pk}/"
    assert "Có trùng quy hoạch" in text(clerk.get("/mot-cua/viec-cua-toi/"))
    assert clerk.get(f"/mot-cua/ho-so/{dossier.pk}/").status_code == 200
    assert browser(desk().clerk).get(url).status_code == 404
    assert clerk.post(url, {"text": " "}).status_code == 422
    assert clerk.post(url, {"text": "Không trùng"}).status_code == 302
    assert "Không trùng" in text(browser(place.officer).get(f"/mot-cua/ho-so/{dossier.pk}/"))


# Another limit


def settled(place: Desk, days: int) -> Dossier:
    dossier = to_officer(place, place.received())
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép")
    actions.take_step(
        actor=place.officer, at=AT + days * DAY, dossier_id=dossier.pk, step="tham_dinh",
        move="trinh",
    )  # fmt: skip
    return actions.take_step(
        actor=place.leader, at=AT + days * DAY, dossier_id=dossier.pk, step="ky", move="duyet"
    )


def test_who_would_have_been_late_and_where(place: Desk) -> None:
    slow, _ = settled(place, 10), settled(place, 2)
    before = list(Dossier.objects.order_by("id").values())
    asked = {"procedure_code": place.code, "first": FIRST, "last": LAST, "at": AT + 30 * DAY}
    same = replay(system_actor(), Change(), **asked)
    assert (same.counted, same.late_now, same.late_then, same.rows) == (2, 0, 0, [])
    found = replay(system_actor(), Change(Term(5)), **asked)
    assert (found.counted, found.late_now, found.late_then) == (2, 0, 1)
    (row,) = found.rows
    assert row.pk == slow.pk
    assert row.where.startswith("Bước Thẩm định (")
    assert [(one.unit, one.late_then) for one in found.by_unit] == [("Phòng Quản lý", 1)]
    hours = replay(system_actor(), Change(hours={"tham_dinh": 24}), **asked)
    assert [(s.counted, s.late_now, s.late_then) for s in hours.steps.values()] == [(2, 1, 1)]
    assert list(Dossier.objects.order_by("id").values()) == before, "nothing is changed"
    assert replay(desk().leader, Change(Term(5)), **asked).counted == 0


def test_more_dossiers_cost_no_more_statements(place: Desk) -> None:
    asked = {"procedure_code": place.code, "first": FIRST, "last": LAST, "at": AT + 30 * DAY}
    change, numbers = Change(Term(5), {"ky": 4}), []
    settled(place, 10)
    replay(system_actor(), change, **asked)
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            replay(system_actor(), change, **asked)
        numbers.append(len(counted))
        settled(place, 9)
        settled(place, 12)
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 14


def test_page_and_command_tell_the_same(place: Desk) -> None:
    slow = settled(place, 10)
    leader, url = browser(place.leader), "/mot-cua/thu-doi-han/"
    assert leader.get(url).status_code == 200
    assert leader.get(f"{url}?thu_tuc=x&tu=01/12/2026&den=01/11/2026").status_code == 422
    assert leader.get(f"{url}?thu_tuc=x&tu=01/11/2026&den=30/11/2026&gio=la").status_code == 422
    shown = text(leader.get(f"{url}?thu_tuc={place.code}&tu=01/11/2026&den=30/11/2026&so=5"))
    assert slow.code in shown
    assert "theo thời hạn thử quá hạn <strong>1</strong>" in shown
    said = StringIO()
    call_command(
        "dossiers", "what-if", place.code, "--limit", "5", "--from", "01/11/2026", "--to",
        "30/11/2026", "--hours", "ky=4", stdout=said,
    )  # fmt: skip
    assert "Tính lại 1 hồ sơ: thực tế quá hạn 0, theo thời hạn thử quá hạn 1." in said.getvalue()
    assert slow.code in said.getvalue()
