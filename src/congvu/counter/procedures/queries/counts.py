"""How many services there are, by agency and level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from congvu.core.organisation.validity import valid_on
from congvu.counter.procedures.choices import CLASS_OF, LimitState, ServiceLevel
from congvu.counter.procedures.models import FilingWay, Offering, Paper, ProcedureVersion


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


def complete_services(*, day: date, agency_ids: Collection[int]) -> dict[int, int]:
    """Of the services that hold on ``day``, how many are published with every part that Điều 8 of
    NĐ 63/2010/NĐ-CP demands (``records.shape.MANDATORY``), by agency; one query."""
    ways = FilingWay.objects.filter(version=OuterRef("pk"))
    whole = (
        ProcedureVersion.objects.in_force(day)
        .exclude(Q(name="") | Q(steps="") | Q(objects_text="") | Q(processing_agency=""))
        .filter(Exists(ways), Exists(Paper.objects.filter(version=OuterRef("pk"))))
        .filter(~Q(limit_state=LimitState.NONE) | Exists(ways.exclude(limit_state=LimitState.NONE)))
    )  # fmt: skip
    rows = (
        Offering.objects.on(day)
        .filter(agency__in=list(agency_ids), procedure__in=whole.order_by().values("procedure"))
        .order_by()
        .values_list("agency")
        .annotate(number=Count("pk"))
    )
    return dict(rows)
