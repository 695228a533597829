"""The one door by which a catalogue comes in: page, API and command line all call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import fold
from congvu.core.organisation.policies import demand
from congvu.counter.procedures import indexes
from congvu.counter.procedures.actions.fields import fill_field
from congvu.counter.procedures.choices import VersionState
from congvu.counter.procedures.errors import ImportRefused
from congvu.counter.procedures.imports.candidates import Candidate, Doubt
from congvu.counter.procedures.models import Field, Procedure, ProcedureVersion
from congvu.counter.procedures.records import Record, digest
from congvu.counter.procedures.records.shape import missing
from congvu.counter.procedures.rows import BATCH, fill_version, records_of, store_parts

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with ``dry_run`` would do.

    ``added`` and ``changed`` got a new version, ``same`` differed in nothing, ``refused`` rows
    were left out; ``doubts`` has a line for everything that somebody should look at.
    """

    rows: int
    added: int
    changed: int
    same: int
    refused: int
    fields: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    dry_run: bool

    @property
    def kinds(self) -> Counter[str]:
        return Counter(doubt.kind for doubt in self.doubts)


@dataclass(slots=True)
class _Plan:
    """A candidate beside what the catalogue has of it."""

    candidate: Candidate
    record: Record
    procedure: Procedure | None
    last: ProcedureVersion | None


@action("procedures.catalogue.import")
def import_catalogue(
    *, actor: Actor, candidates: Sequence[Candidate], source: str, valid_from: date, at: datetime,
    new_fields: bool = False, skip_refused: bool = False, dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """Nạp danh mục thủ tục: all of it, or nothing.

    A procedure whose record differs in nothing is left alone; otherwise a version is published
    from ``valid_from``. Parts that the file does not speak of keep what the catalogue has.

    :param source: the file's name, for the journal
    :param new_fields: make fields that the catalogue does not have; else their rows are refused
    :param skip_refused: leave refused rows out; else one of them refuses the whole file
    :param dry_run: only report
    :raises ImportRefused: rows were refused; ``data["report"]`` lists them
    """
    demand(actor, "procedures.catalogue.import")
    if not candidates:
        raise Invalid("Tệp không có dòng nào. Hãy kiểm tra lại tệp.")
    fields, made = _fields(candidates, new_fields=new_fields)
    plans = _plans(candidates, fields, valid_from)
    new = [plan for plan in plans if plan.last is None]
    changed = [
        plan for plan in plans if plan.last is not None and plan.last.digest != digest(plan.record)
    ]
    refused = sum(one.refused for one in candidates)
    report = ImportReport(
        rows=len(candidates), added=len(new), changed=len(changed),
        same=len(plans) - len(new) - len(changed), refused=refused,
        fields=tuple(field.name for field in made),
        doubts=tuple(doubt for one in candidates for doubt in one.doubts), dry_run=dry_run,
    )  # fmt: skip
    if refused and not skip_refused and not dry_run:
        raise ImportRefused(refused, report)
    if not dry_run:
        _store(new, changed, made, fields, valid_from, actor, at)
    note(
        None, label=f"Danh mục thủ tục: {source}"[:300],
        changes={
            "dry_run": dry_run, "rows": report.rows, "added": report.added,
            "changed": report.changed, "refused": refused, "valid_from": valid_from,
        },
    )  # fmt: skip
    return report


def _refuse(one: Candidate, column: str, kind: str, message: str) -> None:
    one.doubts.append(Doubt(one.row, one.code, column, kind, message, "refused"))


def _fields(
    candidates: Iterable[Candidate], *, new_fields: bool
) -> tuple[dict[str, Field], list[Field]]:
    """Fields by their folded name and code, and those to be made."""
    known: dict[str, Field] = {}
    for field in Field.objects.all():
        known[fold(field.name)] = known[fold(field.code)] = field
    made: list[Field] = []
    for one in candidates:
        key = fold(one.field_name)
        if key in known:
            continue
        if not key:
            _refuse(one, "", "field", "Dòng không có lĩnh vực.")
        elif not new_fields:
            _refuse(one, "", "field", f"Lĩnh vực “{one.field_name[:100]}” chưa có trong danh mục.")
        else:
            known[key] = _new_field(one, {field.code for field in known.values()})
            made.append(known[key])
    return known, made


def _new_field(one: Candidate, taken: set[str]) -> Field:
    """Under its own code when the file gives codes, else under the next free one."""
    if one.field_is_code:
        return fill_field(Field(code=one.field_name[:30], name=one.field_name[:250]))
    free = (f"LV-{number:04}" for number in range(len(taken) + 1, 10_000))
    code = next(code for code in free if code not in taken)
    return fill_field(Field(code=code, name=one.field_name[:250]))


def _plans(
    candidates: Sequence[Candidate], fields: dict[str, Field], valid_from: date
) -> list[_Plan]:
    """Under the locks of the procedures: what each row would become."""
    codes = [one.code for one in candidates if one.code]
    procedures = {
        procedure.code: procedure
        for start in range(0, len(codes), BATCH)
        for procedure in Procedure.objects.select_for_update()
        .filter(code__in=codes[start : start + BATCH])
        .order_by("pk")
    }
    last = _last_versions(procedures.values())
    records: dict[int, Record] = {}
    versions = list(last.values())
    for start in range(0, len(versions), BATCH):
        records |= records_of(versions[start : start + BATCH])
    plans = []
    for one in candidates:
        if one.refused:
            continue
        procedure = procedures.get(one.code)
        version = last.get(procedure.pk) if procedure else None
        base = records[version.pk] if version else Record("", "")
        record = replace(base, **one.parts, field_code=fields[fold(one.field_name)].code)
        _check(one, record, version, valid_from)
        if not one.refused:
            plans.append(_Plan(one, record, procedure, version))
    return plans


def _last_versions(procedures: Iterable[Procedure]) -> dict[int, ProcedureVersion]:
    """The published version that begins last, of each procedure."""
    ids = [procedure.pk for procedure in procedures]
    found: dict[int, ProcedureVersion] = {}
    for start in range(0, len(ids), BATCH):
        rows = ProcedureVersion.objects.published().filter(procedure__in=ids[start : start + BATCH])
        for version in rows.select_related("field").order_by("valid_from"):
            found[version.procedure_id] = version
    return found


def _check(one: Candidate, record: Record, last: ProcedureVersion | None, valid_from: date) -> None:
    lacking = missing(record)
    if lacking:
        message = (
            f"Thiếu nội dung bắt buộc (Nghị định 63/2010/NĐ-CP, Điều 8): {', '.join(lacking)}."
        )
        one.doubts.append(Doubt(one.row, one.code, "", "missing", message))
    if last is None or last.digest == digest(record):
        return
    if last.valid_from is not None and last.valid_from >= valid_from:
        _refuse(
            one, "", "dates",
            f"Phiên bản {last.number} đã có hiệu lực từ {last.valid_from:%d/%m/%Y}; phiên bản mới "
            "phải bắt đầu sau ngày đó.",
        )  # fmt: skip


def _store(
    new: Sequence[_Plan], changed: Sequence[_Plan], made: Sequence[Field],
    fields: dict[str, Field], valid_from: date, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    Field.objects.bulk_create(made, batch_size=BATCH)
    by_code = {field.code: field.pk for field in fields.values()}
    numbers = _numbers(plan.procedure for plan in (*new, *changed))
    bare = [plan for plan in new if plan.procedure is None]
    for plan in bare:
        national = plan.candidate.code[1:2] == "."
        plan.procedure = Procedure(code=plan.candidate.code, is_national=national, created_at=at)
    Procedure.objects.bulk_create([p.procedure for p in bare if p.procedure], batch_size=BATCH)
    ended = [p.last for p in changed if p.last is not None and _holds(p.last, valid_from)]
    for version in ended:
        version.valid_to = valid_from - ONE_DAY
        version.version += 1
    ProcedureVersion.objects.bulk_update(ended, ["valid_to", "version"], batch_size=BATCH)
    pairs: list[tuple[ProcedureVersion, Record]] = []
    for plan in (*new, *changed):
        procedure: Any = plan.procedure
        version = ProcedureVersion(
            procedure=procedure, number=numbers.get(procedure.pk, 0) + 1,
            state=VersionState.PUBLISHED, valid_from=valid_from, published_at=at,
            published_by_id=actor.user_id,
        )  # fmt: skip
        fill_version(version, plan.record, by_code[plan.record.field_code])
        pairs.append((version, plan.record))
    ProcedureVersion.objects.bulk_create([version for version, _ in pairs], batch_size=BATCH)
    store_parts(pairs)
    ids = [version.procedure_id for version, _ in pairs]
    for start in range(0, len(ids), BATCH):
        indexes.put(ids[start : start + BATCH])


def _holds(version: ProcedureVersion, day: date) -> bool:
    return version.valid_to is None or version.valid_to >= day


def _numbers(procedures: Iterable[Procedure | None]) -> dict[int, int]:
    """The highest number that each procedure gave, drafts included."""
    ids = [procedure.pk for procedure in procedures if procedure is not None]
    found: dict[int, int] = {}
    for start in range(0, len(ids), BATCH):
        rows = ProcedureVersion.objects.filter(procedure__in=ids[start : start + BATCH])
        for pk, number in rows.order_by("number").values_list("procedure", "number"):
            found[pk] = number
    return found
