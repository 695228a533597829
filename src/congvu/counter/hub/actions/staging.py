"""A file in two steps: looked at, then brought in by the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.counter.hub.actions.receiving import Outcome, receive_answers, receive_figures
from congvu.counter.hub.choices import BATCH, BatchState, Kind, Source
from congvu.counter.hub.layout import Layout, recognise
from congvu.counter.hub.models import Batch
from congvu.counter.hub.reading import Answer, Candidate, answers, candidates
from congvu.counter.procedures.actions import read_table


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, in the layout by which it was understood."""

    layout: Layout
    figures: Sequence[Candidate] = ()
    answers: Sequence[Answer] = ()


def read_file(data: bytes, name: str, today: date, layout: Layout | None = None) -> Read:
    """A CSV, Excel or JSON-lines file of figures or of a survey; nothing is kept.

    :raises Invalid: no table, or columns that no layout has
    """
    table = read_table(data, name)
    chosen = layout or recognise(table.headers)
    if chosen.kind == Kind.SURVEY:
        return Read(chosen, answers=answers(table.rows, chosen))
    return Read(chosen, figures=candidates(table.rows, chosen, today))


def read_batch(batch: Batch, at: datetime) -> Read:
    """The rows of an uploaded file; takes its time, so call it before the verb.

    :raises NotFound: the file was put away
    """
    if batch.state != BatchState.STAGED:
        raise NotFound("Đợt nạp này đã kết thúc. Hãy tải tệp lên lại nếu cần.")
    return read_file(gzip.decompress(bytes(batch.data)), batch.name, local_date(at))


def take_in(
    *, actor: Actor, found: Read, name: str, at: datetime, batch: Batch | None = None,
    skip_refused: bool = False, dry_run: bool = False,
) -> Outcome:  # fmt: skip
    """By the verb that fits what the file holds."""
    if found.layout.kind == Kind.SURVEY:
        return receive_answers(
            actor=actor, rows=found.answers, source=Source.FILE, name=name, at=at, batch=batch,
            dry_run=dry_run,
        )  # fmt: skip
    return receive_figures(
        actor=actor, rows=found.figures, source=Source.FILE, name=name, at=at, batch=batch,
        skip_refused=skip_refused, dry_run=dry_run,
    )  # fmt: skip


@action("hub.import.stage")
def stage_import(
    *, actor: Actor, data: bytes, found: Read, file_name: str, at: datetime,
    skip_refused: bool = False,
) -> Batch:  # fmt: skip
    """Tải lên và xem trước: try the import, keep the file and what the trial said.

    :param found: ``read_file(data, file_name, today)``
    """
    demand(actor, "hub.import.stage")
    name = clean_line(file_name, 255, label="Tên tệp")
    outcome = take_in(actor=actor, found=found, name=name, at=at, dry_run=True)
    batch = Batch.objects.create(
        source=Source.FILE, kind=found.layout.kind, name=name, data=gzip.compress(data, 6),
        skip_refused=skip_refused, state=BatchState.STAGED, report=outcome.kept(), created_at=at,
        created_by_id=actor.user_id, by_name=actor.name[:150], agency_id=actor.agency_id,
    )  # fmt: skip
    note(None, label=f"Tệp số liệu: {name}"[:300], changes={"rows": outcome.rows})
    return batch


@action("hub.import.confirm")
def confirm_import(
    *, actor: Actor, batch_id: int, found: Read, at: datetime, version: int | None = None
) -> Outcome:
    """Xác nhận nạp what was looked at.

    :param found: ``read_batch(batch, at)``
    :raises FiguresRefused: rows cannot be read and were not to be left out
    :raises WrongState: brought in or put away already
    """
    demand(actor, "hub.import.confirm")
    batch = _locked(actor, batch_id, version)
    batch.state = BATCH.target("confirm", batch.state)
    _end(batch, at)
    outcome = take_in(
        actor=actor, found=found, name=batch.name, at=at, batch=batch,
        skip_refused=batch.skip_refused,
    )  # fmt: skip
    note(None, label=f"Tệp số liệu: {batch.name}"[:300], changes={"added": outcome.added})
    return outcome


@action("hub.import.discard")
def discard_import(*, actor: Actor, batch_id: int, at: datetime) -> Batch:
    """Bỏ tệp số liệu đã tải lên.

    :raises WrongState: brought in or put away already
    """
    demand(actor, "hub.import.discard")
    batch = _locked(actor, batch_id, None)
    batch.state = BATCH.target("discard", batch.state)
    _end(batch, at)
    note(None, label=f"Tệp số liệu: {batch.name}"[:300])
    return batch


def _locked(actor: Actor, batch_id: int, version: int | None) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or not (actor.is_admin or batch.agency_id == actor.agency_id):
        raise NotFound
    if version is not None and version != batch.version:
        raise Stale(version=batch.version)
    return batch


def _end(batch: Batch, at: datetime) -> None:
    batch.data, batch.ended_at = b"", at
    batch.version += 1
    batch.save()
