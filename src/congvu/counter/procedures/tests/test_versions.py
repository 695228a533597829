"""Versions: written once, one a day, followed by the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed, Stale, WrongState
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import actions, errors, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.choices import VersionState
from congvu.counter.procedures.limits import stated
from congvu.counter.procedures.models import Procedure, ProcedureVersion
from congvu.counter.procedures.records import Basis, PaperItem, compare

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.AGENCY_ADMIN])
def test_who_does_not_keep_the_catalogue_writes_nothing(role: Role) -> None:
    make.field()
    with pytest.raises(NotAllowed):
        actions.draft_version(
            actor=organisation.seat(role), code="1.000001", record=make.record(), at=make.AT
        )
    assert not Procedure.objects.exists()


@pytest.mark.parametrize("code", ["", " ", "1.00/1", "không có", "a" * 41])
def test_a_code_that_cannot_be_an_address_is_refused(code: str) -> None:
    make.field()
    with pytest.raises(Invalid):
        actions.draft_version(actor=SYSTEM, code=code, record=make.record(), at=make.AT)


def test_an_unknown_field_is_refused_and_leaves_no_procedure() -> None:
    with pytest.raises(Invalid, match="lĩnh vực"):
        actions.draft_version(actor=SYSTEM, code="1.000001", record=make.record(), at=make.AT)
    assert not Procedure.objects.exists()


def test_a_published_version_is_never_edited() -> None:
    version = make.published("1.003868")
    with pytest.raises(WrongState):
        actions.publish_version(
            actor=SYSTEM, version_id=version.pk, valid_from=date(2027, 1, 1), at=make.AT
        )
    with pytest.raises(WrongState):
        actions.discard_draft(actor=SYSTEM, version_id=version.pk, at=make.AT)


def test_what_differs_in_nothing_makes_no_version() -> None:
    record = make.record()
    make.published("1.003868", record)
    with pytest.raises(errors.Unchanged):
        make.draft("1.003868", record)


@pytest.mark.parametrize("part", ["steps", "ways", "papers", "objects", "processing_agency"])
def test_a_record_without_a_mandatory_part_is_not_published(part: str) -> None:
    empty = () if part in {"ways", "papers"} else ""
    draft = make.draft(of=replace(make.record(), **{part: empty}))
    with pytest.raises(errors.Incomplete):
        actions.publish_version(
            actor=SYSTEM, version_id=draft.pk, valid_from=make.SINCE, at=make.AT
        )
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


@pytest.mark.parametrize("days", [0, -1, -400])
def test_the_next_version_begins_after_the_one_before(days: int) -> None:
    make.published("1.003868")
    with pytest.raises(errors.Overlap):
        make.published("1.003868", valid_from=make.SINCE + timedelta(days=days))


def test_a_draft_changed_by_another_is_not_overwritten() -> None:
    draft = make.draft("1.003868")
    actions.draft_version(
        actor=SYSTEM, code="1.003868", record=make.record("Bản khác"), version=1, at=make.AT
    )
    with pytest.raises(Stale):
        actions.draft_version(
            actor=SYSTEM, code="1.003868", record=make.record("Bản của tôi"), version=1, at=make.AT
        )
    draft.refresh_from_db()
    assert (draft.name, draft.version) == ("Bản khác", 2)


def test_one_version_holds_each_day() -> None:
    first = make.published("1.003868", make.record("Cấp giấy phép cũ"))
    second = make.published(
        "1.003868.H02", make.record("Cấp giấy phép mới"), valid_from=date(2026, 7, 1)
    )
    assert second.number == first.number + 1
    assert queries.version_on("1.003868", date(2026, 6, 30)) == first
    assert queries.version_on("1.003868.000.00.00.H02", date(2026, 7, 1)) == second
    with pytest.raises(errors.NotInForce):
        queries.version_on("1.003868", date(2019, 12, 31))
    with pytest.raises(errors.NoProcedure):
        queries.version_on("1.999999", date(2026, 7, 1))


def test_the_database_holds_one_open_version() -> None:
    version = make.published()
    version.pk, version.number, version.valid_from = None, 2, date(2026, 7, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


def test_the_database_holds_a_limit_whole() -> None:
    rows = ProcedureVersion.objects.filter(pk=make.published().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(limit_amount=None)


def test_withdrawn_it_ends_with_its_services() -> None:
    version = make.published("1.003868")
    offering = make.offering(version)
    later = make.offering(version, valid_from=date(2027, 6, 1))
    actions.withdraw_procedure(
        actor=SYSTEM, code="1.003868", last_day=date(2026, 12, 31), reason="Bãi bỏ", at=make.AT
    )
    offering.refresh_from_db()
    assert offering.valid_to == date(2026, 12, 31)
    assert not type(later).objects.filter(pk=later.pk).exists()
    with pytest.raises(errors.NotInForce):
        queries.version_on("1.003868", date(2027, 1, 1))
    with pytest.raises(errors.NotInForce):
        actions.withdraw_procedure(
            actor=SYSTEM, code="1.003868", last_day=date(2027, 1, 1), reason="Nữa", at=make.AT
        )


def test_the_record_comes_back_as_it_was_written(django_assert_num_queries) -> None:
    record = make.record(
        limit=stated(30, "day", "30 ngày"),
        papers=(PaperItem("Tờ khai", case="Cấp mới"), PaperItem("Bản cam kết", required=False)),
    )
    version = queries.published_version(make.published("1.003868", record).pk)
    with django_assert_num_queries(5):
        assert queries.record_of(version) == record


def test_two_versions_are_compared_part_by_part() -> None:
    before = make.record("Cấp giấy phép")
    after = replace(
        before,
        limit=stated(10, "working_day", "10 ngày làm việc"),
        papers=(before.papers[0], PaperItem("Bản cam kết", "TP-09", originals=1)),
        legal_bases=(*before.legal_bases, Basis("214/2016/TT-BTC", "Phí thẩm định")),
    )
    first, second = (
        make.published("1.003868", before),
        make.published("1.003868", after, valid_from=date(2026, 7, 1)),
    )
    found = queries.differences(first, second)
    assert [(one.part, one.change) for one in found] == [
        ("papers", "removed"), ("papers", "added"), ("limit", "changed"), ("legal_bases", "added"),
    ]  # fmt: skip
    assert compare(before, before) == []
    assert queries.differences(first, first) == []


def test_every_verb_leaves_its_entry() -> None:
    make.published("1.003868")
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "procedures.field.save", "procedures.version.draft", "procedures.version.publish",
    ]  # fmt: skip
