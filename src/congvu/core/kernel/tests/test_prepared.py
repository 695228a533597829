"""A prepared question answers as the query it was built from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, QuerySet

from congvu.core.kernel.prepared import Prepared, PreparedNumber

pytestmark = pytest.mark.django_db
START = datetime(2016, 7, 29, 8, 0, tzinfo=UTC)


def sessions(since: datetime, day: date) -> QuerySet[Session]:
    return Session.objects.filter(
        expire_date__gte=since, expire_date__date__lte=day
    ).order_by("session_key")  # fmt: skip


def test_a_value_that_the_query_does_not_hold_is_refused() -> None:
    ask = Prepared(lambda since, day: Session.objects.filter(expire_date__gte=since),
                   since=datetime, day=date)  # fmt: skip
    with pytest.raises(ValueError, match="day"):
        ask(since=START, day=START.date())


def test_every_call_gets_its_own_values() -> None:
    for hours in range(5):
        Session.objects.create(session_key=f"k{hours}", expire_date=START + timedelta(days=hours))
    ask = Prepared(sessions, since=datetime, day=date)
    for first, last in ((0, 4), (1, 3), (4, 4), (3, 1)):
        since, day = START + timedelta(days=first), (START + timedelta(days=last)).date()
        assert ask(since=since, day=day) == list(sessions(since, day))
    assert len(ask(since=START, day=date(2016, 7, 30))) == 2


def test_rows_need_not_be_models() -> None:
    group = Group.objects.create(name="Văn thư")
    ask = Prepared(
        lambda pk: Group.objects.filter(pk=pk).values_list("name").annotate(n=Count("*")), pk=int
    )
    assert ask(pk=group.pk) == [("Văn thư", 1)]
    assert ask(pk=group.pk + 1) == []


@pytest.mark.django_db(transaction=True)
def test_threads_ask_over_their_own_connections() -> None:
    group = Group.objects.create(name="Văn thư")
    ask = Prepared(lambda pk: Group.objects.filter(pk=pk), pk=int)
    found: list[list[Group]] = [ask(pk=group.pk)]

    def elsewhere() -> None:
        found.append(ask(pk=group.pk))
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [[group], [group]]


def test_a_number_is_counted_for_its_own_values() -> None:
    for name in ("a", "b", "c"):
        Group.objects.create(name=name)
    ask = PreparedNumber(lambda name: Group.objects.filter(name__gt=name)[:2].count(), name=str)
    assert [ask(name=name) for name in ("", "a", "b", "c")] == [2, 2, 1, 0]


def test_what_changed_since_is_seen_at_the_next_call() -> None:
    group = Group.objects.create(name="a")
    ask = Prepared(lambda name: Group.objects.filter(name=name), name=str)
    assert ask(name="a") == [group]
    Group.objects.filter(pk=group.pk).update(name="b")
    assert (ask(name="a"), ask(name="b")) == ([], [group])


def test_preparing_a_number_is_no_question_of_its_own(django_assert_num_queries) -> None:
    ask = PreparedNumber(lambda name: Group.objects.filter(name=name).count(), name=str)
    for _ in range(2):
        with django_assert_num_queries(1):
            ask(name="a")
