"""Promises of record files."""

from __future__ import annotations

import pytest

from congvu.core.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import incoming
from congvu.office.documents.actions import records as actions
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.models import Record
from congvu.office.documents.queries import records as queries
from congvu.office.documents.tests.test_incoming import FIELDS
from congvu.office.work.actions import Target
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def record(people: Cast) -> Record:
    return create(people)


@pytest.fixture
def letter(people: Cast) -> Subject:
    made = incoming.register(actor=people.actor("clerk"), at=AT, fields=FIELDS)
    return Subject(INCOMING_KIND, made.pk)


def create(people: Cast, who: str = "it_head", **fields) -> Record:
    words = {"code": "01.CNTT", "title": "Hồ sơ chuyển đổi số", "retention": "20 năm"} | fields
    return actions.create_record(actor=people.actor(who), at=AT, **words)


def file(people: Cast, who: str, record: Record, *subjects: Subject):
    return actions.file_letters(
        actor=people.actor(who), at=AT, record_id=record.pk, subjects=subjects
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "x" * 21},
        {"title": " "},
        {"title": "x" * 501},
        {"retention": ""},
        {"retention": "x" * 31},
        {"year": 1990},
    ],
)
def test_a_record_file_needs_code_title_and_term(people: Cast, wrong: dict) -> None:
    with pytest.raises(Invalid):
        create(people, **wrong)


def test_a_code_is_taken_once_a_year(people: Cast, record: Record) -> None:
    with pytest.raises(Conflict):
        create(people, "clerk")
    assert create(people, year=2025).year == 2025


def test_another_agency_sees_nothing(people: Cast, record: Record, letter: Subject) -> None:
    other = cast("snv", "Sở Nội vụ")
    assert not queries.visible_to(other.actor("clerk")).exists()
    with pytest.raises(NotFound):
        file(other, "clerk", record, letter)


def test_only_the_owner_and_the_clerk_file(people: Cast, record: Record, letter: Subject) -> None:
    with pytest.raises(NotAllowed):
        file(people, "it_officer", record, letter)
    with pytest.raises(NotAllowed):
        actions.close_record(actor=people.actor("post_head"), at=AT, record_id=record.pk)


def test_nobody_files_what_they_do_not_read(people: Cast, record: Record, letter: Subject) -> None:
    with pytest.raises(NotFound):
        file(people, "it_head", record, letter)
    with pytest.raises(NotFound):
        file(people, "clerk", record, Subject("accounts.user", 1))
    with pytest.raises(Invalid):
        file(people, "clerk", record)


def test_a_letter_lies_once_in_a_record_file(people: Cast, record: Record, letter: Subject) -> None:
    assert len(file(people, "clerk", record, letter, letter)) == 1
    assert file(people, "clerk", record, letter) == []
    (row,) = queries.with_counts(queries.visible_to(people.actor("it_officer")))
    assert row.letters == 1
    assert list(queries.records_of(people.actor("clerk"), letter)) == [record]


def test_what_lies_in_it_keeps_its_own_readers(
    people: Cast, record: Record, letter: Subject
) -> None:
    file(people, "clerk", record, letter)
    ((_, card),) = queries.items(people.actor("it_head"), record)
    assert card is None
    incoming.direct(
        actor=people.actor("leader"), at=AT, incoming_id=letter.id,
        lead=Target(unit_id=people.units["it"].pk),
    )  # fmt: skip
    ((_, card),) = queries.items(people.actor("it_head"), record)
    assert card is not None and card.code == FIELDS.code


def test_a_closed_record_file_takes_nothing_more(
    people: Cast, record: Record, letter: Subject
) -> None:
    head = people.actor("it_head")
    with pytest.raises(WrongState):
        actions.close_record(actor=head, at=AT, record_id=record.pk)
    (item,) = file(people, "clerk", record, letter)
    with pytest.raises(Stale):
        actions.close_record(actor=head, at=AT, record_id=record.pk, version=record.version)
    closed = actions.close_record(actor=head, at=AT, record_id=record.pk)
    assert closed.closed_on == AT.date()
    for act in (
        lambda: file(people, "clerk", record, letter),
        lambda: actions.unfile(actor=head, at=AT, item_id=item.pk, reason="Nhầm"),
        lambda: actions.close_record(actor=head, at=AT, record_id=record.pk),
    ):
        with pytest.raises(WrongState):
            act()


def test_taking_out_needs_a_reason(people: Cast, record: Record, letter: Subject) -> None:
    (item,) = file(people, "clerk", record, letter)
    with pytest.raises(Invalid):
        actions.unfile(actor=people.actor("clerk"), at=AT, item_id=item.pk, reason="")
    actions.unfile(actor=people.actor("clerk"), at=AT, item_id=item.pk, reason="Nhầm hồ sơ")
    assert not record.items.exists()
