"""What each agency serves on which day, with term and papers, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from congvu.core.kernel.clock import local_date, now
from congvu.counter.dossiers.choices import Channel
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.codes import agency_code_on, form_on
from congvu.counter.procedures.choices import ServiceLevel
from congvu.counter.procedures.models import Offering, ProcedureVersion
from congvu.counter.procedures.queries import settlement_term

ONLINE = {ServiceLevel.LEVEL_3, ServiceLevel.LEVEL_4, ServiceLevel.PARTIAL, ServiceLevel.FULL}


@dataclass(frozen=True, slots=True)
class PaperOf:
    position: int
    name: str
    code: str
    originals: int
    copies: int
    required: bool


@dataclass(frozen=True, slots=True)
class Service:
    """One agency's procedure under terms that hold from day to day."""

    offering_id: int
    version_id: int
    name: str
    since: date
    until: date
    online: bool
    papers: tuple[PaperOf, ...]
    terms: dict[int, Term]


@dataclass
class Counter:
    """All services of one agency, and its code on a day."""

    agency_id: int
    services: list[Service] = field(default_factory=list)
    codes: dict[date, object] = field(default_factory=dict)

    def on(self, day: date) -> list[Service]:
        return [one for one in self.services if one.since <= day <= one.until]

    def code_on(self, day: date) -> object:
        """The agency as codes of that day write it."""
        since = form_on(day).since
        if since not in self.codes:
            self.codes[since] = agency_code_on(self.agency_id, day)
        return self.codes[since]


def counters() -> dict[int, Counter]:
    """Every agency that serves something, by its id."""
    versions = {one.procedure_id: one for one in _versions()}
    papers = {pk: tuple(_papers(one)) for pk, one in versions.items()}
    terms: dict[int, dict[int, Term]] = {}
    found: dict[int, Counter] = {}
    for offering in Offering.objects.order_by("agency_id", "procedure_id", "valid_from"):
        version = versions.get(offering.procedure_id)
        if version is None:
            continue
        if version.pk not in terms:
            terms[version.pk] = dict(_terms(version))
        if not terms[version.pk]:
            continue
        found.setdefault(offering.agency_id, Counter(offering.agency_id)).services.append(
            Service(
                offering.pk, version.pk, version.name[:500], offering.valid_from,
                offering.valid_to or date.max, offering.service_level in ONLINE,
                papers[offering.procedure_id], terms[version.pk],
            )
        )  # fmt: skip
    return found


def _versions() -> list[ProcedureVersion]:
    rows = ProcedureVersion.objects.in_force(local_date(now()))
    return list(rows.prefetch_related("papers"))


def _papers(version: ProcedureVersion) -> Iterator[PaperOf]:
    rows = sorted(version.papers.all(), key=lambda one: (one.position, one.pk))
    for place, one in enumerate(rows, start=1):
        yield PaperOf(place, one.name[:1000], one.code, one.originals, one.copies, one.required)


def _terms(version: ProcedureVersion) -> Iterator[tuple[int, Term]]:
    """By channel; a procedure whose limit cannot be counted is left to the desks."""
    for channel in Channel:
        found = settlement_term(version, channel=channel)
        if found is not None:
            yield int(channel), Term(found.amount, found.unit)
