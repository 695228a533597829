"""A prepared question answers as the query it was built from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import isolate_apps

from congvu.core.kernel.prepared import Prepared, PreparedNumber, Small

pytestmark = pytest.mark.django_db
User = get_user_model()
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


def test_preparing_a_number_is_no_question_of_its_own(django_assert_num_queries: Any) -> None:
    ask = PreparedNumber(lambda name: Group.objects.filter(name=name).count(), name=str)
    for _ in range(2):
        with django_assert_num_queries(1):
            ask(name="a")


def test_rows_become_what_the_query_itself_makes_of_them() -> None:
    kind = ContentType.objects.create(app_label="van_ban", model="thu")
    Permission.objects.create(name="Đọc", codename="doc", content_type=kind)

    def build(app: str) -> QuerySet[Permission]:
        rows = Permission.objects.filter(content_type__app_label=app)
        return rows.select_related("content_type").annotate(n=Count("group"))

    (mine,), (theirs,) = Prepared(build, app=str)(app="van_ban"), build("van_ban")
    assert {**vars(mine), "_state": None} == {**vars(theirs), "_state": None}
    assert (mine._state.db, mine._state.adding) == (theirs._state.db, theirs._state.adding)
    assert mine._state.fields_cache == theirs._state.fields_cache == {"content_type": kind}


def test_what_is_not_there_to_join_is_none() -> None:
    LogEntry.objects.create(user=User.objects.create(username="a"), action_flag=1)
    ask = Prepared(
        lambda flag: LogEntry.objects.filter(action_flag=flag).select_related("content_type"),
        flag=Small,
    )
    (entry,) = ask(flag=1)
    assert entry._state.fields_cache == {"content_type": None}


@isolate_apps("django.contrib.auth")
def test_a_model_that_reads_its_rows_itself_does_so() -> None:
    class Heard(Group):
        class Meta:
            app_label = "auth"
            proxy = True

        @classmethod
        def from_db(cls, *args: Any, **more: Any) -> Heard:
            one = super().from_db(*args, **more)
            one.name = one.name.upper()
            return one

    Group.objects.create(name="a")
    (group,) = Prepared(lambda name: Heard.objects.filter(name=name), name=str)(name="a")
    assert group.name == "A"


@pytest.mark.parametrize(
    "build",
    [
        lambda name: Group.objects.filter(name=name).prefetch_related("permissions"),
        lambda name: Group.objects.filter(name=name).values("name"),
        lambda name: Group.objects.filter(name=name).values_list("name", flat=True),
    ],
)
def test_other_rows_are_refused(build: Callable[[str], QuerySet[Any]]) -> None:
    with pytest.raises(TypeError):
        Prepared(build, name=str)(name="a")


def test_a_percent_sign_in_the_statement_stays_one() -> None:
    Group.objects.create(name="100%")
    ask = Prepared(
        lambda name: Group.objects.filter(name=name).extra(where=["name LIKE '1%%'"]), name=str
    )
    assert [group.name for group in ask(name="100%")] == ["100%"]


def test_constants_stand_in_the_statement_where_the_database_plans_by_it() -> None:
    for name in ("100% 'đúng'", "b"):
        Group.objects.create(name=name)
    ask = Prepared(
        lambda pk: Group.objects.filter(pk__gt=pk, name__in=["100% 'đúng'", "c"]), pk=int
    )
    sent: list[Any] = []

    def see(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(see):
        found = [group.name for group in ask(pk=0)]
    assert found == ["100% 'đúng'"]
    assert [len(params) for params in sent] == [1 if connection.vendor == "postgresql" else 3]
