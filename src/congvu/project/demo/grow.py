"""Many believable letters fast, for measuring: whole registers of past years, handled to the end.

They do not pass through the actions and leave no journal; what they leave is what the actions
would have left in the rooms' own tables, so every page, list and search treats them alike.
"""

from __future__ import annotations

import heapq
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from congvu.core.kernel.documentkinds import kind_by_abbreviation
from congvu.core.kernel.text import fold
from congvu.core.organisation.models import Appointment
from congvu.core.search import actions as search
from congvu.core.search.registry import indexes
from congvu.office.documents.choices import (
    INCOMING_KIND,
    Direction,
    IncomingState,
    NumberState,
    Source,
)
from congvu.office.documents.models import Incoming, Number, Register
from congvu.office.work.choices import Holding, MatterState, Part, StepVerb
from congvu.office.work.models import Assignment, Matter, Step
from congvu.project.demo import texts
from congvu.project.demo.bulk import Row, Table
from congvu.project.demo.desks import Desk, desks
from congvu.project.demo.hands import at_work

BATCH = 10_000
YEARS = 5
FLAGSHIP_SHARE = 0.1
"""The demo department gets this share, so that one agency's lists are long."""

STATES = (
    (IncomingState.DONE, 0.94),
    (IncomingState.PROCESSING, 0.03),
    (IncomingState.DIRECTED, 0.015),
    (IncomingState.PRESENTED, 0.01),
    (IncomingState.REGISTERED, 0.005),
)


@dataclass
class Batch:
    """Rows of one batch, by table."""

    numbers: list[Row] = field(default_factory=list)
    incoming: list[Row] = field(default_factory=list)
    matters: list[Row] = field(default_factory=list)
    assignments: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    registers: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    """Last number and moment by register."""


def grow(
    *, documents: int, at: datetime, say: Callable[[str], object], seed: int = 7, hands: int = 0
) -> None:
    """Add ``documents`` incoming letters, spread over the agencies and the five years before.

    :param hands: processes that write, each for its own agencies; 0: one a core. Always one where
        the database or the caller's transaction has room for one writer only
    """
    years = range(at.year - YEARS, at.year)
    todo = list(_planned(list(desks()), documents, years))
    alone = connection.vendor != "postgresql" or connection.in_atomic_block
    many = 1 if alone else min(hands or os.cpu_count() or 1, -(-documents // BATCH))
    done = 0
    with search.bulk():
        for written in at_work([partial(_fill, part, seed + n) for n, part in _dealt(todo, many)]):
            done += written
            say(f"  {done:,} / {documents:,}".replace(",", "."))
    say(f"  {done:,} văn bản".replace(",", "."))


@dataclass(frozen=True)
class Year:
    """What one agency receives in one year."""

    desk: Desk
    year: int
    count: int


def _planned(desks: list[Desk], documents: int, years: range) -> Iterator[Year]:
    left = documents
    for desk, share in _shares(desks, documents, len(years)):
        for year in years:
            count = min(share, left)
            left -= count
            if count:
                yield Year(desk, year, count)


def _dealt(todo: list[Year], hands: int) -> Iterator[tuple[int, list[Year]]]:
    """Whole agencies to each hand, the largest first to whoever has least: registers have one
    writer, and the hands pass through the years side by side."""
    agencies: dict[int, list[Year]] = {}
    for one in todo:
        agencies.setdefault(one.desk.agency.pk, []).append(one)
    parts: list[list[Year]] = [[] for _ in range(hands)]
    for years in sorted(agencies.values(), key=lambda rows: -sum(row.count for row in rows)):
        min(parts, key=lambda part: sum(one.count for one in part)).extend(years)
    return ((place, part) for place, part in enumerate(parts) if part)


def _fill(part: list[Year], seed: int) -> Iterator[int]:
    """Write the letters; after each batch, how many it had."""
    chance = random.Random(seed)  # noqa: S311 - invented letters, not secrets
    batch = Batch()
    for letter in _in_order(part, chance):
        letter.into(batch)
        if len(batch.incoming) == BATCH:
            _write(batch)
            yield BATCH
            batch = Batch()
    _write(batch)
    yield len(batch.incoming)


def _in_order(part: list[Year], chance: random.Random) -> Iterator[Letter]:
    """In the order of their moments, so that the agencies' letters interleave as in life."""
    for year in sorted({one.year for one in part}):
        stories = [_letters(o.desk, year, o.count, chance) for o in part if o.year == year]
        yield from heapq.merge(*stories, key=lambda letter: letter.at)


def _shares(desks: list[Desk], documents: int, years: int) -> list[tuple[Desk, int]]:
    flagship = round(documents * FLAGSHIP_SHARE)
    rest = -(-(documents - flagship) // (max(len(desks) - 1, 1) * years))
    return [
        (desk, -(-flagship // years) if desk.agency.slug == "stttt" else rest) for desk in desks
    ]


@dataclass
class Letter:
    """One letter's rows, ids still relative to the batch."""

    desk: Desk
    register: Register
    value: int
    at: datetime
    state: str
    fields: dict[str, Any]
    due_on: date
    head: Appointment
    officer: Appointment | None
    instruction: str
    result: str

    def into(self, batch: Batch) -> None:
        ref = len(batch.incoming)
        name = self.desk.clerk.user.full_name
        batch.registers[self.register.pk] = (self.value, self.at)
        closed = self.at + timedelta(days=3) if self.state == IncomingState.DONE else None
        batch.numbers.append(
            {
                "register_id": self.register.pk, "value": self.value, "state": NumberState.USED,
                "subject_kind": INCOMING_KIND, "subject_id": ref, "changed_at": self.at,
                "changed_by": name, "given_at": self.at, "dated": self.at.date(),
            }
        )  # fmt: skip
        batch.incoming.append(
            {
                "agency_id": self.desk.agency.pk, "state": self.state, "source": Source.PAPER,
                "register_id": self.register.pk, "number": self.value, "arrived_at": self.at,
                "registered_at": self.at, "registered_by": name, "due_on": self.due_on,
                "closed_at": closed, "result": self.result if closed else "", **self.fields,
            }
        )  # fmt: skip
        if self.state != IncomingState.REGISTERED:
            self._handling(batch, ref, closed)

    def _handling(self, batch: Batch, ref: int, closed: datetime | None) -> None:
        matter = len(batch.matters)
        batch.matters.append(
            {
                "subject_kind": INCOMING_KIND, "subject_id": ref,
                "agency_id": self.desk.agency.pk, "title": self.fields["subject"],
                "state": MatterState.CLOSED if closed else MatterState.OPEN,
                "due_on": self.due_on, "opened_at": self.at, "closed_at": closed,
                "result": self.result if closed else "",
            }
        )  # fmt: skip
        chain = self._chain()
        first = len(batch.assignments)
        for depth, (seat, giver) in enumerate(chain):
            last = depth == len(chain) - 1
            given = self.at + timedelta(minutes=40 * depth)
            batch.assignments.append(
                {
                    "matter_id": matter, "parent_id": first + depth - 1 if depth else None,
                    "subject_kind": INCOMING_KIND, "subject_id": ref, "part": Part.LEAD,
                    "carries": depth > 0,
                    "state": (Holding.DONE if closed else Holding.OPENED)
                    if last else Holding.HANDED_ON,
                    "to_unit_id": seat.unit_id, "to_post_id": seat.post_id,
                    "to_name": f"{seat.user.full_name}, {seat.post.title}",
                    "from_post_id": giver.post_id, "from_name": giver.user.full_name,
                    "instruction": self.instruction if depth else "", "due_on": self.due_on,
                    "created_at": given, "opened_at": given,
                    "closed_at": closed if last else None,
                    "result": self.result if last and closed else "",
                }
            )  # fmt: skip
            self._step(
                batch, matter, first + depth, first + depth, given, giver,
                StepVerb.HAND_ON if depth else StepVerb.OPEN_MATTER, self.instruction,
            )  # fmt: skip
        if closed:
            end = first + len(chain) - 1
            self._step(batch, matter, end, None, closed, chain[-1][0], StepVerb.CLOSE, self.result)

    def _chain(self) -> list[tuple[Appointment, Appointment]]:
        desk = self.desk
        chain = [(desk.leader, desk.clerk)]
        if self.state != IncomingState.PRESENTED:
            chain.append((self.head, desk.leader))
        if self.officer and self.state in (IncomingState.DONE, IncomingState.PROCESSING):
            chain.append((self.officer, self.head))
        return chain

    def _step(
        self, batch: Batch, matter: int, part: int, lead: int | None, at: datetime,
        who: Appointment, verb: StepVerb, text: str,
    ) -> None:  # fmt: skip
        batch.steps.append(
            {
                "matter_id": matter, "at": at, "verb": verb, "assignment_id": part,
                "lead_id": lead, "actor_name": who.user.full_name,
                "actor_label": f"{who.post.title}, {who.unit.name}", "text": text,
            }
        )  # fmt: skip


def _letters(desk: Desk, year: int, count: int, chance: random.Random) -> Iterator[Letter]:
    register, _ = Register.objects.get_or_create(
        agency=desk.agency, year=year, direction=Direction.IN, series="general",
        defaults={"name": f"Sổ văn bản đến năm {year}"},
    )  # fmt: skip
    start = datetime(year, 1, 3, 0, 30, tzinfo=UTC)
    latest = (
        Incoming.objects.filter(register=register).order_by("-number").values_list("arrived_at")
    )
    if last := latest.first():
        start = max(start, last[0])
    end = datetime(year, 12, 30, 9, 0, tzinfo=UTC)
    step = (end - start) / (count + 1)
    states = [state for state, _weight in STATES]
    weights = [weight for _state, weight in STATES]
    for index in range(count):
        at = start + step * (index + 1)
        head, officers = chance.choice(desk.heads)
        yield Letter(
            desk=desk, register=register, value=register.last_number + index + 1, at=at,
            state=chance.choices(states, weights)[0], fields=_fields(at, chance),
            due_on=at.date() + timedelta(days=chance.choice((5, 7, 10, 15))), head=head,
            officer=chance.choice(officers) if officers else None,
            instruction=chance.choice(texts.INSTRUCTIONS).format(lead=head.unit.name),
            result=chance.choice(texts.RESULTS),
        )  # fmt: skip


def _fields(at: datetime, chance: random.Random) -> dict[str, Any]:
    topic = chance.choice(texts.TOPICS)
    name, notation, marks = chance.choice(texts.OUTSIDE)
    issued = at.date() - timedelta(days=chance.randint(1, 6))
    kind = kind_by_abbreviation(topic.kind, issued) if topic.kind else None
    number = chance.randint(1, 4000)
    code = (
        f"{number:02}/{topic.kind}-{notation}"
        if topic.kind
        else (f"{number:02}/{notation}-{chance.choice(marks)}")
    )
    return {
        "code": code, "code_key": fold(code), "issued_on": issued, "issuer_name": name,
        "kind": kind.code if kind else "cong_van",
        "subject": texts.fill(topic.subject, chance, month=at.month, year=at.year),
        "urgency": chance.choices((0, 1, 2, 3), (90, 6, 3, 1))[0],
        "pages": chance.randint(1, 12),
    }  # fmt: skip


def _write(batch: Batch) -> None:
    """One transaction: the batch's relative ids become real ones."""
    if not batch.incoming:
        return
    with transaction.atomic():
        letters, matters = Table(Incoming), Table(Matter)
        parts, steps, numbers = Table(Assignment), Table(Step), Table(Number)
        letter = letters.reserve(len(batch.incoming))
        matter = matters.reserve(len(batch.matters))
        part = parts.reserve(len(batch.assignments))
        step = steps.reserve(len(batch.steps))
        number = numbers.reserve(len(batch.numbers))
        letters.write(_shift(batch.incoming, letter))
        numbers.write(_shift(batch.numbers, number, subject_id=letter))
        matters.write(_shift(batch.matters, matter, subject_id=letter))
        parts.write(
            _shift(batch.assignments, part, subject_id=letter, matter_id=matter, parent_id=part)
        )
        steps.write(_shift(batch.steps, step, matter_id=matter, assignment_id=part, lead_id=part))
        for pk, (value, at) in batch.registers.items():
            Register.objects.filter(pk=pk).update(last_number=value, last_at=at)
        ids = range(letter, letter + len(batch.incoming))
        for start in range(0, len(ids), 500):
            search.put_many(indexes[INCOMING_KIND].items(ids[start : start + 500]))


def _shift(rows: list[Row], first: int, **references: int) -> Iterator[Row]:
    for index, row in enumerate(rows):
        moved = {
            name: None if row[name] is None else row[name] + base
            for name, base in references.items()
        }
        yield {**row, **moved, "id": first + index}
