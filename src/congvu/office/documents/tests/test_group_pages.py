"""Promises of the pages of lists of places and of the filing plan."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for
from congvu.office.documents.actions import outgoing as outgoing_actions
from congvu.office.documents.actions import records as actions
from congvu.office.documents.models import RecipientGroup, Record
from congvu.office.documents.queries import records as queries
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
PLAN, GROUPS = "/ho-so-cong-viec/danh-muc/", "/van-ban-di/noi-nhan/"


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def fresh(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def opened(people: Cast, code: str = "01.CNTT") -> Record:
    return actions.create_record(
        actor=fresh(people, "it_head"), at=now(), code=code, title="Chuyển đổi số",
        retention="20 năm",
    )  # fmt: skip


@pytest.mark.parametrize("path", [PLAN, GROUPS, f"{GROUPS}moi/", f"{GROUPS}1/"])
def test_a_guest_is_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    ("year", "status"), [("x", 422), ("20266", 422), ("²⁰²⁶", 422), ("-1", 422), ("%00", 400)]
)
def test_the_plan_of_no_year_is_refused(people: Cast, year: str, status: int) -> None:
    assert signed_in(people, "clerk").get(f"{PLAN}?nam={year}").status_code == status


def test_the_plan_shows_strangers_nothing(people: Cast) -> None:
    record = opened(people)
    client = signed_in(cast("snv", "Sở Nội vụ"), "clerk")
    assert record.title not in client.get(f"{PLAN}?nam={record.year}").content.decode()


def test_the_plan_prints_each_record_file(people: Cast) -> None:
    record = opened(people)
    text = signed_in(people, "it_officer").get(f"{PLAN}?nam={record.year}").content.decode()
    assert all(word in text for word in (record.code, record.title, "20 năm", "Phạm Văn Đức"))


@pytest.mark.parametrize(
    ("words", "found"), [("chuyen doi", True), ("ĐỔI SỐ", True), ("01.cntt", True), ("khác", False)]
)
def test_words_find_whatever_their_case(people: Cast, words: str, found: bool) -> None:
    record = opened(people)
    rows = queries.matching(queries.visible_to(fresh(people, "clerk")), words)
    assert (list(rows) == [record]) is found


def test_the_pages_ask_the_same_for_few_and_for_many(people: Cast) -> None:
    other = cast("snv", "Sở Nội vụ").agency
    client, counts = signed_in(people, "clerk"), []
    client.get("/so/")  # what a process reads once is read here
    for many in (2, 20):
        for number in range(many):
            opened(people, f"{many}.{number}")
            outgoing_actions.save_group(
                actor=fresh(people, "clerk"), at=now(), name=f"{many}.{number}",
                agency_ids=[other.pk],
            )  # fmt: skip
        asked = []
        for path in (PLAN, GROUPS):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            asked.append(len(caught))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 10, counts


def group_of(people: Cast, name: str = "Các sở") -> RecipientGroup:
    other = cast("snv", "Sở Nội vụ").agency
    return outgoing_actions.save_group(
        actor=fresh(people, "clerk"), at=now(), name=name, agency_ids=[other.pk]
    )


def test_another_agencys_list_of_places_is_not_found(people: Cast) -> None:
    group = group_of(people)
    client = signed_in(cast("stp", "Sở Tư pháp"), "clerk")
    assert client.get(f"{GROUPS}{group.pk}/").status_code == 404
    assert client.post(f"{GROUPS}{group.pk}/xoa/").status_code == 404
    assert group.name not in client.get(GROUPS).content.decode()


def test_a_list_of_places_with_faults_keeps_its_name(people: Cast) -> None:
    group = group_of(people)
    client = signed_in(people, "clerk")
    answer = client.post(f"{GROUPS}moi/", {"name": "Tên đã gõ"})
    assert answer.status_code == 422
    assert "Tên đã gõ" in answer.content.decode()
    typed = {"name": group.name, "agency_ids": [a.pk for a in group.members.all()]}
    assert client.post(f"{GROUPS}moi/", typed).status_code == 422
    assert RecipientGroup.objects.count() == 1


def test_a_list_of_places_is_made_changed_and_dropped(people: Cast) -> None:
    client, group = signed_in(people, "clerk"), group_of(people)
    ids = [agency.pk for agency in group.members.all()]
    page = client.get(f"{GROUPS}{group.pk}/")
    assert page.context["form"]["name"].value() == group.name
    changed = client.post(f"{GROUPS}{group.pk}/", {"name": "Đổi tên", "agency_ids": ids})
    assert changed.status_code == 302
    assert client.post(f"{GROUPS}moi/", {"name": "Mới", "agency_ids": ids}).status_code == 302
    text = client.get(GROUPS).content.decode()
    assert "Đổi tên" in text
    assert "Mới" in text
    assert client.post(f"{GROUPS}{group.pk}/xoa/").status_code == 302
    assert RecipientGroup.objects.get().name == "Mới"
