"""Promises of verbs on many tasks at once: each on its own, and the page says what became of each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.core.accounts.models import User
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.office.work import actions
from congvu.office.work.actions import Asked, Target, batch_tasks
from congvu.office.work.choices import TASK_KIND, MatterState, Part
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.models import Assignment, Consultation, Matter, Task

pytestmark = pytest.mark.django_db
LIST = "/cong-viec/"


@pytest.fixture
def people() -> Cast:
    return cast()


def given(people: Cast, title: str, who: str = "it_officer", giver: str = "it_head") -> Task:
    return actions.create_task(
        actor=people.actor(giver), at=AT, title=title, lead=Target(post_id=people.posts[who].pk)
    )


def client_of(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def part(task: Task) -> Assignment:
    return Assignment.objects.filter(
        subject_kind=TASK_KIND, subject_id=task.pk, part=Part.LEAD
    ).latest("id")


def matter(task: Task) -> Matter:
    return Matter.objects.get(subject_kind=TASK_KIND, subject_id=task.pk)


def batch(people: Cast, who: str, verb: str, tasks: list[Task], **asked):
    return batch_tasks(
        actor=people.actor(who), at=AT, verb=verb, task_ids=[task.pk for task in tasks],
        asked=Asked(**asked),
    )  # fmt: skip


# Refusals


def test_an_unknown_verb_and_too_many_are_refused(people: Cast) -> None:
    with pytest.raises(Invalid):
        batch(people, "it_officer", "cook", [given(people, "Một")])
    with pytest.raises(Invalid):
        batch_tasks(
            actor=people.actor("it_officer"), at=AT, verb="report", task_ids=range(1, 300),
            asked=Asked("Xong"),
        )  # fmt: skip


def test_one_refusal_stops_no_other_and_says_why(people: Cast) -> None:
    mine, others, foreign = (
        given(people, "Của tôi"),
        given(people, "Của người khác", "it_second"),
        given(cast("snv", "Sở Nội vụ"), "Nơi khác"),
    )
    first, second, third = batch(
        people, "it_officer", "report", [mine, others, foreign], text="Đã xong"
    )
    assert (first.ok, second.ok, third.ok) == (True, False, False)
    assert (second.code, third.code) == ("not_found", "not_found")
    assert part(mine).state == "done"
    assert part(others).state == part(foreign).state == "waiting"


def test_nobody_reports_what_others_hold(people: Cast) -> None:
    task = given(people, "Của cấp dưới")
    [outcome] = batch(people, "it_head", "report", [task], text="Xong")
    assert (outcome.ok, outcome.code) == (False, "wrong_state")
    assert "không giữ phần việc" in outcome.message


def test_a_second_reminder_on_one_day_is_refused(people: Cast) -> None:
    task = given(people, "Chậm")
    assert batch(people, "it_head", "remind", [task])[0].ok
    [again] = batch(people, "it_head", "remind", [task])
    assert again.code == "reminded_today"


def test_a_stranger_and_a_guest_do_nothing(people: Cast, client: Client) -> None:
    task = given(people, "Việc")
    address = f"{LIST}hang-loat/bao-cao/"
    assert client.post(address, {"chon": task.pk}).status_code == 302
    typed = {"chon": task.pk, "gui": "1", "text": "Xong"}
    stranger = client_of(cast("stp", "Sở Tư pháp"), "leader")
    assert stranger.post(address, typed)["Location"] == LIST
    assert part(task).state == "waiting"
    officer = client_of(people, "it_officer")
    assert officer.post(f"{LIST}hang-loat/nau-com/", typed).status_code == 404
    assert officer.get(address).status_code == 405


def test_nothing_ticked_is_told(people: Cast) -> None:
    officer = client_of(people, "it_officer")
    answer = officer.post(f"{LIST}hang-loat/bao-cao/", {"chon": "x"}, follow=True)
    assert "Chưa chọn việc nào" in answer.content.decode()


def test_a_form_without_its_words_does_nothing(people: Cast) -> None:
    task, officer = given(people, "Việc"), client_of(people, "it_officer")
    typed = {"chon": task.pk, "gui": "1", "text": " "}
    answer = officer.post(f"{LIST}hang-loat/bao-cao/", typed)
    assert answer.status_code == 422
    assert part(task).state == "waiting"


# What works


def test_the_same_task_twice_is_done_once(people: Cast) -> None:
    task = given(people, "Việc")
    outcomes = batch(people, "it_officer", "progress", [task, task], percent=50)
    assert [one.ok for one in outcomes] == [True]
    task.refresh_from_db()
    assert task.progress == 50


def test_many_are_given_on_and_closed(people: Cast) -> None:
    tasks = [given(people, f"Việc {n}") for n in range(3)]
    outcomes = batch(
        people, "it_officer", "hand_on", tasks, lead=Target(post_id=people.posts["it_second"].pk),
        due_on=date(2026, 12, 1),
    )  # fmt: skip
    assert all(one.ok for one in outcomes)
    assert {part(task).to_post_id for task in tasks} == {people.posts["it_second"].pk}
    outcomes = batch(people, "it_head", "close", tasks, text="Không cần nữa")
    assert all(one.ok for one in outcomes)
    assert {matter(task).state for task in tasks} == {MatterState.CLOSED}


def test_the_page_asks_once_and_shows_each_outcome_without_scripts(people: Cast) -> None:
    mine, ended = given(people, "Còn làm"), given(people, "Đã xong rồi")
    batch(people, "it_officer", "report", [ended], text="Xong")
    officer = client_of(people, "it_officer")
    shown = officer.get(LIST).content.decode()
    assert f'formaction="{LIST}hang-loat/bao-cao/"' in shown
    assert f'name="chon" value="{mine.pk}"' in shown
    address, typed = f"{LIST}hang-loat/bao-cao/", {"chon": [mine.pk, ended.pk]}
    page = officer.post(address, typed).content.decode()
    assert "Báo cáo kết quả: 2 việc" in page
    assert part(mine).state == "waiting"
    page = officer.post(address, typed | {"gui": "1", "text": "Đã xong"}).content.decode()
    assert "Đã xong 1/2 việc" in page
    assert "không giữ phần việc" in page
    assert part(mine).state == "done"


def test_the_order_for_many_is_the_order_form(people: Cast) -> None:
    tasks = [given(people, f"Việc {n}") for n in range(2)]
    officer = client_of(people, "it_officer")
    typed = {"chon": [task.pk for task in tasks]}
    page = officer.post(f"{LIST}hang-loat/giao/", typed).content.decode()
    assert 'name="lead"' in page
    typed |= {"gui": "1", "lead": f"p{people.posts['it_second'].pk}", "instruction": "Giúp tôi"}
    page = officer.post(f"{LIST}hang-loat/giao/", typed).content.decode()
    assert "Đã xong 2/2 việc" in page
    assert part(tasks[0]).instruction == "Giúp tôi"


# Questions waiting for an opinion


def ask(people: Cast, subject: Subject, unit: str, question: str) -> None:
    actions.ask_opinion(
        actor=people.actor("it_head"), at=AT, subject=subject, question=question,
        targets=[Target(unit_id=people.units[unit].pk)],
    )  # fmt: skip


@pytest.mark.parametrize("query", ["q=%00", "tt=%00"])
def test_unreadable_parameters_of_the_list_are_refused(people: Cast, query: str) -> None:
    assert client_of(people, "it_head").get(f"{LIST}y-kien/?{query}").status_code == 400


def test_what_waits_for_my_unit_is_listed_and_counted(people: Cast) -> None:
    task = given(people, "Dự thảo kế hoạch")
    subject = Subject(TASK_KIND, task.pk)
    ask(people, subject, "post", "Đề nghị cho ý kiến về kinh phí")
    head = client_of(people, "post_head")
    page = head.get(f"{LIST}y-kien/").content.decode()
    assert "cho ý kiến về kinh phí" in page
    assert "Dự thảo kế hoạch" in page
    assert head.get(f"{LIST}y-kien/?q=kinh+phi+khac").content.decode().count("kinh phí</a>") == 0
    other = client_of(people, "post_officer").get(f"{LIST}y-kien/").content.decode()
    assert "kinh phí" not in other
    asker = client_of(people, "it_head").get(f"{LIST}y-kien/?tt=toi-hoi").content.decode()
    assert "Chưa trả lời" in asker


def test_answered_it_moves_to_the_answered(people: Cast) -> None:
    subject = Subject(TASK_KIND, given(people, "Kế hoạch").pk)
    ask(people, subject, "post", "Ý kiến về nhân lực")
    actions.answer_opinion(
        actor=people.actor("post_head"), at=AT, consultation_id=Consultation.objects.get().pk,
        answer="Nhất trí", agrees=True,
    )  # fmt: skip
    head = client_of(people, "post_head")
    assert "nhân lực" not in head.get(f"{LIST}y-kien/").content.decode()
    answered = head.get(f"{LIST}y-kien/?tt=da-tra-loi").content.decode()
    assert "nhân lực" in answered
    assert "Nhất trí" in answered


def test_more_questions_cost_no_more_queries(people: Cast) -> None:
    head = client_of(people, "post_head")
    costs = []
    for number in (1, 6):
        for one in range(number):
            subject = Subject(TASK_KIND, given(people, f"Kế hoạch {number}.{one}").pk)
            ask(people, subject, "post", f"Câu hỏi {number}.{one}")
        head.get(f"{LIST}y-kien/")
        with CaptureQueriesContext(connection) as asked:
            assert head.get(f"{LIST}y-kien/").status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]
