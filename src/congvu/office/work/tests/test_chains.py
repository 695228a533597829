"""T5: random chains of hand-overs, help, returns, recalls, delegations and results.

A model in plain Python follows every chain and says who may read and who leads; the real doors
write the real database. After every act there is exactly one active lead (none once closed), and
at the end of every chain the readers and the history are compared, outsiders included.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.db import connection

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.subject import Subject
from congvu.office.work import actions, queries
from congvu.office.work.actions import Target, tell
from congvu.office.work.choices import Holding, Part
from congvu.office.work.factories import AT, PLAN, SEATS, Cast, cast
from congvu.office.work.models import Matter, Step

KIND = "test.chain"
CHAINS = 10_000 if connection.vendor == "sqlite" else 1_000
"""All of them where a statement costs no network; a seeded tenth on PostgreSQL."""
SEED = 20261123
SHARES = 4
"""The chains are told in equal shares, each with dice of its own, so that cores can share them."""
ACTS = [1, 1, 1, 2, 2, 2, 2, 3, 4, 9]
"""How many acts follow the opening; one chain in ten is long."""

Desk = tuple[str, str | None]
"""A unit, and a seat of it or None for the unit as a whole."""


@dataclass
class ModelPart:
    desk: Desk
    part: str
    parent: ModelPart | None = None
    carries: bool = False
    state: str = Holding.WAITING
    pk: int = 0

    @property
    def active(self) -> bool:
        return self.state in (Holding.WAITING, Holding.OPENED)

    @property
    def live(self) -> bool:
        return self.active or self.state == Holding.HANDED_ON


@dataclass
class Model:
    """What a chain should be, said once more without a database."""

    parts: list[ModelPart] = field(default_factory=list)
    open: bool = True
    steps: int = 1

    @property
    def lead(self) -> ModelPart | None:
        leads = [p for p in self.parts if p.part == Part.LEAD and p.active]
        assert len(leads) == (1 if self.open else 0)
        return leads[0] if leads else None

    def readers(self) -> set[str]:
        """Seats that read: holders of parts not recalled, and the heads of their units."""
        seats: set[str] = set()
        for part in self.parts:
            if part.state != Holding.RECALLED:
                unit, seat = part.desk
                seats |= heads(unit) | ({seat} if seat else set())
        return seats

    def resume(self, part: ModelPart) -> None:
        if part.carries and part.parent:
            part.parent.state = Holding.OPENED

    def below(self, part: ModelPart) -> list[ModelPart]:
        found: list[ModelPart] = []
        while carrier := next(
            (p for p in self.parts if p.parent is part and p.carries and p.live), None
        ):
            found.append(carrier)
            part = carrier
        return found


HEAD_SEATS = {"leader", "it_head", "post_head"}
UNIT_OF = {seat: plan[0] for seat, plan in SEATS.items()}


def heads(unit: str) -> set[str]:
    return {seat for seat in HEAD_SEATS if UNIT_OF[seat] == unit}


def who(part: ModelPart) -> str:
    """A seat that answers for a part."""
    unit, seat = part.desk
    return seat or sorted(heads(unit))[0]


class Walk:
    """One random chain through the real doors, with its model beside it."""

    def __init__(self, people: Cast, rng: random.Random, number: int) -> None:
        self.people, self.rng, self.at = people, rng, AT
        self.subject = Subject(KIND, number)
        self.marks = {seat: queries.actor_marks(actor) for seat, actor in people.actors.items()}
        self.closings = 0
        self.model = Model()
        leader = rng.choice(["leader", "deputy"])
        self.matter = actions.open_matter(
            actor=people.actor("clerk"), at=AT, subject=self.subject,
            agency_id=people.agency.pk, title="Chuỗi", to_post_id=people.posts[leader].pk,
        )  # fmt: skip
        self.add(ModelPart(("leadership", leader), Part.LEAD))

    def add(self, part: ModelPart) -> None:
        self.model.parts.append(part)

    def actor(self, part: ModelPart) -> Actor:
        """The holder, or somebody acting for them under a delegation."""
        seat = who(part)
        if self.rng.random() < 0.1:
            other = self.rng.choice([s for s in SEATS if s != seat])
            return self.people.acting_for(other, seat, "work.")
        return self.people.actor(seat)

    def act(self) -> str:
        self.at += timedelta(minutes=7)
        verb = self.rng.choices(
            ["hand_on", "share", "return", "recall", "finish", "open", "close", "wrong"],
            [34, 12, 14, 12, 10, 8, 4, 6],
        )[0]
        if not self.model.open:
            verb = "reopen" if self.rng.random() < 0.7 else "wrong"
        getattr(self, f"do_{verb}")()
        return verb

    def pick(self, test) -> ModelPart | None:
        wanted = [part for part in self.model.parts if test(part)]
        return self.rng.choice(wanted) if wanted else None

    def targets(self, giver: ModelPart, number: int) -> list[Desk]:
        desks: list[Desk] = [(unit, None) for unit in ("it", "post")]
        desks += [(UNIT_OF[seat], seat) for seat in SEATS if seat != "clerk"]
        desks = [desk for desk in desks if desk != giver.desk]
        return self.rng.sample(desks, number)

    def target(self, desk: Desk) -> Target:
        unit, seat = desk
        if seat:
            return Target(post_id=self.people.posts[seat].pk)
        return Target(unit_id=self.people.units[unit].pk)

    def do_hand_on(self) -> None:
        giver = self.pick(lambda p: p.live and p.part != Part.INFORM)
        if giver:
            self.give(giver, lead=True)

    def do_share(self) -> None:
        giver = self.pick(lambda p: p.live and p.part != Part.INFORM)
        if giver:
            self.give(giver, lead=False)

    def give(self, giver: ModelPart, *, lead: bool) -> None:
        desks = self.targets(giver, 3)
        support, inform = desks[1:2], desks[2:]
        new = actions.hand_on(
            actor=self.actor(giver), at=self.at, assignment_id=giver.pk,
            lead=self.target(desks[0]) if lead else None,
            support=[self.target(d) for d in support], inform=[self.target(d) for d in inform],
        )  # fmt: skip
        if lead:
            for part in self.model.below(giver):
                part.state = (
                    Holding.RECALLED if part.state == Holding.WAITING else Holding.SUPERSEDED
                )
            giver.state = Holding.HANDED_ON
        elif giver.state == Holding.WAITING:
            giver.state = Holding.OPENED
        held = {(p.desk, p.part) for p in self.model.parts if p.active}
        plan = [(desks[0], giver.part, True)] if lead else []
        plan += [(d, Part.SUPPORT, False) for d in support]
        plan += [(d, Part.INFORM, False) for d in inform]
        parts = [
            ModelPart(desk, part, giver, carries)
            for desk, part, carries in plan
            if carries or (desk, part) not in held
        ]
        assert len(parts) == len(new)
        for part, row in zip(parts, new, strict=True):
            part.pk = row.pk
            self.add(part)
        self.model.steps += 1

    def do_return(self) -> None:
        part = self.pick(lambda p: p.active and p.parent and p.part != Part.INFORM)
        if part:
            actions.return_assignment(
                actor=self.actor(part), at=self.at, assignment_id=part.pk, reason="Nhầm nơi nhận"
            )
            part.state = Holding.RETURNED
            self.model.resume(part)
            self.model.steps += 1

    def do_recall(self) -> None:
        part = self.pick(lambda p: p.state == Holding.WAITING and p.parent)
        if part and part.parent:
            actions.recall(actor=self.actor(part.parent), at=self.at, assignment_id=part.pk)
            part.state = Holding.RECALLED
            self.model.resume(part)
            self.model.steps += 1

    def do_finish(self) -> None:
        part = self.pick(lambda p: p.active and p.parent and p.part != Part.INFORM)
        if part:
            actions.finish(
                actor=self.actor(part), at=self.at, assignment_id=part.pk, result="Đã xong"
            )
            part.state = Holding.DONE
            self.model.resume(part)
            self.model.steps += 1

    def do_open(self) -> None:
        part = self.pick(lambda p: p.state == Holding.WAITING)
        if part:
            actions.open_assignment(actor=self.actor(part), at=self.at, assignment_id=part.pk)
            part.state = Holding.DONE if part.part == Part.INFORM else Holding.OPENED
            self.model.steps += 1

    def do_close(self) -> None:
        lead = self.model.lead
        assert lead
        actions.close_matter(
            actor=self.actor(lead), at=self.at, matter_id=self.matter.pk, result="Xong"
        )
        self.last = lead
        self.closings += 1
        for part in self.model.parts:
            if part is lead or (part.part == Part.SUPPORT and part.live):
                part.state = Holding.DONE
        self.model.open = False
        self.model.steps += 1

    def do_reopen(self) -> None:
        actions.reopen_matter(
            actor=self.actor(self.last), at=self.at, matter_id=self.matter.pk, reason="Thiếu"
        )
        self.last.state = Holding.OPENED
        self.model.open = True
        self.model.steps += 1

    def do_wrong(self) -> None:
        """Somebody who does not hold the part tries to move it; nothing may change."""
        part = self.rng.choice(self.model.parts)
        unit, _ = part.desk
        holders = {who(part)} | (heads(unit) if part.desk[1] is None else set())
        other = self.rng.choice([seat for seat in SEATS if seat not in holders])
        with pytest.raises(DomainError):
            actions.hand_on(
                actor=self.people.actor(other), at=self.at, assignment_id=part.pk,
                lead=self.target(self.targets(part, 1)[0]),
            )  # fmt: skip

    def check_lead(self) -> None:
        expected = self.model.lead
        rows = rows_of(
            "SELECT id FROM work_assignment WHERE matter_id = %s AND part = 'lead' "
            "AND state IN ('waiting', 'opened')",
            self.matter.pk,
        )
        assert rows == ([(expected.pk,)] if expected else [])

    def check_end(self) -> None:
        """States, readers and history are what the model says."""
        parts = rows_of(
            "SELECT id, state FROM work_assignment WHERE matter_id = %s ORDER BY id",
            self.matter.pk,
        )
        assert parts == [(part.pk, part.state) for part in self.model.parts]
        marks = queries.marks_for(self.subject)
        assert {s for s, held in self.marks.items() if marks & held} == self.model.readers()
        self.check_history()

    def check_history(self) -> None:
        """The steps alone tell an unbroken line of leads that ends with the present one."""
        steps = rows_of(
            "SELECT verb, lead_id FROM work_step WHERE matter_id = %s ORDER BY id", self.matter.pk
        )
        assert len(steps) == self.model.steps
        assert [verb for verb, lead in steps if lead is None] == ["close"] * self.closings
        assert steps[-1][1] == (self.model.lead.pk if self.model.lead else None)

    def check_doors(self) -> None:
        """The list's condition agrees with the search's marks, and the drawn chain is whole."""
        for seat, actor in self.people.actors.items():
            may = queries.may_read(actor, KIND, [self.subject.id])
            assert bool(may) == (seat in self.model.readers())
        outsider = replace(self.people.actor("clerk"), post_id=None, unit_ids=frozenset())
        assert queries.may_read(outsider, KIND, [self.subject.id]) == set()
        found = queries.chain(self.subject)
        assert found is not None
        assert set(found.nodes) == {part.pk for part in self.model.parts}
        assert (found.lead and found.lead.pk) == (self.model.lead and self.model.lead.pk)


def rows_of(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_random_chains_keep_one_lead_their_readers_and_their_history(
    monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    people = cast()
    monkeypatch.setattr(tell, "notify", lambda **notice: None)  # another room's promise
    rng = random.Random(SEED + share)
    seen: Counter[str] = Counter()
    chains = CHAINS // SHARES
    for number in range(1, chains + 1):
        walk = Walk(people, rng, number)
        root = walk.matter.assignments.get()
        walk.model.parts[0].pk = root.pk
        for _ in range(rng.choice(ACTS)):
            seen[walk.act()] += 1
            walk.check_lead()
        walk.check_end()
        if number % 100 == 0:
            walk.check_doors()
    assert min(seen.values()) > chains / 50, seen
    assert Matter.objects.count() == chains
    assert Step.objects.exclude(for_name="").exists()


def test_no_chain_is_left_out_by_sharing() -> None:
    assert CHAINS % SHARES == 0


def test_the_cast_has_a_seat_in_every_unit() -> None:
    assert set(UNIT_OF.values()) == set(PLAN)
