"""Two people act on one letter at the same moment: one wins, the other is told, nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from congvu.core.kernel.errors import DomainError
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.models import Incoming, Number
from congvu.office.documents.queries.incoming import parts_of
from congvu.office.documents.tests.test_incoming import FIELDS
from congvu.office.work.actions import Target
from congvu.office.work.choices import Holding, Part
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts on connections of their own, together; the codes of their outcomes, sorted."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait()
            act()
            return "ok"
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_two_directions_one_stands_and_one_is_stale(people: Cast) -> None:
    letter = actions.register(actor=people.actor("clerk"), at=AT, fields=FIELDS)
    order = {
        "actor": people.actor("leader"), "at": AT, "incoming_id": letter.pk,
        "version": letter.version,
    }  # fmt: skip
    outcomes = at_once(
        lambda: actions.direct(**order, lead=Target(unit_id=people.units["it"].pk)),
        lambda: actions.direct(**order, lead=Target(unit_id=people.units["post"].pk)),
    )
    assert outcomes == ["ok", "stale"]
    leads = Assignment.objects.active().of_part(Part.LEAD)
    assert leads.filter(subject_kind=INCOMING_KIND, subject_id=letter.pk).count() == 1


def test_a_waiting_letter_is_registered_once(people: Cast) -> None:
    letter = actions.receive(actor=people.actor("clerk"), at=AT, fields=FIELDS)
    acts = [
        lambda: actions.register(
            actor=people.actor("clerk"), at=AT, fields=FIELDS, incoming_id=letter.pk,
            version=letter.version,
        )
    ] * 4  # fmt: skip
    assert at_once(*acts) == ["ok", "stale", "stale", "stale"]
    assert Number.objects.get().subject_id == letter.pk


def test_the_same_letter_entered_twice_at_once_is_found_by_the_second(people: Cast) -> None:
    acts = [lambda: actions.register(actor=people.actor("clerk"), at=AT, fields=FIELDS)] * 4
    assert at_once(*acts) == ["duplicate_letter"] * 3 + ["ok"]
    assert Incoming.objects.count() == Number.objects.count() == 1


def test_different_letters_at_once_get_numbers_without_a_gap(people: Cast) -> None:
    def enter(number: int) -> Callable[[], object]:
        fields = replace(FIELDS, code=f"{number}/KH-UBND")
        return lambda: actions.register(actor=people.actor("clerk"), at=AT, fields=fields)

    assert at_once(*[enter(number) for number in range(1, 9)]) == ["ok"] * 8
    assert sorted(Incoming.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_either_the_giver_recalls_or_the_holder_opens(people: Cast) -> None:
    letter = actions.register(actor=people.actor("clerk"), at=AT, fields=FIELDS)
    at = {"at": AT, "incoming_id": letter.pk}
    actions.direct(actor=people.actor("leader"), lead=Target(unit_id=people.units["it"].pk), **at)
    part = parts_of(letter.pk)[-1]
    outcomes = at_once(
        lambda: actions.recall(actor=people.actor("leader"), assignment_id=part.pk, **at),
        lambda: actions.open_letter(actor=people.actor("it_head"), **at),
    )
    part.refresh_from_db()
    won = {
        Holding.RECALLED: [["not_found", "ok"], ["ok", "ok"]],
        Holding.OPENED: [["already_opened", "ok"]],
    }
    assert outcomes in won[Holding(part.state)]
    lead = Assignment.objects.active().of_part(Part.LEAD).get(subject_id=letter.pk)
    assert (lead.pk == part.pk) == (part.state == Holding.OPENED)
