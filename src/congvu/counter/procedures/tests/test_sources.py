"""The province as forms look it up: by date, with and without a map."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.models import AgencyCode
from congvu.counter.procedures.sources import ProvinceSources

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def province() -> None:
    """Three tiers until 30/6/2025, two after."""
    top = organisation.territory("24", "Tỉnh Bắc Giang", "province")
    town = organisation.territory(
        "213", "Thành phố Bắc Giang", "district", parent=top, valid_to=BEFORE
    )
    organisation.territory("07204", "Phường Ngô Quyền", "commune", parent=town, valid_to=BEFORE)
    organisation.territory("07210", "Phường Bắc Giang", "commune", parent=top, valid_from=AFTER)


def test_without_a_map_nothing_is_said_to_be_wrong() -> None:
    assert ProvinceSources().territory("24", AFTER) is None
    assert ProvinceSources().territories(AFTER, "", "commune") == []


def test_a_ward_is_known_on_its_days_only(province: None) -> None:
    sources = ProvinceSources()
    whole = "Phường Ngô Quyền, Thành phố Bắc Giang, Tỉnh Bắc Giang"
    assert sources.territory("07204", BEFORE) == whole
    assert sources.territory("07204", AFTER) == ""
    assert sources.territory("07210", AFTER) == "Phường Bắc Giang, Tỉnh Bắc Giang"


def test_the_picker_groups_by_the_unit_above(
    province: None, django_assert_num_queries: Any
) -> None:
    sources = ProvinceSources()
    with django_assert_num_queries(2):
        assert sources.territories(BEFORE, "213", "commune") == [
            ("Thành phố Bắc Giang", [("07204", "Phường Ngô Quyền")])
        ]
        assert sources.territories(BEFORE, "99", "commune") == []
        assert sources.territories(AFTER, "24", "commune") == [
            ("Tỉnh Bắc Giang", [("07210", "Phường Bắc Giang")])
        ]
        assert sources.territories(AFTER, "", "district") == []


def test_agencies_by_the_code_of_the_day() -> None:
    one = organisation.agency("Sở Thông tin và Truyền thông")
    AgencyCode.objects.create(
        agency=one, code="H02.15", scheme=CodeScheme.QD20, valid_from=date(2020, 1, 1), valid_to=BEFORE
    )  # fmt: skip
    sources = ProvinceSources()
    assert sources.agency("H02.15", BEFORE) == "Sở Thông tin và Truyền thông"
    assert sources.agency("H02.15", AFTER) == ""
    assert ("H02.15", one.name) in sources.agencies(BEFORE)
    assert ("H02.15", one.name) not in sources.agencies(AFTER)
