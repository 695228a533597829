"""A letter that takes the place of earlier ones, at many agencies at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.office.documents.actions.outgoing import Place
from congvu.office.documents.choices import RecipientKind
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.documents.tests.outgoing_cast import issued
from congvu.office.exchange.actions import deliver_here
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender() -> Cast:
    return cast()


def sent(sender: Cast, places: Sequence[Agency], replacing: Outgoing | None = None) -> Outgoing:
    relation = {"relation": "replaces", "related_to_id": replacing.pk} if replacing else {}
    to = tuple(Place(RecipientKind.AGENCY, agency_id=one.pk) for one in places)
    return issued(sender, places=to, **relation)


def questions(places: Sequence[Agency], sender: Cast) -> int:
    """Statements that lay a replacement before these agencies."""
    earlier = sent(sender, places)
    deliver_here(at=AT)
    later = sent(sender, places, earlier)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert deliver_here(at=AT) == len(places)
    for row in Incoming.objects.filter(origin=later).select_related("replaces"):
        assert row.replaces is not None
        assert (row.replaces.origin_id, row.replaces.agency_id) == (earlier.pk, row.agency_id)
    return len(asked)


def test_a_replacement_costs_no_statement_more_for_more_agencies(sender: Cast) -> None:
    places = [organisation.agency(f"UBND xã {n}") for n in range(14)]
    assert questions(places[:10], sender) == questions(places, sender)


def test_who_never_had_the_earlier_letter_replaces_nothing(sender: Cast) -> None:
    had, new = organisation.agency("UBND xã Một"), organisation.agency("UBND xã Hai")
    earlier = sent(sender, [had])
    deliver_here(at=AT)
    later = sent(sender, [had, new], earlier)
    deliver_here(at=AT)
    found = dict(Incoming.objects.filter(origin=later).values_list("agency_id", "replaces__origin"))
    assert found == {had.pk: earlier.pk, new.pk: None}


def test_of_several_the_newest_is_replaced(sender: Cast) -> None:
    place = organisation.agency("UBND xã Một")
    first = sent(sender, [place])
    deliver_here(at=AT)
    second = sent(sender, [place], first)
    deliver_here(at=AT)
    third = sent(sender, [place], second)
    deliver_here(at=AT)
    [row] = Incoming.objects.filter(origin=third).select_related("replaces")
    assert row.replaces is not None and row.replaces.origin_id == second.pk
