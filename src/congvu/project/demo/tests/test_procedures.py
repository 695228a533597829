"""The demo's services add up to the seed's numbers, in each era."""

from __future__ import annotations

from datetime import date

import pytest

from congvu.core.organisation.choices import Level
from congvu.core.organisation.models import Agency
from congvu.counter.procedures import queries
from congvu.counter.procedures.choices import NUMBERED, Authority, ServiceLevel
from congvu.counter.procedures.factories import AT
from congvu.counter.procedures.models import LevelRule, Offering, ProcedureVersion
from congvu.project.demo import organisation, procedures, territories


@pytest.mark.django_db
def test_the_province_offers_what_the_seed_says() -> None:
    territories.load()
    organisation.load(small=False, password="!")
    assert procedures.load(at=AT) == 2_057

    then = queries.service_counts(day=date(2017, 6, 1))
    assert then.of(ServiceLevel.LEVEL_1, ServiceLevel.LEVEL_2) == 1_822
    assert then.of(ServiceLevel.LEVEL_3) == 235
    assert sum(then.total.values()) == 2_057
    served = Agency.objects.filter(pk__in=then.by_agency).values_list("level", flat=True)
    assert {level: list(served).count(level) for level in set(served)} == {
        Level.DEPARTMENT: 20, Level.DISTRICT: 10, Level.COMMUNE: 230,
    }  # fmt: skip

    middle = queries.service_counts(day=date(2023, 6, 1))
    assert middle.total == {ServiceLevel.INFORMATION: 1_822, ServiceLevel.PARTIAL: 235}
    now = queries.service_counts(day=date(2026, 11, 23))
    assert now.of(ServiceLevel.FULL) > 2 * now.of(ServiceLevel.PARTIAL)
    assert now.of(ServiceLevel.FULL, ServiceLevel.PARTIAL) == 235
    assert now.of(*NUMBERED) == 0
    assert not Offering.objects.on(AT.date()).filter(service_level="partial", reason="").exists()


@pytest.mark.django_db
def test_the_pack_holds_three_levels_and_every_mandatory_part() -> None:
    territories.load()
    organisation.load(small=True, password="!")
    procedures.load(at=AT)
    versions = list(ProcedureVersion.objects.in_force(AT.date()).select_related("field"))
    assert len(versions) >= 300
    levels = set(LevelRule.objects.values_list("level", flat=True))
    assert levels == {Authority.PROVINCE, Authority.DISTRICT, Authority.COMMUNE}
    assert not [one.name for one in versions if one.limit_state != "read"]
