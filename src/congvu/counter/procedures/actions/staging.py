"""A catalogue in two steps: looked at, then brought in by the same bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.policies import demand
from congvu.counter.procedures.actions.imports import ImportReport, import_catalogue
from congvu.counter.procedures.choices import IMPORT, ImportState
from congvu.counter.procedures.imports import (
    Candidate,
    builtin,
    candidates,
    layout_from,
    read_table,
    recognise,
)
from congvu.counter.procedures.models import ImportRun

KEPT_DOUBTS = 1000


def read_run(run: ImportRun) -> list[Candidate]:
    """The candidates of an uploaded file; takes its time, so call it before the verb.

    :raises NotFound: the file was put away
    """
    if run.state not in (ImportState.STAGED, ImportState.RUNNING):
        raise NotFound("Đợt nạp này đã kết thúc. Hãy tải tệp lên lại nếu cần.")
    return read_file(gzip.decompress(bytes(run.data)), run.file_name, run.layout)


def read_file(data: bytes, name: str, layout: object = None) -> list[Candidate]:
    """The candidates of a file, in one of the layouts that the system knows or by its own.

    :param layout: the JSON of a layout; see ``imports.layout_from``
    """
    table = read_table(data, name)
    return candidates(table, layout_from(layout) if layout else recognise(table.headers))


def known(data: bytes, name: str) -> bool:
    """Whether the file's columns are those of a layout that the system knows."""
    headers = set(read_table(data, name).headers)
    return any(layout.needs <= headers for layout in builtin())


def read_columns(run: ImportRun, layout: object) -> list[Candidate]:
    """The candidates of an uploaded file by the columns that somebody chose."""
    if not run.data:
        raise NotFound("Đợt nạp này đã kết thúc. Hãy tải tệp lên lại nếu cần.")
    return read_file(gzip.decompress(bytes(run.data)), run.file_name, layout)


def read_mapping(data: bytes) -> object:
    """The JSON of a layout, as ``--mapping`` takes it.

    :raises Invalid: no JSON, or no layout
    """
    try:
        found: object = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Invalid("Tệp ánh xạ không phải JSON. Hãy sửa rồi tải lên lại.") from None
    layout_from(found)
    return found


def columns_of(run: ImportRun) -> tuple[list[str], dict[str, Any]]:
    """The columns of an uploaded file in their order, and its first row.

    :raises NotFound: the file was put away
    """
    if not run.data:
        raise NotFound("Đợt nạp này đã kết thúc. Hãy tải tệp lên lại nếu cần.")
    table = read_table(gzip.decompress(bytes(run.data)), run.file_name)
    return list(table.headers), dict(table.rows[0][1])


@action("procedures.import.stage")
def stage_import(
    *, actor: Actor, data: bytes, found: Sequence[Candidate] | None, file_name: str,
    valid_from: date, at: datetime, new_fields: bool = False, skip_refused: bool = False,
    layout: object = None,
) -> ImportRun:  # fmt: skip
    """Tải lên và xem trước: try the import, keep the file and what the trial said.

    :param found: ``read_file(data, file_name, layout)``; None keeps the file until its columns are
        chosen
    """
    demand(actor, "procedures.import.stage")
    name = clean_line(file_name, 255, label="Tên tệp")
    report = None
    if found is not None:
        report = import_catalogue(
            actor=actor, candidates=found, source=name, valid_from=valid_from, at=at,
            new_fields=new_fields, skip_refused=skip_refused, dry_run=True,
        )  # fmt: skip
    run = ImportRun.objects.create(
        file_name=name, data=gzip.compress(data, 6), valid_from=valid_from,
        new_fields=new_fields, skip_refused=skip_refused, report=_kept(report) if report else {},
        layout=layout, state=ImportState.STAGED if report else ImportState.COLUMNS, created_at=at,
        created_by_id=actor.user_id,
    )  # fmt: skip
    rows = report.rows if report else 0
    note(None, label=f"Danh mục thủ tục: {name}"[:300], changes={"rows": rows})
    return run


@action("procedures.import.choose_columns")
def choose_columns(
    *, actor: Actor, run_id: int, layout: object, found: Sequence[Candidate], at: datetime,
    version: int | None = None,
) -> ImportRun:  # fmt: skip
    """Chọn cột: say which column is which part, and try the import anew.

    :param found: ``read_file(bytes, run.file_name, layout)``
    """
    demand(actor, "procedures.import.choose_columns")
    run = _locked(run_id, version)
    run.state = IMPORT.target("choose_columns", run.state)
    report = import_catalogue(
        actor=actor, candidates=found, source=run.file_name, valid_from=run.valid_from, at=at,
        new_fields=run.new_fields, skip_refused=run.skip_refused, dry_run=True,
    )  # fmt: skip
    run.layout, run.report, run.error = layout, _kept(report), ""
    run.version += 1
    run.save()
    note(None, label=f"Danh mục thủ tục: {run.file_name}"[:300], changes={"rows": report.rows})
    return run


@action("procedures.import.start")
def start_import(
    *, actor: Actor, run_id: int, at: datetime, version: int | None = None
) -> ImportRun:
    """Xác nhận nạp by a job: the page does not wait, and the file comes in whole or not at all.

    :raises WrongState: running, or without its columns; :raises NotFound: it ended
    :raises Invalid: rows are refused and were not to be left out
    """
    demand(actor, "procedures.import.start")
    run = _locked(run_id, version)
    if run.state in (ImportState.DONE, ImportState.DISCARDED):
        raise NotFound("Đợt nạp này đã kết thúc. Hãy tải tệp lên lại nếu cần.")
    target = IMPORT.target("start", run.state)
    if run.report["refused"] and not run.skip_refused:
        raise Invalid(
            f"Còn {run.report['refused']} dòng không nạp được. Hãy sửa các dòng đó, hoặc tải lên lại và "
            "chọn bỏ qua chúng."
        )
    run.state, run.error = target, ""
    run.version += 1
    run.save(update_fields=["state", "error", "version"])
    enqueue(
        "procedures.bring_in", key=f"{run.pk}:{run.version}",
        args={"run_id": run.pk},
    )  # fmt: skip
    note(None, label=f"Danh mục thủ tục: {run.file_name}"[:300])
    return run


@action("procedures.import.fail")
def fail_import(*, actor: Actor, run_id: int, error: str, at: datetime) -> ImportRun:
    """Ghi nhận chưa nạp được: the file waits again, with the reason."""
    demand(actor, "procedures.import.fail")
    run = _locked(run_id, None)
    run.state, run.error = IMPORT.target("fail", run.state), error[:2000]
    run.version += 1
    run.save(update_fields=["state", "error", "version"])
    note(None, label=f"Danh mục thủ tục: {run.file_name}"[:300], changes={"error": error[:500]})
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
