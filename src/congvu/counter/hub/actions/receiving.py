"""The one door by which figures come in: page, API, command line and the nightly job call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.counter.hub.actions import desks
from congvu.counter.hub.choices import BatchState, Kind, Source
from congvu.counter.hub.errors import FiguresRefused
from congvu.counter.hub.models import Batch, Desk, Figure, SurveyAnswer
from congvu.counter.hub.policies import reports_all, reports_for
from congvu.counter.hub.reading import Answer, Candidate, Doubt
from congvu.counter.hub.shapes import SHAPES, breaks

BATCH_ROWS = 1000
KEPT = 1000
"""Doubts and broken identities kept with a batch; the pages compute them anew."""
Place = tuple[int, str, str, date]
"""Desk, field, kind and period of a figure."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that does not hold in one reported row."""

    row: int
    desk: str
    field: str
    period: date
    code: str
    label: str
    left: int
    right: int

    @property
    def difference(self) -> int:
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a delivery did, or with ``dry_run`` would do.

    ``added`` rows are new, ``replaced`` gave another version, ``same`` said what was known.
    """

    kind: str
    rows: int
    added: int
    replaced: int
    same: int
    refused: int
    desks: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    broken: tuple[Broken, ...]
    dry_run: bool
    batch_id: int | None = None

    @property
    def kinds(self) -> Counter[str]:
        return Counter(doubt.kind for doubt in self.doubts)

    @property
    def identities(self) -> Counter[str]:
        """How many rows break each identity."""
        return Counter(one.label for one in self.broken)

    def kept(self) -> dict[str, Any]:
        """As the batch keeps it: refused rows first."""
        ordered = sorted(self.doubts, key=lambda one: (one.weight != "refused", one.row))
        return {
            "rows": self.rows, "added": self.added, "replaced": self.replaced, "same": self.same,
            "refused": self.refused, "desks": list(self.desks)[:KEPT],
            "doubtful": sum(one.weight != "refused" for one in self.doubts),
            "broken_rows": len(self.broken), "identities": dict(self.identities.most_common()),
            "doubts": [
                {"row": one.row, "kind": one.kind, "message": one.message, "weight": one.weight}
                for one in ordered[:KEPT]
            ],
            "broken": [
                {"row": one.row, "desk": one.desk, "field": one.field,
                 "period": one.period.isoformat(), "label": one.label, "left": one.left,
                 "right": one.right, "difference": one.difference}
                for one in self.broken[:KEPT]
            ],
        }  # fmt: skip


@dataclass(slots=True)
class _Plan:
    """What the rows become."""

    fresh: list[tuple[Candidate, Place]] = field(default_factory=list)
    again: list[tuple[Candidate, Place, int]] = field(default_factory=list)
    same: int = 0
    added: int = 0
    replaced: int = 0


@action("hub.report.receive")
def receive_figures(
    *, actor: Actor, rows: Sequence[Candidate], source: str, name: str, at: datetime,
    batch: Batch | None = None, skip_refused: bool = False, dry_run: bool = False,
) -> Outcome:  # fmt: skip
    """Nhận số liệu một cửa: all rows that can be read, or nothing.

    What was reported before and now differs becomes another version; what is the same stays.
    Nothing is corrected: rows that are odd and identities that do not hold are listed.

    :param name: the file's or the message's name, for the journal
    :param batch: the file that was looked at; else one is made
    :raises FiguresRefused: rows cannot be read; ``data["rows"]`` lists them
    """
    demand(actor, "hub.report.receive")
    if not rows:
        raise Invalid("Không có dòng số liệu nào. Hãy kiểm tra lại nội dung gửi.")
    kind = rows[0].kind
    there = desks.known((row.desk, row.place) for row in rows)
    _look(rows, there, actor)
    good = [row for row in rows if not row.refused]
    fresh = desks.make(good, there, actor)
    refused = len(rows) - len(good)
    if refused and not skip_refused and not dry_run:
        raise FiguresRefused(
            rows=[doubt.message for row in rows for doubt in row.doubts if row.refused][:50]
        )
    doubts = tuple(doubt for row in rows for doubt in row.doubts)
    if not dry_run:
        batch = batch or _batch(actor, source, kind, name, at)
        there = desks.store(fresh, there)
    plan = _plan(good, there, kind)
    broken = tuple(_broken(good, there, kind))
    outcome = Outcome(
        kind, len(rows), plan.added, plan.replaced, plan.same, refused,
        tuple(desk.name for desk in fresh), (*doubts, *_twice(plan)), broken, dry_run,
        batch.pk if batch else None,
    )  # fmt: skip
    if not dry_run and batch is not None:
        _store(plan, batch, at)
        batch.report = outcome.kept()
        batch.save(update_fields=["report"])
    note(
        None, label=f"Số liệu một cửa: {name}"[:300],
        changes={"source": source, "rows": len(rows), "added": plan.added,
                 "replaced": plan.replaced, "dry_run": dry_run},
    )  # fmt: skip
    return outcome


def _batch(actor: Actor, source: str, kind: str, name: str, at: datetime) -> Batch:
    return Batch.objects.create(
        source=Source(source), kind=kind, name=clean_line(name, 255, label="Tên"),
        state=BatchState.DONE, created_at=at, ended_at=at, created_by_id=actor.user_id,
        by_name=actor.name[:150], agency_id=actor.agency_id,
    )  # fmt: skip


def _look(rows: Sequence[Candidate], there: dict[desks.Key, Desk], actor: Actor) -> None:
    """What only the tables know: whose the desk is, and whether its name changed."""
    every = reports_all(actor)
    for row in rows:
        desk = there.get((row.desk, row.place))
        if desk is None:
            parent = there.get((row.desk, ""))
            if not every and parent is not None and not reports_for(actor, parent):
                row.doubt("desk", f"Đơn vị {row.desk} do cơ quan khác gửi số liệu.", "refused")
            continue
        if not reports_for(actor, desk):
            row.doubt("desk", f"Đơn vị {desk.name} do cơ quan khác gửi số liệu.", "refused")
        elif desk.agency_id is not None and not actor.is_system:
            row.doubt(
                "ours",
                f"Số liệu của {desk.name} được tính từ diễn biến hồ sơ, không nhận từ ngoài.",
                "refused",
            )
        elif row.desk_name and row.desk_name.casefold() != desk.name.casefold():
            row.doubt("name", f"Tên “{row.desk_name}” khác tên đã biết “{desk.name}”.")


def _plan(rows: Sequence[Candidate], there: dict[desks.Key, Desk], kind: str) -> _Plan:
    """Compare with what is known, in the order of the days: a later report of one period stands
    over an earlier one."""
    plan = _Plan()
    known = _known(rows, there, kind)
    for row in sorted(rows, key=lambda one: (one.as_of or date.min, one.row)):
        desk = there.get((row.desk, row.place))
        assert row.period is not None and row.as_of is not None
        place = (desk.pk if desk and desk.pk else 0, f"{row.desk}/{row.place}/{row.field}", kind,
                 row.period)  # fmt: skip
        before = known.get(place)
        if before is not None and before[:2] == (row.counts, row.as_of):
            plan.same += 1
            continue
        number = before[2] + 1 if before else 1
        known[place] = (row.counts, row.as_of, number)
        plan.added += before is None
        plan.replaced += before is not None
        plan.again.append((row, place, number))
    return plan


def _known(
    rows: Sequence[Candidate], there: dict[desks.Key, Desk], kind: str
) -> dict[Place, tuple[dict[str, int], date, int]]:
    """Counters, day and number of the figures in force of the rows' desks and periods."""
    periods = sorted({row.period for row in rows if row.period})
    if not periods:
        return {}
    names = {desk.pk: f"{desk.code}/{desk.place}" for desk in there.values() if desk.pk}
    used = {there[row.desk, row.place].pk for row in rows if (row.desk, row.place) in there}
    found = Figure.objects.select_for_update().filter(
        kind=kind, period__gte=periods[0], period__lte=periods[-1], replaced_at__isnull=True
    )
    return {
        (one.desk_id, f"{names[one.desk_id]}/{one.field_code}", kind, one.period):
            (one.counts, one.as_of, one.number)
        for one in found.order_by("pk")
        if one.desk_id in used
    }  # fmt: skip


def _twice(plan: _Plan) -> list[Doubt]:
    """Rows of one delivery that speak of the same desk, field and period."""
    seen: dict[Place, int] = {}
    found = []
    for row, place, _ in plan.again:
        if place in seen:
            message = f"Cùng đơn vị, lĩnh vực và kỳ với dòng {seen[place]}: giữ số tính đến sau."
            found.append(Doubt(row.row, "twice", message))
        seen[place] = row.row
    return found


def _store(plan: _Plan, batch: Batch, at: datetime) -> None:
    last = {place: number for _, place, number in plan.again}
    stored = desks.known((row.desk, row.place) for row, _, _ in plan.again)
    ids = {key: desk.pk for key, desk in stored.items()}
    for row, place, number in plan.again:
        if number > 1:
            _replace(ids[row.desk, row.place], row, place, at)
    Figure.objects.bulk_create(
        [
            Figure(
                desk_id=ids[row.desk, row.place], field_code=row.field, kind=place[2],
                period=place[3], as_of=row.as_of or place[3], counts=row.counts, number=number,
                batch=batch, row=row.row, received_at=at,
                replaced_at=None if last[place] == number else at,
            )
            for row, place, number in plan.again
        ],
        batch_size=BATCH_ROWS,
    )  # fmt: skip


def _replace(desk_id: int, row: Candidate, place: Place, at: datetime) -> None:
    Figure.objects.filter(
        desk_id=desk_id, field_code=row.field, kind=place[2], period=place[3],
        replaced_at__isnull=True,
    ).update(replaced_at=at)  # fmt: skip


def _broken(rows: Sequence[Candidate], there: dict[desks.Key, Desk], kind: str) -> list[Broken]:
    """The identities that do not hold in the rows, against the month before as reported: in the
    same delivery, else before."""
    shape = SHAPES[kind]
    mine = {(row.desk, row.place, row.field, row.period): row.counts for row in rows}
    earlier = _earlier(rows, there) if kind == Kind.MONTH else {}
    found = []
    for row in rows:
        assert row.period is not None
        key = (row.desk, row.place, row.field, month_before(row.period))
        before = mine.get(key) or earlier.get(key)
        for one in breaks(shape, row.counts, before):
            found.append(
                Broken(row.row, row.desk_name or row.desk, row.field, row.period,
                       one.identity.code, one.identity.label, one.left, one.right)
            )  # fmt: skip
    return found


def _earlier(
    rows: Sequence[Candidate], there: dict[desks.Key, Desk]
) -> dict[tuple[str, str, str, date], dict[str, int]]:
    keys = {desk.pk: key for key, desk in there.items() if desk.pk}
    wanted = sorted({month_before(row.period) for row in rows if row.period})
    if not wanted:
        return {}
    found = Figure.objects.filter(
        kind=Kind.MONTH, period__gte=wanted[0], period__lte=wanted[-1], replaced_at__isnull=True
    ).order_by()
    return {
        (*keys[desk_id], code, period): counts
        for desk_id, code, period, counts in found.values_list(
            "desk_id", "field_code", "period", "counts"
        )
        if desk_id in keys
    }


def month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


@action("hub.survey.receive")
def receive_answers(
    *, actor: Actor, rows: Sequence[Answer], source: str, name: str, at: datetime,
    batch: Batch | None = None, dry_run: bool = False,
) -> Outcome:  # fmt: skip
    """Nhận kết quả khảo sát: every answer, with the votes and the words as they came."""
    demand(actor, "hub.survey.receive")
    if not rows:
        raise Invalid("Không có câu trả lời nào. Hãy kiểm tra lại tệp.")
    doubts = tuple(doubt for row in rows for doubt in row.doubts)
    if not dry_run:
        batch = batch or _batch(actor, source, Kind.SURVEY, name, at)
        SurveyAnswer.objects.bulk_create(
            [
                SurveyAnswer(
                    batch=batch, row=row.row, survey=row.survey, question=row.question,
                    answer=row.answer, several=row.several, votes=row.votes,
                    said=[list(one) for one in row.said],
                )
                for row in rows
            ],
            batch_size=BATCH_ROWS,
        )  # fmt: skip
    outcome = Outcome(
        Kind.SURVEY, len(rows), len(rows), 0, 0, 0, (), doubts, (), dry_run,
        batch.pk if batch else None,
    )  # fmt: skip
    if not dry_run and batch is not None:
        batch.report = outcome.kept()
        batch.save(update_fields=["report"])
    note(None, label=f"Khảo sát hài lòng: {name}"[:300], changes={"rows": len(rows)})
    return outcome
