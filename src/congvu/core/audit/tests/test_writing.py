"""Rows written by kept SQL are those that Django would have written."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from congvu.core.audit.models import Entry
from congvu.core.jobs.models import Job
from congvu.core.kernel import storing

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, 2, 3, 456_789, tzinfo=UTC)


def entry(number: int, **facts: object) -> Entry:
    return Entry(
        uid=UUID(int=number), at=AT, verb="thu.ghi", actor_name="Nguyễn Văn An", channel="web",
        changes={"lời": ["", "Đồng ý"], "số": 7}, digest=bytes(range(32)), **facts,
    )  # fmt: skip


def test_what_a_constraint_forbids_is_not_written() -> None:
    storing.insert_keyed([Group(name="Văn thư")])
    with pytest.raises(IntegrityError), transaction.atomic():
        storing.insert_keyed([Group(name="Lãnh đạo"), Group(name="Văn thư")])
    assert [group.name for group in Group.objects.all()] == ["Văn thư"]


@pytest.mark.parametrize("count", [0, 1, 2, storing.FEW, storing.FEW + 1])
def test_each_row_reads_as_it_was_written_and_has_its_key(count: int) -> None:
    for start in (1, 100):
        made = storing.insert_keyed([entry(start + n, agency_id=n or None) for n in range(count)])
        for row in made:
            found = Entry.objects.get(uid=row.uid)
            assert found.pk == row.pk and not row._state.adding
            for field in Entry._meta.concrete_fields:
                ours, theirs = getattr(row, field.attname), getattr(found, field.attname)
                assert ours == (bytes(theirs) if field.name == "digest" else theirs)


@pytest.mark.parametrize("count", [1, 3])
def test_few_rows_are_one_statement(count: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        storing.insert_keyed([Group(name=f"Nhóm {n}") for n in range(count)])
    assert len(asked) == 1


def test_a_row_that_has_its_key_keeps_it() -> None:
    storing.insert_keyed([Group(pk=77, name="Văn thư")])
    assert Group.objects.get().pk == 77


def test_fields_are_rewritten_row_by_row_and_others_left_alone() -> None:
    kinds = [ContentType(app_label="thu", model=f"loai{n}") for n in range(3)]
    storing.insert_keyed(kinds)
    for number, kind in enumerate(kinds):
        kind.app_label, kind.model = f"moi{number}", "khac"
    storing.update(kinds, ["app_label"])
    found = ContentType.objects.filter(pk__in=[kind.pk for kind in kinds]).order_by("pk")
    assert [(kind.app_label, kind.model) for kind in found] == [
        (f"moi{n}", f"loai{n}") for n in range(3)
    ]


def test_a_row_that_is_gone_is_not_brought_back() -> None:
    group = Group(name="Văn thư")
    storing.insert_keyed([group])
    Group.objects.all().delete()
    storing.update([group], ["name"])
    assert not Group.objects.exists()


def test_moments_json_and_nothing_are_written_as_such() -> None:
    job = Job(name="thu", key="k", args={"a": [1, None]}, created_at=AT, due_at=AT)
    storing.insert_keyed([job])
    job.due_at, job.state, job.finished_at, job.args = None, "done", AT, {}
    storing.update([job], ["due_at", "state", "finished_at", "args"])
    found = Job.objects.get()
    assert (found.due_at, found.finished_at, found.args) == (None, AT, {})
