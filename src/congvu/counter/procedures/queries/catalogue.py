"""Procedures and their versions by day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.procedurecode import parse_procedure_code
from congvu.core.kernel.subject import Card, Subject
from congvu.core.kernel.text import fold
from congvu.core.organisation.validity import valid_on
from congvu.counter.procedures.choices import PROCEDURE_KIND, VersionState
from congvu.counter.procedures.errors import NoProcedure, NotInForce
from congvu.counter.procedures.models import (
    Field,
    FieldRename,
    LevelRule,
    Offering,
    Paper,
    Procedure,
    ProcedureVersion,
)
from congvu.counter.procedures.models.version import VersionQuerySet

WORDS = 12


def key(code: str) -> str:
    """What a code written in any of its forms is kept under."""
    try:
        return parse_procedure_code(code[:60]).key
    except Invalid:
        return "".join(filter(str.isprintable, code)).strip().upper()[:40]


def procedure(code: str) -> Procedure:
    """:raises NoProcedure: no such code"""
    found = Procedure.objects.filter(code=key(code)).first()
    if found is None:
        raise NoProcedure()
    return found


def version(version_id: int) -> ProcedureVersion:
    """One version of any state, with procedure and field.

    :raises NoProcedure: no such version
    """
    found: ProcedureVersion | None = (
        _whole(ProcedureVersion.objects.all()).filter(pk=version_id).first()
    )
    if found is None:
        raise NoProcedure()
    return found


def published_version(version_id: int) -> ProcedureVersion:
    """A version as :func:`version` gives it, unless it is a draft or was discarded.

    :raises NoProcedure: no such published version
    """
    found = version(version_id)
    if found.state != VersionState.PUBLISHED:
        raise NoProcedure()
    return found


def version_on(code: str, day: date) -> ProcedureVersion:
    """The version under which people file on ``day``.

    :raises NoProcedure: no such code
    :raises NotInForce: nothing of it holds that day
    """
    found = _IN_FORCE(code=key(code), day=day)
    if not found:
        procedure(code)
        raise NotInForce()
    return found[0]


_IN_FORCE: Prepared[ProcedureVersion] = Prepared(
    lambda code, day: _whole(catalogue(day)).filter(procedure__code=code), code=str, day=date
)


def asked_papers(version_id: int) -> list[Paper]:
    """The papers that a version asks for, in order; the first stands at place 1."""
    return _PAPERS(version_id=version_id)


_PAPERS: Prepared[Paper] = Prepared(
    lambda version_id: Paper.objects.filter(version=version_id).order_by("position", "id"),
    version_id=int,
)


def versions_of(procedure_id: int) -> QuerySet[ProcedureVersion]:
    """Every version of a procedure, the newest number first."""
    return ProcedureVersion.objects.filter(procedure=procedure_id).order_by("-number")


def catalogue(day: date) -> VersionQuerySet:
    """The catalogue on a day: one version of each procedure that holds, in Vietnamese order."""
    return ProcedureVersion.objects.in_force(day).order_by("sort_key", "id")


def matching(
    rows: VersionQuerySet,
    *,
    day: date,
    q: str = "",
    field_id: int | None = None,
    level: str = "",
    agency_id: int | None = None,
    service_level: str = "",
) -> VersionQuerySet:
    """Narrow the catalogue: words of the name without diacritics or the code, field, level of
    authority, the agency that serves it on ``day`` and how far online."""
    words = Q()
    for word in fold(q).split()[:WORDS]:
        words &= Q(search_key__contains=word)
    if words:
        rows = rows.filter(words | Q(procedure__code=key(q)))
    if field_id is not None:
        rows = rows.filter(field=field_id)
    if level:
        rows = rows.filter(Exists(LevelRule.objects.filter(version=OuterRef("pk"), level=level)))
    if agency_id is not None or service_level:
        served = Offering.objects.filter(valid_on(day), procedure=OuterRef("procedure"))
        if agency_id is not None:
            served = served.filter(agency=agency_id)
        if service_level:
            served = served.filter(service_level=service_level)
        rows = rows.filter(Exists(served))
    return rows


def fields_on(day: date) -> QuerySet[Field]:
    """Fields in use on a day, in Vietnamese order."""
    return Field.objects.on(day)


def fields_with_counts(day: date) -> list[Field]:
    """Every field with ``in_force``, how many procedures it has on a day; two statements' worth in
    one."""
    held = ProcedureVersion.objects.in_force(day).filter(field=OuterRef("pk")).order_by()
    counted = held.values("field").annotate(n=Count("pk")).values("n")
    return list(Field.objects.annotate(in_force=Coalesce(Subquery(counted), 0)))


def field_by_id(field_id: int) -> Field:
    """:raises NotFound: no such field"""
    found: Field | None = None
    if field_id < 2**63:
        found = Field.objects.filter(pk=field_id).first()
    if found is None:
        raise NotFound
    return found


def renames_of(field: Field) -> list[FieldRename]:
    """Names that a field got or will get, the newest day first."""
    return list(FieldRename.objects.filter(field=field)[:50])


def field_codes(ids: Collection[int]) -> dict[int, str]:
    """Codes of fields by id, in use or not; one query."""
    return dict(Field.objects.filter(pk__in=ids).order_by().values_list("pk", "code"))


def field_names(ids: Collection[int]) -> dict[int, str]:
    """Names of fields by id in Vietnamese order, in use or not; one query."""
    rows = Field.objects.filter(pk__in=ids).order_by("sort_key", "pk")
    return dict(rows.values_list("pk", "name"))


def procedure_cards(ids: Collection[int]) -> Mapping[int, Card]:
    """How procedures are shown on other rooms' pages, with the name of their newest version."""
    rows = (
        ProcedureVersion.objects.filter(procedure__in=ids)
        .exclude(state=VersionState.DISCARDED)
        .order_by("number")
        .values_list("procedure", "procedure__code", "name")
    )
    return {
        pk: Card(Subject(PROCEDURE_KIND, pk), name, reverse("procedures:staff", args=[code]), code)
        for pk, code, name in rows
    }


def readable_procedures(actor: Actor, ids: Collection[int]) -> set[int]:
    """Published procedures are public; a procedure of drafts only is for the keepers."""
    rows = Procedure.objects.filter(pk__in=ids)
    if not actor.is_admin:
        rows = rows.filter(versions__state=VersionState.PUBLISHED)
    return set(rows.values_list("pk", flat=True))


def today() -> date:
    """The day that pages mean when they name none."""
    return local_date(now())


def _whole(rows: VersionQuerySet) -> VersionQuerySet:
    return rows.select_related("procedure", "field")
