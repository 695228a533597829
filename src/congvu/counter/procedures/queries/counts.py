"""How many services there are, by agency and level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from congvu.core.organisation.validity import valid_on
from congvu.counter.procedures.choices import CLASS_OF, ServiceLevel
from congvu.counter.procedures.models import Offering


@dataclass(frozen=True, slots=True)
class ServiceCounts:
    """Services on a day: ``by_agency[agency_id][service_level]``, and the whole province."""

    day: date
    by_agency: dict[int, Counter[str]]

    @property
    def total(self) -> Counter[str]:
        return sum(self.by_agency.values(), Counter())

    def of(self, *levels: ServiceLevel) -> int:
        """How many services of the province stand at one of the levels."""
        total = self.total
        return sum(total[level] for level in levels)

    @property
    def classes(self) -> Counter[str]:
        """The province by class of ND 42/2022/NĐ-CP, the levels of before counted as such."""
        found: Counter[str] = Counter()
        for level, number in self.total.items():
            found[CLASS_OF[ServiceLevel(level)]] += number
        return found


def service_counts(*, day: date) -> ServiceCounts:
    """Count the services that hold on ``day`` and whose procedure is in force then; one query."""
    in_force = valid_on(day, "procedure__versions__")
    rows = (
        Offering.objects.on(day)
        .filter(in_force, procedure__versions__state="published")
        .order_by()
        .values_list("agency", "service_level")
        .annotate(number=Count("pk"))
    )
    by_agency: dict[int, Counter[str]] = {}
    for agency_id, level, number in rows:
        by_agency.setdefault(agency_id, Counter())[level] = number
    return ServiceCounts(day, by_agency)
