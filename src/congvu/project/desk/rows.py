"""What waits for a person, by verb, gathered from letters, work and questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject, cards
from congvu.core.organisation.choices import Role
from congvu.office.documents.choices import INCOMING_KIND, IncomingState, OutgoingState, Urgency
from congvu.office.documents.queries import incoming, outgoing
from congvu.office.work.choices import TASK_KIND, Holding, Part
from congvu.office.work.queries import inbox, opinions_asked

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment

MOST = 100
"""Rows of one source; whoever has more works through the lists."""

VERBS: dict[str, tuple[str, str]] = {
    "register": ("Vào sổ", "book"),
    "present": ("Trình", "forward"),
    "direct": ("Bút phê", "pen"),
    "assign": ("Phân công", "branch"),
    "do": ("Chủ trì xử lý", "task"),
    "support": ("Phối hợp", "users"),
    "opinion": ("Cho ý kiến", "comment"),
    "review": ("Duyệt dự thảo", "user"),
    "check": ("Kiểm tra thể thức", "shield"),
    "approve": ("Ký", "signed"),
    "number": ("Cấp số", "stamp"),
    "issue": ("Phát hành", "outbox"),
    "draft": ("Dự thảo của tôi", "text"),
    "inform": ("Để biết", "eye"),
}
"""Verb to ``(label, icon)``, in the order of the tiles."""

BOX_OF_STATE = {
    OutgoingState.DRAFT: "draft",
    OutgoingState.UNIT_REVIEW: "review",
    OutgoingState.OFFICE_CHECK: "check",
    OutgoingState.APPROVAL: "approve",
    OutgoingState.APPROVED: "number",
    OutgoingState.NUMBERED: "issue",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do."""

    verb: str
    title: str
    href: str
    code: str = ""
    sender: str = ""
    due: date | None = None
    urgency: int = 0
    unread: bool = False
    late: bool = False

    @property
    def label(self) -> str:
        return VERBS[self.verb][0]

    @property
    def urgent(self) -> str:
        return Urgency(self.urgency).label

    @property
    def icon(self) -> str:
        return VERBS[self.verb][1]


def rows_for(actor: Actor, at: datetime) -> list[Row]:
    """Everything that waits, what is late first, then by date, urgency and verb; four queries."""
    today = local_date(at)
    found = [
        *_to_register(actor),
        *_parts(actor, today),
        *_opinions(actor, today),
        *_outgoing(actor),
    ]
    order = list(VERBS)
    return sorted(
        found, key=lambda row: (row.due or date.max, -row.urgency, order.index(row.verb))
    )  # fmt: skip


def _to_register(actor: Actor) -> Iterable[Row]:
    if not (actor.has(Role.CLERK.value) and permits(actor, "documents.incoming.register")):
        return
    verbs = {IncomingState.ARRIVED: "register", IncomingState.REGISTERED: "present"}
    base = reverse("documents:incoming")
    waiting = incoming.visible_to(actor).filter(state__in=list(verbs))
    for letter in waiting.order_by("-urgency", "id")[:MOST]:
        tail = "vao-so/" if letter.state == IncomingState.ARRIVED else ""
        yield Row(
            verbs[IncomingState(letter.state)], letter.subject or "Văn bản mật",
            f"{base}{letter.pk}/{tail}", letter.code, letter.issuer_name, None, letter.urgency,
            unread=letter.state == IncomingState.ARRIVED,
        )  # fmt: skip


def _parts(actor: Actor, today: date) -> Iterable[Row]:
    bases = {INCOMING_KIND: reverse("documents:incoming"), TASK_KIND: "/cong-viec/"}
    for part in inbox(actor)[:MOST]:
        yield Row(
            _verb_of(actor, part), part.matter.title,
            f"{bases.get(part.subject_kind, '/')}{part.subject_id}/",
            sender=part.from_name, due=part.due_on, urgency=part.matter.urgency,
            unread=part.state == Holding.WAITING,
            late=part.due_on is not None and part.due_on < today,
        )  # fmt: skip


def _verb_of(actor: Actor, part: Assignment) -> str:
    if part.part == Part.INFORM:
        return "inform"
    if part.part == Part.SUPPORT:
        return "support"
    if part.subject_kind == INCOMING_KIND and part.parent_id is None:
        return "direct"
    return "assign" if part.to_post_id is None else "do"


def _opinions(actor: Actor, today: date) -> Iterable[Row]:
    asked = list(opinions_asked(actor)[:MOST])
    shown = cards([Subject(one.subject_kind, one.subject_id) for one in asked])
    for one in asked:
        card = shown.get(Subject(one.subject_kind, one.subject_id))
        if card is not None:
            late = one.due_on is not None and one.due_on < today
            yield Row(
                "opinion", one.question, card.url, card.code, one.from_name, one.due_on,
                unread=True, late=late,
            )  # fmt: skip


def _outgoing(actor: Actor) -> Iterable[Row]:
    base = reverse("documents:outgoing")
    for letter in outgoing.inbox(actor)[:MOST]:
        yield Row(
            BOX_OF_STATE[OutgoingState(letter.state)], letter.subject,
            f"{base}{letter.pk}/", letter.code, f"{letter.drafter_name}, {letter.unit.name}",
            letter.due_on, letter.urgency, unread=letter.state != OutgoingState.DRAFT,
        )  # fmt: skip
