"""The drawn chain of one subject: who gave what to whom, with what words, for how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.office.work.choices import Part
from congvu.office.work.models import Assignment, Consultation, ExtensionRequest, Matter, Step
from congvu.office.work.policies import asked


@dataclass(slots=True)
class Node:
    """One part with what its holder gave on, and the requests for a later date on it."""

    part: Assignment
    children: list[Node] = field(default_factory=list)
    extensions: list[ExtensionRequest] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    """``nodes`` are all parts by id, ``root`` the tree; ``steps`` the acts in order."""

    matter: Matter
    root: Node
    nodes: dict[int, Node]
    steps: list[Step]
    opinions: list[Consultation]

    @property
    def lead(self) -> Assignment | None:
        """Who leads now; None when the matter is closed."""
        leads = (n.part for n in self.nodes.values() if n.part.part == Part.LEAD)
        return next((part for part in leads if part.is_active), None)

    def parent(self, part: Assignment) -> Assignment | None:
        return None if part.parent_id is None else self.nodes[part.parent_id].part


@dataclass(frozen=True, slots=True)
class Stay:
    """How long the lead lay at one desk: from ``start`` to ``end`` (now, for the last)."""

    part: Assignment
    start: datetime
    end: datetime
    minutes: int


def chain(subject: Subject) -> Chain | None:
    """The whole chain in four queries, however long; None when nothing was opened.

    The caller has authorised the subject.
    """
    parts = _PARTS(kind=subject.kind, subject_id=subject.id)
    if not parts:
        return None
    matter = parts[0].matter
    nodes = {part.pk: Node(part) for part in parts}
    for node in nodes.values():
        if node.part.parent_id is not None:
            nodes[node.part.parent_id].children.append(node)
    for request in _REQUESTS(matter_id=matter.pk):
        nodes[request.assignment_id].extensions.append(request)
    return Chain(
        matter=matter,
        root=next(node for node in nodes.values() if node.part.parent_id is None),
        nodes=nodes,
        steps=_STEPS(matter_id=matter.pk),
        opinions=opinions(subject),
    )


def opinions(subject: Subject) -> list[Consultation]:
    """Every question on a subject, answered or not, in order of asking."""
    return _OPINIONS(kind=subject.kind, subject_id=subject.id)


_PARTS = Prepared(
    lambda kind, subject_id: (
        Assignment.objects.filter(subject_kind=kind, subject_id=subject_id)
        .select_related("matter", "to_unit")
        .order_by("id")
    ),
    kind=str, subject_id=int,
)  # fmt: skip
_REQUESTS = Prepared(
    lambda matter_id: ExtensionRequest.objects.filter(assignment__matter_id=matter_id),
    matter_id=int,
)
_STEPS = Prepared(
    lambda matter_id: Step.objects.filter(matter_id=matter_id).order_by("id"), matter_id=int
)
_OPINIONS = Prepared(
    lambda kind, subject_id: Consultation.objects.filter(
        subject_kind=kind, subject_id=subject_id
    ).order_by("id"),
    kind=str, subject_id=int,
)  # fmt: skip


def waits_for(actor: Actor, consultation: Consultation) -> bool:
    """Whether the question waits for this actor's answer."""
    open_still = consultation.answered_at is None and consultation.withdrawn_at is None
    return open_still and asked(actor, consultation)


def stays(
    found: Chain, at: datetime, *, minutes: Callable[[datetime, datetime], int]
) -> list[Stay]:
    """How long the lead lay at each desk, in order; read from the steps alone.

    :param minutes: working minutes between two moments, from the agency's calendar
    """
    turns = _turns(found.steps)
    ends = [start for _, start in turns[1:]] + [found.matter.closed_at or at]
    return [
        Stay(found.nodes[lead].part, start, end, minutes(start, end))
        for (lead, start), end in zip(turns, ends, strict=True)
        if lead is not None
    ]


def _turns(steps: Sequence[Step]) -> list[tuple[int | None, datetime]]:
    """When the lead changed hands: ``(assignment or None, since)``."""
    turns: list[tuple[int | None, datetime]] = []
    for step in steps:
        if not turns or turns[-1][0] != step.lead_id:
            turns.append((step.lead_id, step.at))
    return turns
