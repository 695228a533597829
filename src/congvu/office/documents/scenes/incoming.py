"""One incoming letter as its page needs it: loaded once, asked by templates and verbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.subject import Subject
from congvu.core.ui.chain import ChainNode
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.choices import (
    INCOMING_KIND,
    IncomingState,
    Purpose,
    Secrecy,
    Source,
    Urgency,
)
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.documents.queries import incoming as queries
from congvu.office.documents.scenes.copies import CopyShown, copies_shown, may_copy
from congvu.office.documents.scenes.kinds import kind_name
from congvu.office.documents.scenes.looks import INCOMING_LOOKS
from congvu.office.work import policies as work_policies
from congvu.office.work.choices import ACTIVE, Holding, Part
from congvu.office.work.pages.chain import chain_nodes, step_items
from congvu.office.work.queries import QUEUE, Chain, carried_ids, chain

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.office.work.models import Assignment, Consultation, ExtensionRequest

PREVIEW_PAGES = 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the page shows it."""

    name: str
    url: str
    size: int
    note: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """Where the letter stands among what waits for the actor."""

    place: int
    total: int
    previous: str
    following: str

    @property
    def left(self) -> int:
        return max(self.total - 1, 0)


@dataclass
class Scene:
    """A letter and what belongs to it, for one actor at one moment."""

    actor: Actor
    at: datetime
    letter: Incoming
    chain: Chain | None
    parts: list[Assignment] = field(default_factory=list)

    @classmethod
    def load(cls, actor: Actor, pk: int, at: datetime, *, opening: bool = False) -> Scene:
        """
        :param opening: the actor reads the page, so their unseen parts are marked as seen
        :raises NotFound: absent or not for this actor
        """
        letter = queries.for_actor(actor, pk)
        subject = Subject(INCOMING_KIND, pk)
        found = chain(subject)
        may_open = letter.state != IncomingState.FROZEN
        if opening and may_open and found and _unseen(actor, found):
            actions.open_letter(actor=actor, at=at, incoming_id=pk)
            found = chain(subject)
            letter = queries.for_actor(actor, pk)
        parts = [node.part for node in found.nodes.values()] if found else []
        return cls(actor, at, letter, found, parts)

    @property
    def subject(self) -> Subject:
        return Subject(INCOMING_KIND, self.letter.pk)

    @cached_property
    def href(self) -> str:
        return reverse("documents:letter", args=[self.letter.pk])

    @property
    def today(self) -> date:
        return local_date(self.at)

    @cached_property
    def abilities(self) -> dict[str, bool]:
        found = queries.abilities(self.actor, self.letter, self.parts)
        found["copy"] = may_copy(self.actor, self.letter)
        if self.letter.state == IncomingState.FROZEN:
            return found | dict.fromkeys(("note", "answer_opinion", "decide_extension"), False)
        found["note"] = any(work_policies.holds(self.actor, part) for part in self.parts) and any(
            part.state in ACTIVE for part in self.parts
        )
        found["remove_file"] = found["remove_file"] and bool(self.removable)
        found["remind"] = found["remind"] and bool(self.remindable)
        found["answer_opinion"] = bool(self.questions)
        found["decide_extension"] = bool(self.requests)
        return found

    @cached_property
    def active(self) -> Assignment | None:
        return policy.own_active(self.actor, self.parts)

    @property
    def my_turn(self) -> bool:
        """The lead lies on the actor's desk."""
        return self.active is not None and self.active.part == Part.LEAD

    @cached_property
    def questions(self) -> list[Consultation]:
        """What the actor was asked and has not answered."""
        return [
            one
            for one in (self.chain.opinions if self.chain else [])
            if one.answered_at is None and one.withdrawn_at is None
            and work_policies.asked(self.actor, one)
        ]  # fmt: skip

    @cached_property
    def requests(self) -> list[ExtensionRequest]:
        """Open requests for a later date that the actor decides."""
        if self.chain is None:
            return []
        found = []
        for node in self.chain.nodes.values():
            parent = self.chain.parent(node.part)
            if parent is not None and work_policies.holds(self.actor, parent):
                found += [one for one in node.extensions if one.granted is None]
        return found

    @cached_property
    def remindable(self) -> list[Assignment]:
        """Parts that somebody is to act on now."""
        return [p for p in self.parts if p.state in ACTIVE and p.part != Part.INFORM]

    @cached_property
    def recallable(self) -> list[Assignment]:
        return policy.recallable(self.actor, self.parts)

    @cached_property
    def copies(self) -> list[CopyShown]:
        """Certified copies made of the letter, with the name of their kind."""
        return copies_shown(self.subject) if getattr(self.letter, "has_copies", True) else []

    @property
    def nodes(self) -> list[ChainNode]:
        return chain_nodes(self.chain)

    @property
    def step_items(self) -> SafeString:
        return step_items(self.chain)

    @property
    def look(self) -> dict[str, str]:
        tone, symbol = INCOMING_LOOKS[self.letter.state]
        return {
            "label": IncomingState(self.letter.state).label,
            "tone": tone,
            "symbol": symbol,
            "urgency": Urgency(self.letter.urgency).label if self.letter.urgency else "",
            "secrecy": Secrecy(self.letter.secrecy).label if self.letter.secrecy else "",
        }

    @property
    def facts(self) -> list[tuple[str, Any]]:
        letter = self.letter
        return [
            ("Số, ký hiệu", letter.code),
            ("Ngày văn bản", letter.issued_on and f"{letter.issued_on:%d/%m/%Y}"),
            ("Cơ quan ban hành", letter.issuer_name),
            ("Loại văn bản", kind_name(letter.kind)),
            ("Người ký", ", ".join(filter(None, [letter.signer_name, letter.signer_title]))),
            ("Số đến", letter.number and f"{letter.number} ({letter.register.name if letter.register else ''})"),
            ("Đến lúc", f"{letter.arrived_at.astimezone(self.at.tzinfo):%d/%m/%Y %H:%M}"),
            ("Người vào sổ", letter.registered_by),
            ("Mục đích gửi", Purpose(letter.purpose).label if letter.origin_id else ""),
            ("Nguồn", Source(letter.source).label),
            ("Số trang", letter.pages),
            ("Bản giấy", "Có bản giấy kèm theo" if letter.paper_follows else ""),
            ("Ghi chú", letter.note),
            ("Lý do từ chối", letter.refusal),
            ("Kết quả", letter.result),
        ]  # fmt: skip

    @cached_property
    def _files(self) -> list[File]:
        return files_of([self.subject])[self.subject]

    @cached_property
    def files(self) -> list[Attachment]:
        return [attachment(file) for file in self._files]

    @cached_property
    def removable(self) -> list[File]:
        """Files that the agency itself put on the letter."""
        return [one for one in self._files if not actions.delivered_with(self.letter, one)]

    @property
    def pages(self) -> tuple[str, ...]:
        """Pictures of the pages of the main document."""
        return next((file.pages for file in self.files if file.pages), ())

    @cached_property
    def queue(self) -> Queue:
        ids = self._queue_ids()
        if self.letter.pk not in ids:
            return Queue(0, len(ids), "", self._href(ids[0]) if ids else "")
        place = ids.index(self.letter.pk)
        after = ids[place + 1] if place + 1 < len(ids) else ids[0] if len(ids) > 1 else None
        before = ids[place - 1] if place else None
        return Queue(place + 1, len(ids), self._href(before), self._href(after))

    def _queue_ids(self) -> list[int]:
        clerk = self.actor.has("clerk")
        if clerk and self.letter.state in (IncomingState.ARRIVED, IncomingState.REGISTERED):
            same = queries.visible_to(self.actor).filter(state=self.letter.state)
            return list(same.values_list("pk", flat=True)[:QUEUE])
        return carried_ids(self.actor, INCOMING_KIND)

    @staticmethod
    def _href(pk: int | None) -> str:
        return reverse("documents:letter", args=[pk]) if pk else ""


def _unseen(actor: Actor, found: Chain) -> bool:
    return any(
        node.part.state == Holding.WAITING and work_policies.holds(actor, node.part)
        for node in found.nodes.values()
    )


def attachment(file: File) -> Attachment:
    count = min(file.blob.pages or 0, PREVIEW_PAGES)
    url = reverse("files:download", args=[file.pk, file.name])
    first = reverse("files:page", args=[file.pk, 1]) if count else ""
    stem = first.removesuffix("1.png")
    return Attachment(
        name=file.name,
        url=url,
        size=file.blob.size,
        note=file.get_use_display(),
        pages=tuple(f"{stem}{number}.png" for number in range(1, count + 1)),
    )
