"""Telling people: refusals, never twice, only after the commit."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from congvu.core.accounts.factories import user
from congvu.core.jobs.models import Job
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.core.notifications import actions, queries
from congvu.core.notifications.choices import DeliveryState, Mode
from congvu.core.notifications.factories import KIND, MOMENT, NIGHT_KIND, tell
from congvu.core.notifications.models import Delivery, Notice
from congvu.core.notifications.tests.conftest import Sink

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nobody_is_told() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        actions.notify(
            event_key="a", kind=KIND, recipients=[], subject=None, title="A",
            actor=Actor(1, "a", "A"), at=MOMENT,
        )  # fmt: skip


def test_an_unknown_kind_is_a_programming_error() -> None:
    with pytest.raises(RuntimeError, match="not registered"):
        tell(user(), kind="test.unknown")


@pytest.mark.parametrize("url", ["https://xau.example", "//xau.example", "/\\xau", "javascript:1"])
def test_a_notice_leads_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        tell(user(), url=url)


def test_who_acted_and_who_left_are_not_told() -> None:
    boss, gone, clerk = user(), user(is_active=False), user()
    actor = Actor(user_id=boss.pk, username=boss.username, name=boss.full_name)
    assert tell(boss, gone, clerk, 999_999, actor=actor) == 1
    assert list(Notice.objects.values_list("recipient_id", flat=True)) == [clerk.pk]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_told(sink: Sink) -> None:
    clerk = user(email="van@example.vn")

    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        tell(clerk)
        raise Broken
    run_all(at=MOMENT)
    assert not Notice.objects.exists()
    assert sink.letters == []


def test_one_event_reaches_a_person_once(sink: Sink) -> None:
    clerk, boss = user(email="van@example.vn"), user(email="nam@example.vn")
    assert tell(clerk) == 1
    assert tell(clerk, boss) == 1
    run_all(at=MOMENT)
    assert tell(clerk, boss) == 0
    run_all(at=MOMENT)
    assert Notice.objects.count() == 2
    assert sorted(letter["X-To"] for letter in sink.letters) == ["nam@example.vn", "van@example.vn"]


def test_two_events_are_two_notices() -> None:
    clerk = user()
    assert tell(clerk, key="a") + tell(clerk, key="b") == 2


@pytest.mark.django_db(transaction=True)
def test_two_that_tell_at_once_tell_once(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            start.wait(10)
            tell(clerk)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert Notice.objects.count() == Delivery.objects.count() == Job.objects.count() == 1
    run_all(at=MOMENT)
    assert len(sink.letters) == 1


def test_who_switched_everything_off_is_not_told(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    _choose(clerk, {(KIND, "app"): Mode.OFF, (KIND, "email"): Mode.OFF})
    assert tell(clerk) == 0
    assert not Notice.objects.exists()


def test_off_in_the_application_still_mails(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    _choose(clerk, {(KIND, "app"): Mode.OFF})
    assert tell(clerk) == 1
    run_all(at=MOMENT)
    assert len(sink.letters) == 1
    assert queries.unread_count(_actor(clerk)) == 0


def test_without_mail_only_the_application_tells() -> None:
    clerk = user(email="van@example.vn")
    assert tell(clerk) == 1
    assert not Delivery.objects.exists()


def test_a_person_without_a_mailbox_is_told_in_the_application(sink: Sink) -> None:
    assert tell(user(email="")) == 1
    assert not Delivery.objects.exists()


def test_a_registered_gateway_carries_what_was_chosen(sink: Sink, gateway: list) -> None:
    clerk, other = user(phone="0912345678"), user(phone="0912345679")
    _choose(clerk, {(KIND, "sms"): Mode.NOW})
    tell(clerk, other)
    run_all(at=MOMENT)
    assert [(message.address, message.title) for message in gateway] == [
        ("0912345678", "Giám đốc chuyển văn bản số 15")
    ]


def test_urgent_news_do_not_wait_for_the_morning(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    tell(clerk, key="a", kind=NIGHT_KIND)
    tell(clerk, key="b", kind=NIGHT_KIND, urgent=True)
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [DeliveryState.DIGEST, DeliveryState.WAITING]


def test_telling_many_costs_as_many_queries_as_telling_one(
    sink: Sink, django_assert_max_num_queries: object
) -> None:
    few = [user(email=f"a{number}@example.vn") for number in range(2)]
    many = [user(email=f"b{number}@example.vn") for number in range(60)]
    with django_assert_max_num_queries(12) as first:
        tell(*few, key="few", subject=Subject("test.letter", 1))
    with django_assert_max_num_queries(len(first) + 4):  # SQLite splits large statements
        tell(*many, key="many", subject=Subject("test.letter", 1))


def _actor(person: object) -> Actor:
    return Actor(user_id=person.pk, username=person.username, name=person.full_name)


def _choose(person: object, chosen: dict) -> None:
    actions.change_preferences(actor=_actor(person), chosen=chosen, at=MOMENT)


def test_many_events_are_told_with_as_many_statements_as_one(
    django_assert_max_num_queries: Any, sink: Sink
) -> None:
    people = [user(email=f"nguoi{n}@example.vn") for n in range(3)]
    actor = Actor(user_id=0, username="", name="Hệ thống")

    def events(first: int, count: int) -> list[actions.Event]:
        return [
            actions.Event(f"e{n}", [person.pk for person in people], f"Việc {n}")
            for n in range(first, first + count)
        ]

    with django_assert_max_num_queries(8):
        told = actions.notify_many(kind=KIND, events=events(0, 20), actor=actor, at=MOMENT)
    assert told == 60
    assert actions.notify_many(kind=KIND, events=events(0, 21), actor=actor, at=MOMENT) == 3
    assert Notice.objects.count() == 63
    assert Delivery.objects.count() == 63
    assert Job.objects.filter(name="notifications.deliver").count() == 63
