"""Promises of the pages of tasks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.queries import actor_for
from congvu.office.work import actions
from congvu.office.work.actions import Target
from congvu.office.work.choices import MatterState
from congvu.office.work.factories import Cast, cast
from congvu.office.work.models import Matter, Task
from congvu.office.work.pages.remarks import Desk, understand
from congvu.office.work.views.lookups import explain_due

pytestmark = pytest.mark.django_db
LIST = "/cong-viec/"


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def fresh(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def given(people: Cast, number: int = 1, to: str = "it_officer") -> Task:
    return actions.create_task(
        actor=fresh(people, "it_head"), at=now(), title=f"Việc số {number}",
        lead=Target(post_id=people.posts[to].pk),
        due_on=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip


def test_guests_and_strangers(people: Cast, client: Client):
    task = given(people)
    for path in (LIST, f"{LIST}moi/", f"{LIST}{task.pk}/"):
        assert client.get(path).status_code == 302
    for one in (signed_in(cast("stp", "Sở Tư pháp"), "leader"), signed_in(people, "post_officer")):
        assert one.get(f"{LIST}{task.pk}/").status_code == 404
        assert one.post(f"{LIST}{task.pk}/bao-cao/", {"text": "x"}).status_code == 404


def test_who_holds_nothing_of_it_may_not_act(people: Cast):
    task = given(people)
    officer = signed_in(people, "it_officer")
    assert officer.get(f"{LIST}{task.pk}/gia-han/").status_code == 403
    assert officer.get(f"{LIST}{task.pk}/nau-com/").status_code == 404
    assert signed_in(people, "it_officer").get(f"{LIST}qua-han/").status_code == 403


@pytest.mark.parametrize("query", ["q=%00", "tt=%00"])
def test_unreadable_parameters_are_refused(people: Cast, query: str):
    assert signed_in(people, "leader").get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["tu=a:b", "tu=work.task:99999999999999999999", "nguoi=pabc"])
def test_a_wrong_beginning_is_left_out(people: Cast, query: str):
    assert signed_in(people, "leader").get(f"{LIST}moi/?{query}").status_code == 200


def test_a_refused_task_keeps_its_words(people: Cast):
    answer = signed_in(people, "leader").post(f"{LIST}moi/", {"title": "Chuẩn bị họp"})
    assert answer.status_code == 422
    assert "Chuẩn bị họp" in answer.content.decode()


def test_a_task_goes_from_giving_to_its_end(people: Cast):
    head, officer = signed_in(people, "it_head"), signed_in(people, "it_officer")
    answer = head.post(
        f"{LIST}moi/",
        {"title": "Tổng hợp", "lead": f"p{people.posts['it_officer'].pk}", "instruction": "Gấp",
         "due_on": f"{timezone.localdate() + timedelta(days=9):%d/%m/%Y}"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    where = answer["Location"]
    assert officer.get(where).status_code == 200
    assert (
        officer.post(f"{where}tien-do/", {"percent": 60, "text": "Đã có số liệu"}).status_code
        == 302
    )
    assert officer.post(f"{where}bao-cao/", {"text": "Đã xong"}).status_code == 302
    assert head.post(f"{where}ket-thuc/", {"text": "Đạt"}).status_code == 302
    assert Matter.objects.get().state == MatterState.CLOSED
    assert Task.objects.get().progress == 60


def test_the_list_asks_the_same_for_5_and_for_50_rows(people: Cast):
    client, counts = signed_in(people, "it_officer"), []
    for many in (5, 45):
        for number in range(many):
            given(people, number)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?so-dong=100")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts


@pytest.mark.parametrize(
    ("text", "lead", "support", "inform", "due"),
    [
        ("Giao Phòng CNTT chủ trì, phối hợp Thanh tra, xong trước 30/11", "u1", ["u2"], [],
         date(2026, 11, 30)),
        ("Phòng CNTT chủ trì, Thanh tra phối hợp; Văn phòng để biết", "u1", ["u2"], ["u3"], None),
        ("Chuyển Phòng Công nghệ thông tin", "u1", [], [], None),
        ("Chủ trì: Thanh tra. Phối hợp: Phòng CNTT, Văn phòng", "u2", ["u1", "u3"], [], None),
        ("Đồng ý.", "", [], [], None),
        ("Giao Thanh tra, báo cáo trong 5 ngày", "u2", [], [], date(2026, 11, 30)),
        ("Họp ngày 31/02, giao Văn phòng", "u3", [], [], None),
        ("Xem công văn 12/01/2020", "", [], [], None),
    ],
)  # fmt: skip
def test_a_remark_is_read(text: str, lead: str, support: list, inform: list, due: date | None):
    desks = [
        Desk("u1", "Phòng CNTT", words=("Phòng Công nghệ thông tin", "CNTT", "phòng CNTT")),
        Desk("u2", "Thanh tra", words=("Thanh tra", "TTr")),
        Desk("u3", "Văn phòng", words=("Văn phòng", "VP")),
    ]
    found = understand(text, desks, today=date(2026, 11, 23), add_days=WorkCalendar().add_days)
    assert (found.lead, found.support, found.inform, found.due_on) == (lead, support, inform, due)


def test_a_date_is_explained_in_working_days():
    line = explain_due(date(2026, 11, 30), date(2026, 11, 23), WorkCalendar())
    assert line == (
        "Thứ Hai, 30/11/2026: còn 5 ngày làm việc, không tính 2 ngày nghỉ (28/11, 29/11)."
    )
