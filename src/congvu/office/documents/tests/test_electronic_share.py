"""The electronic share of what was issued: by agency, level and month, in the hour of Vietnam."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation import factories as organisation
from congvu.office.documents.choices import Secrecy
from congvu.office.documents.models import Outgoing
from congvu.office.documents.queries.issued import issued as issued_letters
from congvu.office.documents.tests.outgoing_cast import issued, numbered, place_of
from congvu.office.exchange.queries import Share, shares, totals
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db
TODAY = local_date(AT)
MONTH = TODAY.replace(day=1)
YEAR = {"first": date(TODAY.year, 1, 1), "last": date(TODAY.year, 12, 31)}


@pytest.fixture
def sender() -> Cast:
    return cast()


@pytest.fixture
def receiver() -> Cast:
    return cast("ubndhh", "UBND huyện Hiệp Hòa")


def moved(letter: Outgoing, moment: datetime) -> None:
    Outgoing.objects.filter(pk=letter.pk).update(issued_at=moment)


def share_of(member: Cast) -> list[Share]:
    return shares(member.actor("clerk"), **YEAR)


def test_letters_on_paper_count_in_what_the_share_is_taken_of(sender: Cast, receiver: Cast) -> None:
    issued(sender, places=(place_of(receiver),))
    issued(sender)
    issued(sender)
    [share] = share_of(sender)
    assert (share.electronic, share.issued, share.percent) == (1, 3, 33.3)
    assert (share.agency, share.level, share.month) == (
        sender.agency.name, sender.agency.get_level_display(), MONTH,
    )  # fmt: skip
    assert share_of(receiver) == []


def test_what_is_not_issued_or_secret_is_no_part_of_it(sender: Cast) -> None:
    numbered(sender)
    Outgoing.objects.filter(pk=issued(sender).pk).update(
        secrecy=Secrecy.SECRET, body="", bases="", addressees=""
    )
    assert issued_letters(YEAR["first"], YEAR["last"]) == {}


def test_a_replacement_is_a_letter_sent_electronically_too(sender: Cast, receiver: Cast) -> None:
    first = issued(sender, places=(place_of(receiver),))
    issued(sender, places=(place_of(receiver),), relation="replaces", related_to_id=first.pk)
    [share] = share_of(sender)
    assert (share.electronic, share.issued, share.percent) == (2, 2, 100.0)


def test_months_and_days_are_those_of_vietnam(sender: Cast) -> None:
    """The first minute of a month there is still the month before in Greenwich."""
    midnight = datetime(2026, 3, 1, tzinfo=VIETNAM)
    moved(issued(sender), midnight)
    moved(issued(sender), midnight - timedelta(microseconds=1))
    assert issued_letters(date(2026, 2, 1), date(2026, 3, 31)) == {
        (sender.agency.pk, date(2026, 2, 1)): 1, (sender.agency.pk, date(2026, 3, 1)): 1,
    }  # fmt: skip
    assert issued_letters(date(2026, 3, 1), date(2026, 3, 1)) == {
        (sender.agency.pk, date(2026, 3, 1)): 1
    }
    assert issued_letters(date(2026, 3, 2), date(2026, 3, 31)) == {}


def test_the_room_is_among_those_that_issue() -> None:
    assert issued_letters in list(totals)
    assert organisation.agency("Sở Y tế").pk  # agencies without letters have no row
    assert issued_letters(YEAR["first"], YEAR["last"]) == {}
