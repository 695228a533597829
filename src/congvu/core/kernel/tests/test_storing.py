"""What is stored by a statement of our own is what ``save`` would have stored."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, connection, transaction

from congvu.core.kernel.prepared import PreparedUpdate
from congvu.core.kernel.storing import FEW, insert, insert_many

pytestmark = pytest.mark.django_db
START = datetime(2016, 7, 29, 8, 0, tzinfo=UTC)
User = get_user_model()


def test_a_row_that_breaks_a_rule_is_refused_as_by_save() -> None:
    insert(Group(name="Văn thư"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Group(name="Văn thư"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([Group(name="a"), Group(name="a")])
    assert list(Group.objects.values_list("name", flat=True)) == ["Văn thư"]


def test_a_failed_statement_spoils_the_transaction_around_it() -> None:
    insert(Group(name="a"))
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(Group(name="a"))
        assert transaction.get_rollback()


def test_a_known_row_is_left_out_where_that_is_wanted() -> None:
    first, second = Group(name="Văn thư"), Group(name="Văn thư")
    assert insert(first, unless_known=True)
    assert not insert(second, unless_known=True)
    assert second.pk is None
    insert_many([Group(name="Văn thư"), Group(name="Lãnh đạo")], unless_known=True)
    assert Group.objects.count() == 2


def test_a_row_is_read_back_as_it_was_stored() -> None:
    kind = ContentType.objects.create(app_label="van_ban", model="thu")
    user = User.objects.create(username="a")
    rows: list[Any] = [
        Permission(name="Đọc 100%", codename="doc", content_type=kind),
        Session(session_key="k", session_data="{}", expire_date=START),
        LogEntry(user=user, action_flag=1, object_repr="x", content_type=None),
    ]
    for row in rows:
        assert insert(row)
        assert (row._state.adding, row._state.db) == (False, "default")
        (found,) = type(row).objects.filter(pk=row.pk)
        for field in row._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(row, field.attname)
        row.save()  # it stands: this is a change, no second row
    assert Permission.objects.filter(codename="doc").count() == 1


@pytest.mark.parametrize("rows", [0, 1, FEW, FEW + 1, 2 * FEW])
def test_few_rows_and_many_are_stored_alike(rows: int, django_assert_max_num_queries: Any) -> None:
    Group.objects.create(name="000")
    with django_assert_max_num_queries(3):  # a large batch has its savepoint
        insert_many([Group(name=f"{place:03}") for place in range(rows)], unless_known=True)
    assert Group.objects.count() == max(rows, 1)


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_for_the_first_and_takes_its_place_when_that_is_undone() -> None:
    stored: list[bool] = []

    def elsewhere() -> None:
        stored.append(insert(Group(name="a"), unless_known=True))
        connection.close()

    second = Thread(target=elsewhere)
    with transaction.atomic():
        stored.append(insert(Group(name="a"), unless_known=True))
        second.start()
        transaction.set_rollback(True)
    second.join()
    assert stored == [True, True]
    assert Group.objects.count() == 1


def test_a_change_touches_its_rows_alone() -> None:
    for name in ("a", "b"):
        Session.objects.create(session_key=name, session_data="old", expire_date=START)
    change = PreparedUpdate(
        lambda key, data: (Session.objects.filter(session_key=key), {"session_data": data}),
        key=str, data=str,
    )  # fmt: skip
    assert [change(key="a", data="new"), change(key="c", data="new")] == [1, 0]
    assert list(Session.objects.order_by("pk").values_list("session_data", flat=True)) == [
        "new",
        "old",
    ]


def test_a_change_may_take_a_value_away() -> None:
    kind = ContentType.objects.create(app_label="van_ban", model="thu")
    user = User.objects.create(username="a")
    entry = LogEntry.objects.create(user=user, action_flag=1, content_type=kind)
    change = PreparedUpdate(
        lambda pk, kind: (LogEntry.objects.filter(pk=pk), {"content_type_id": kind}),
        pk=int, kind=int,
    )  # fmt: skip
    for value in (None, kind.pk, None):
        change(pk=entry.pk, kind=value)
        entry.refresh_from_db()
        assert entry.content_type_id == value


def test_a_change_that_fails_spoils_the_transaction_around_it() -> None:
    insert_many([Group(name="a"), Group(name="b")])
    change = PreparedUpdate(
        lambda old, new: (Group.objects.filter(name=old), {"name": new}), old=str, new=str
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        change(old="a", new="b")
    assert Group.objects.filter(name="a").exists()
