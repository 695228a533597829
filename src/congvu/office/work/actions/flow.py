"""The locked matter with all its parts in memory: every routing verb works on one of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert, insert_keyed, update
from congvu.core.kernel.subject import Subject
from congvu.office.work import policies
from congvu.office.work.actions.hooks import reading_changed
from congvu.office.work.actions.running import demand_running
from congvu.office.work.actions.targets import Desk
from congvu.office.work.choices import ACTIVE, ASSIGNMENT, LIVE, Holding, MatterState, Part
from congvu.office.work.errors import Closed
from congvu.office.work.models import Assignment, Matter, Step

BY_HOLDER = frozenset({"open", "read", "hand_on", "share", "return", "finish"})
"""Verbs by which the holder shows to have seen the part."""

_NOT_HOLDER = "Phần việc này đang do người khác giữ. Hãy liên hệ người giữ hoặc người giao việc."


@dataclass(slots=True)
class Flow:
    """``matter`` is locked for the transaction; ``parts`` are all its assignments by id."""

    matter: Matter
    actor: Actor
    at: datetime
    parts: dict[int, Assignment] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return Subject(self.matter.subject_kind, self.matter.subject_id)

    @property
    def lead(self) -> Assignment | None:
        """The one active lead; None once the matter is closed."""
        leads = (p for p in self.parts.values() if p.part == Part.LEAD and p.state in ACTIVE)
        return next(leads, None)

    def part(self, assignment_id: int) -> Assignment:
        return self.parts[assignment_id]

    def parent(self, part: Assignment) -> Assignment | None:
        return None if part.parent_id is None else self.parts[part.parent_id]

    def ancestors(self, part: Assignment) -> list[Assignment]:
        """Who gave it, who gave it to them, and so on to the root."""
        found: list[Assignment] = []
        above = self.parent(part)
        while above is not None:
            found.append(above)
            above = self.parent(above)
        return found

    def carried_below(self, part: Assignment) -> list[Assignment]:
        """The live parts that took this one over, from the top down."""
        found: list[Assignment] = []
        below = self._carrier(part)
        while below is not None:
            found.append(below)
            below = self._carrier(below)
        return found

    def _carrier(self, part: Assignment) -> Assignment | None:
        below = (p for p in self.parts.values() if p.parent_id == part.pk)
        return next((p for p in below if p.carries and p.state in LIVE), None)

    def demand_holder(self, part: Assignment) -> None:
        """:raises NotAllowed: somebody else's; :raises NotFound: who lost it learns nothing more"""
        if part.state == Holding.RECALLED or not policies.holds(self.actor, part):
            raise policies.refuse(self.actor, self.subject, _NOT_HOLDER)

    def demand_open(self) -> None:
        """:raises Closed: the matter has ended"""
        if self.matter.state != MatterState.OPEN:
            raise Closed

    def move(self, part: Assignment, verb: str, *, result: str = "") -> None:
        """Put a part through the state table and write it.

        :raises WrongState: the table has no such row
        """
        state = Holding(ASSIGNMENT.target(verb, part.state))
        if state == part.state:
            return
        part.state = state
        part.closed_at = None if state in LIVE else self.at
        if verb in BY_HOLDER and part.opened_at is None:
            part.opened_at = self.at
        part.result = result or part.result
        update([part], ["state", "closed_at", "opened_at", "result"])

    def resume_giver(self, part: Assignment) -> None:
        """Give the giver's own part back, if this one had taken it over; end this one first."""
        giver = self.parent(part)
        if part.carries and giver is not None:
            self.move(giver, "resume")

    def add(
        self, desk: Desk, part: Part, *, given_by: Assignment | None, from_name: str,
        instruction: str, due_on: date | None, carries: bool = False,
    ) -> Assignment:  # fmt: skip
        """A new part, not saved yet."""
        return Assignment(
            matter=self.matter,
            parent=given_by,
            subject_kind=self.matter.subject_kind,
            subject_id=self.matter.subject_id,
            part=part,
            carries=carries,
            to_unit_id=desk.unit_id,
            to_post_id=desk.post_id,
            to_name=desk.name,
            from_post_id=self.actor.post_id,
            from_name=from_name[:200],
            instruction=instruction,
            due_on=None if part == Part.INFORM else due_on,
            created_at=self.at,
        )

    def save_new(self, parts: list[Assignment]) -> None:
        self.parts |= {part.pk: part for part in insert_keyed(parts)}

    def touch(self, *fields: str) -> None:
        """A new version of the matter, with the fields changed beside it."""
        self.matter.version += 1
        update([self.matter], ["version", *fields])

    def step(self, verb: str, *, part: Assignment | None = None, text: str = "") -> Step:
        """Draw one step of the chain, with who leads after it."""
        return write_step(
            self.matter, verb, actor=self.actor, at=self.at, part=part, text=text, lead=self.lead
        )

    def reading_changed(self) -> None:
        reading_changed(self.subject, list(self.parts.values()))


def lock(
    *,
    actor: Actor,
    at: datetime,
    assignment_id: int | None = None,
    matter_id: int | None = None,
    version: int | None = None,
) -> Flow:
    """Lock the matter of an assignment, or a matter, and read its parts.

    ``version`` is the one the actor saw; None when the caller holds a lock of its own.

    :raises NotFound: absent, or of another agency
    :raises Stale: somebody changed the matter first
    :raises Paused: the subject's room has stopped the work
    """
    by = (
        {"matter_id": matter_id or 0} if assignment_id is None else {"assignment_id": assignment_id}
    )
    if not actor.is_system:
        by["agency_id"] = actor.agency_id or 0
    rows = _LOCKED[tuple(by)](**by)
    if not rows:
        raise NotFound
    (matter,) = rows
    if version is not None and version != matter.version:
        raise Stale(version=matter.version)
    demand_running(actor, Subject(matter.subject_kind, matter.subject_id))
    return Flow(matter, actor, at, {part.pk: part for part in _PARTS(matter_id=matter.pk)})


def _locked(
    assignment_id: int | None = None, matter_id: int | None = None, agency_id: int | None = None
) -> QuerySet[Matter]:
    rows = Matter.objects.select_for_update()
    if assignment_id is not None:
        rows = rows.filter(pk=Assignment.objects.filter(pk=assignment_id).values("matter_id")[:1])
    if matter_id is not None:
        rows = rows.filter(pk=matter_id)
    return rows if agency_id is None else rows.filter(agency_id=agency_id)


# Every verb asks and writes these while others wait for the matter: nothing is built in that time.
_LOCKED: dict[tuple[str, ...], Prepared[Matter]] = {
    by: Prepared(_locked, **dict.fromkeys(by, int))
    for by in (
        ("assignment_id", "agency_id"), ("matter_id", "agency_id"), ("assignment_id",),
        ("matter_id",),
    )
}  # fmt: skip
_PARTS = Prepared(lambda matter_id: Assignment.objects.filter(matter_id=matter_id), matter_id=int)


def write_step(
    matter: Matter, verb: str, *, actor: Actor, at: datetime,
    part: Assignment | None = None, text: str = "", lead: Assignment | None = None,
) -> Step:  # fmt: skip
    step = Step(
        matter=matter,
        at=at,
        verb=verb,
        actor_name=actor.name[:150],
        actor_label=actor.label[:200],
        for_name=actor.delegated.name[:150] if actor.delegated else "",
        assignment=part,
        lead=lead,
        text=text,
    )
    insert(step)
    return step


def moved_by(actor: Actor) -> str:
    """The giver's name as the next holder sees it: the actor, and for whom."""
    return f"{actor.name} thay {actor.delegated.name}" if actor.delegated else actor.name
