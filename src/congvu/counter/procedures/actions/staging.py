"""A catalogue in two steps: looked at, then brought in by the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.policies import demand
from congvu.counter.procedures.actions.imports import ImportReport, import_catalogue
from congvu.counter.procedures.choices import IMPORT, ImportState
from congvu.counter.procedures.imports import Candidate, candidates, read_table, recognise
from congvu.counter.procedures.models import ImportRun

KEPT_DOUBTS = 1000


def read_run(run: ImportRun) -> list[Candidate]:
    """The candidates of an uploaded file; takes its time, so call it before the verb.

    :raises NotFound: the file was put away
    """
    if run.state != ImportState.STAGED:
        raise NotFound("Đợt nạp này đã kết thúc. Hãy tải tệp lên lại nếu cần.")
    return read_file(gzip.decompress(bytes(run.data)), run.file_name)


def read_file(data: bytes, name: str) -> list[Candidate]:
    """The candidates of a file in one of the layouts that the system knows."""
    table = read_table(data, name)
    return candidates(table, recognise(table.headers))


@action("procedures.import.stage")
def stage_import(
    *, actor: Actor, data: bytes, found: Sequence[Candidate], file_name: str, valid_from: date,
    at: datetime, new_fields: bool = False, skip_refused: bool = False,
) -> ImportRun:  # fmt: skip
    """Tải lên và xem trước: try the import, keep the file and what the trial said.

    :param found: ``read_file(data, file_name)``
    """
    demand(actor, "procedures.import.stage")
    name = clean_line(file_name, 255, label="Tên tệp")
    report = import_catalogue(
        actor=actor, candidates=found, source=name, valid_from=valid_from, at=at,
        new_fields=new_fields, skip_refused=skip_refused, dry_run=True,
    )  # fmt: skip
    run = ImportRun.objects.create(
        file_name=name, data=gzip.compress(data, 6), valid_from=valid_from,
        new_fields=new_fields, skip_refused=skip_refused, report=_kept(report), created_at=at,
        created_by_id=actor.user_id,
    )  # fmt: skip
    note(None, label=f"Danh mục thủ tục: {name}"[:300], changes={"rows": report.rows})
    return run


@action("procedures.import.confirm")
def confirm_import(
    *, actor: Actor, run_id: int, found: Sequence[Candidate], at: datetime,
    version: int | None = None,
) -> ImportReport:  # fmt: skip
    """Xác nhận nạp what was looked at.

    :param found: ``read_run(run)``
    :raises ImportRefused: rows are refused and were not to be left out
    :raises WrongState: brought in or put away already
    """
    demand(actor, "procedures.import.confirm")
    run = _locked(run_id, version)
    run.state = IMPORT.target("confirm", run.state)
    report = import_catalogue(
        actor=actor, candidates=found, source=run.file_name, valid_from=run.valid_from, at=at,
        new_fields=run.new_fields, skip_refused=run.skip_refused,
    )  # fmt: skip
    run.report = _kept(report)
    _end(run, at)
    note(None, label=f"Danh mục thủ tục: {run.file_name}"[:300], changes={"added": report.added})
    return report


@action("procedures.import.discard")
def discard_import(*, actor: Actor, run_id: int, at: datetime) -> ImportRun:
    """Bỏ danh mục đã tải lên.

    :raises WrongState: brought in or put away already
    """
    demand(actor, "procedures.import.discard")
    run = _locked(run_id, None)
    run.state = IMPORT.target("discard", run.state)
    _end(run, at)
    note(None, label=f"Danh mục thủ tục: {run.file_name}"[:300])
    return run


def _locked(run_id: int, version: int | None) -> ImportRun:
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound()
    if version is not None and version != run.version:
        raise Stale(version=run.version)
    return run


def _end(run: ImportRun, at: datetime) -> None:
    run.data, run.ended_at = b"", at
    run.version += 1
    run.save()


def _kept(report: ImportReport) -> dict[str, object]:
    found = asdict(report)
    found["doubtful"] = len(report.doubts) - report.refused
    refused_first = sorted(
        found["doubts"], key=lambda one: (one["weight"] != "refused", one["row"])
    )
    found["doubts"] = refused_first[:KEPT_DOUBTS]
    return found
