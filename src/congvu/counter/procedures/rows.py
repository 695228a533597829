"""Between the rows of a version and its record, many versions at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from congvu.core.kernel.collation import sort_key
from congvu.core.kernel.text import fold
from congvu.counter.procedures.choices import LimitState
from congvu.counter.procedures.limits import Limit, Reading
from congvu.counter.procedures.models import (
    FilingWay,
    LegalBasis,
    LevelRule,
    Outcome,
    Paper,
    ProcedureVersion,
)
from congvu.counter.procedures.models.limited import Limited
from congvu.counter.procedures.records import (
    Basis,
    LevelSetting,
    PaperItem,
    Record,
    ResultItem,
    Way,
    digest,
)

BATCH = 500
PLAIN = (
    "name", "kind", "decision", "steps", "sets", "requirements", "fee_text", "processing_agency",
    "competent_agency", "authorised_agency", "cooperating_agency", "receiving_place", "related",
)  # fmt: skip
"""Columns of a version that bear the name of the record's part."""
PARTS: tuple[type[Any], ...] = (LevelRule, FilingWay, Paper, Outcome, LegalBasis)

M = TypeVar("M", bound=Model)


def limit_columns(reading: Reading) -> dict[str, Any]:
    """A reading as the columns of ``models.limited.Limited``."""
    parts = [part.as_json() for part in reading.parts]
    if parts and reading.summed:
        parts = [part | {"then": True} for part in parts]
    limit = reading.limit
    return {
        "limit_text": reading.text,
        "limit_state": LimitState(reading.state),
        "limit_amount": limit.amount if limit else None,
        "limit_unit": limit.unit if limit else "",
        "limit_parts": ([limit.as_json()] if limit and not parts and limit.least >= 0 else parts),
    }


def reading_of(row: Limited) -> Reading:
    """The reading that :func:`limit_columns` stored."""
    if row.limit_state != LimitState.READ or row.limit_amount is None:
        return Reading(row.limit_state, row.limit_text)  # type: ignore[arg-type]
    parts = tuple(Limit.from_json(part) for part in row.limit_parts)
    if len(parts) == 1:
        return Reading("read", row.limit_text, parts[0])
    limit = next(
        (p for p in parts if (p.amount, p.unit) == (row.limit_amount, row.limit_unit)),
        Limit(row.limit_amount, row.limit_unit),  # type: ignore[arg-type]
    )
    summed = any(part.get("then") for part in row.limit_parts)
    if summed:
        limit = Limit(row.limit_amount, row.limit_unit)  # type: ignore[arg-type]
    return Reading("read", row.limit_text, limit, parts, summed)


def fill_version(version: ProcedureVersion, record: Record, field_id: int) -> ProcedureVersion:
    """Set the version's own columns from a record."""
    for name in PLAIN:
        setattr(version, name, getattr(record, name))
    for name, value in limit_columns(record.limit).items():
        setattr(version, name, value)
    version.field_id = field_id
    version.objects_text = record.objects
    version.digest = digest(record)
    version.sort_key = sort_key(record.name)[:1000]
    version.search_key = fold(record.name)
    return version


def parts_of(version: ProcedureVersion, record: Record) -> Iterable[Model]:
    """The unsaved rows of a record's lists."""
    for rule in record.levels:
        yield LevelRule(
            version=version, level=rule.level, processing_agency=rule.processing_agency,
            **limit_columns(rule.limit),
        )  # fmt: skip
    for place, way in enumerate(record.ways):
        yield FilingWay(
            version=version, position=place, channel=way.channel, fee_text=way.fee_text,
            fee_amount=way.fee, description=way.description, **limit_columns(way.limit),
        )  # fmt: skip
    for place, paper in enumerate(record.papers):
        yield Paper(
            version=version, position=place, case=paper.case, code=paper.code, name=paper.name,
            form_name=paper.form_name, originals=paper.originals, copies=paper.copies,
            required=paper.required,
        )  # fmt: skip
    for place, result in enumerate(record.results):
        yield Outcome(version=version, position=place, code=result.code, name=result.name)
    for place, basis in enumerate(record.legal_bases):
        yield LegalBasis(version=version, position=place, number=basis.number, title=basis.title)


def store_parts(pairs: Sequence[tuple[ProcedureVersion, Record]]) -> None:
    """Insert the lists of many saved versions, one statement a table and batch."""
    rows: dict[type[Any], list[Model]] = {model: [] for model in PARTS}
    for version, record in pairs:
        for row in parts_of(version, record):
            rows[type(row)].append(row)
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=BATCH)


def drop_parts(version: ProcedureVersion) -> None:
    """Before a draft's lists are written again."""
    for model in PARTS:
        model.objects.filter(version=version).delete()


def record_of(version: ProcedureVersion) -> Record:
    """The record of one version, in six queries."""
    return records_of([version])[version.pk]


def records_of(versions: Collection[ProcedureVersion]) -> dict[int, Record]:
    """Records of many versions by id: six queries whatever their number."""
    lists = {model: _grouped(model, versions) for model in PARTS}
    return {
        version.pk: Record(
            **{name: getattr(version, name) for name in PLAIN},
            field_code=version.field.code,
            limit=reading_of(version),
            objects=version.objects_text,
            levels=tuple(map(_level, lists[LevelRule].get(version.pk, ()))),
            ways=tuple(map(_way, lists[FilingWay].get(version.pk, ()))),
            papers=tuple(map(_paper, lists[Paper].get(version.pk, ()))),
            results=tuple(ResultItem(o.name, o.code) for o in lists[Outcome].get(version.pk, ())),
            legal_bases=tuple(
                Basis(b.number, b.title) for b in lists[LegalBasis].get(version.pk, ())
            ),
        )
        for version in versions
    }


def _grouped(model: type[Any], versions: Collection[ProcedureVersion]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in model.objects.filter(version__in=[version.pk for version in versions]):
        found.setdefault(row.version_id, []).append(row)
    return found


def _level(row: LevelRule) -> LevelSetting:
    return LevelSetting(row.level, reading_of(row), row.processing_agency)


def _way(row: FilingWay) -> Way:
    return Way(row.channel, reading_of(row), row.fee_text, row.fee_amount, row.description)


def _paper(row: Paper) -> PaperItem:
    return PaperItem(
        row.name, row.code, row.form_name, row.originals, row.copies, row.case, row.required
    )
