"""Promises of the desk: who sees it, what comes first, how much it asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.queries import actor_for
from congvu.office.documents.actions import incoming as letters
from congvu.office.documents.actions import outgoing as drafts
from congvu.office.documents.actions.incoming import Fields
from congvu.office.work.actions import Target
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db


def today() -> date:
    """Asked when a test runs: a run may begin on one day and end on the next."""
    return local_date(now())


@pytest.fixture
def people() -> Cast:
    return cast()


def client_of(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def actor(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def letter(people: Cast, number: int, **changes):
    fields = Fields(
        issuer_name="Sở Tư pháp", issued_on=today(), subject=f"Về việc số {number}",
        code=f"{number}/STP", **changes,
    )  # fmt: skip
    return letters.register(actor=actor(people, "clerk"), at=now(), fields=fields)


def test_a_guest_is_sent_to_sign_in(client: Client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/")


def test_a_person_without_a_post_meets_a_polite_page(client: Client):
    client.force_login(User.objects.create(username="congdan", full_name="Nguyễn Văn A"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Kính chào Nguyễn Văn A" in answer.content.decode()


def test_nobody_sees_the_work_of_others(people: Cast):
    letter(people, 1)
    assert "Về việc số 1" not in client_of(people, "post_officer").get("/").content.decode()


def test_an_unknown_verb_shows_everything(people: Cast):
    letter(people, 1)
    assert len(client_of(people, "clerk").get("/?viec=nau-com").context["rows"]) == 1


def test_every_role_finds_its_verb(people: Cast):
    one = letter(people, 1)
    assert verbs(people, "clerk") == ["present"]
    letters.present(
        actor=actor(people, "clerk"), at=now(), incoming_id=one.pk,
        to_post_id=people.posts["leader"].pk,
    )  # fmt: skip
    assert verbs(people, "leader") == ["direct"]
    letters.direct(
        actor=actor(people, "leader"), at=now(), incoming_id=one.pk,
        lead=Target(unit_id=people.units["it"].pk), support=[Target(unit_id=people.units["post"].pk)],
    )  # fmt: skip
    assert verbs(people, "leader") == []
    assert verbs(people, "it_head") == ["assign"]
    assert verbs(people, "post_head") == ["support"]
    letters.assign(
        actor=actor(people, "it_head"), at=now(), incoming_id=one.pk,
        lead=Target(post_id=people.posts["it_officer"].pk),
    )  # fmt: skip
    assert verbs(people, "it_officer") == ["do"]
    draft = drafts.draft(
        actor=actor(people, "it_officer"), at=now(),
        fields=drafts.Fields(kind="cong_van", subject="Trả lời", body="Nội dung"),
    )  # fmt: skip
    assert sorted(verbs(people, "it_officer")) == ["do", "draft"]
    assert draft.pk


def verbs(people: Cast, name: str) -> list[str]:
    return [row.verb for row in client_of(people, name).get("/").context["rows"]]


def test_what_is_late_or_due_first_stands_first(people: Cast):
    days, start = (9, 2, 5), today()
    for number, day in enumerate(days, 1):
        one = letter(people, number)
        letters.direct(
            actor=actor(people, "leader"), at=now(), incoming_id=one.pk,
            lead=Target(unit_id=people.units["it"].pk), due_on=start + timedelta(days=day),
        )  # fmt: skip
    page = client_of(people, "it_head").get("/")
    rows = page.context["rows"]
    assert [(row.due - start).days for row in rows] == sorted(days)
    assert page.context["near"] == 1
    assert page.context["next"] == rows[0].href


def test_the_desk_asks_the_same_for_3_and_for_30_rows(people: Cast):
    client, counts = client_of(people, "clerk"), []
    letter(people, 1)
    client.get("/")  # the calendar is read once a process
    for many in (3, 27):
        for number in range(many):
            letter(people, many * 100 + number)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts
