"""A desk that is connected to the portal's double."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from congvu.core.kernel.actor import system_actor
from congvu.core.organisation import factories as organisation
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.national.actions import save_portal
from congvu.counter.national.actions.portals import PortalFields
from congvu.counter.national.models import Portal
from congvu.counter.national.tests.portal import PASSWORD, Double, portal


@pytest.fixture
def double() -> Iterator[Double]:
    with portal() as made:
        yield made


@pytest.fixture
def place(db: None) -> Desk:
    return desk()


@pytest.fixture
def joined(db: None, double: Double) -> Portal:
    fields = PortalFields("Cổng thử nghiệm", double.url, "tinh-mau", "H02", PASSWORD)
    return save_portal(actor=system_actor(), at=AT, fields=fields)


@pytest.fixture
def agency_code(place: Desk) -> str:
    found = place.agency.codes.values_list("code", flat=True).first()
    if found:
        return found
    return organisation.agency_code(place.agency, f"H02.{place.agency.pk}").code
