"""One outgoing letter as its page needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from congvu.core.files.choices import Use
from congvu.core.files.queries import files_of, versions
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.subject import Subject
from congvu.office.documents.choices import (
    OUTGOING_KIND,
    Direction,
    OutgoingState,
    Relation,
    Urgency,
)
from congvu.office.documents.letterhead.check import Finding
from congvu.office.documents.letterhead.letter import needs_final
from congvu.office.documents.models import Outgoing, Review
from congvu.office.documents.queries import outgoing as queries
from congvu.office.documents.queries import registers
from congvu.office.documents.scenes.copies import CopyShown, copies_shown, may_copy
from congvu.office.documents.scenes.incoming import Attachment, Queue, attachment
from congvu.office.documents.scenes.kinds import kind_name
from congvu.office.documents.scenes.looks import OUTGOING_LOOKS
from congvu.office.documents.scenes.ways import (
    Way,
    envelope_href,
    posted_of,
    states_of,
    ways_of,
)
from congvu.office.exchange.queries import Posted
from congvu.office.work import queries as work

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.office.work.models import Consultation

QUEUE = 300
VERB_WORDS = {
    "draft": "Soạn thảo", "edit": "Sửa dự thảo", "submit": "Trình", "withdraw": "Rút lại",
    "cancel": "Hủy", "review": "Duyệt ở đơn vị", "check": "Kiểm tra thể thức", "approve": "Ký",
    "return": "Trả lại", "number": "Cấp số", "refuse_number": "Từ chối ban hành, trả số",
    "issue": "Phát hành", "recall": "Thu hồi", "replace": "Thay thế",
}  # fmt: skip
STAGES = (
    (OutgoingState.DRAFT, "Dự thảo"),
    (OutgoingState.UNIT_REVIEW, "Lãnh đạo đơn vị"),
    (OutgoingState.OFFICE_CHECK, "Văn phòng"),
    (OutgoingState.APPROVAL, "Ký"),
    (OutgoingState.APPROVED, "Cấp số"),
    (OutgoingState.NUMBERED, "Phát hành"),
)
ENDED = {OutgoingState.ISSUED, OutgoingState.RECALLED, OutgoingState.REPLACED}


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of a file: who brought it, when, how large, and where to get it."""

    name: str
    url: str
    note: str
    version: int
    size: int
    by: str
    at: datetime


def revision(file: File) -> Revision:
    return Revision(
        name=file.name,
        url=reverse("files:download", args=[file.pk, file.name]),
        note=file.get_use_display(),
        version=file.version,
        size=file.blob.size,
        by=file.uploaded_by.full_name if file.uploaded_by else "Hệ thống",
        at=file.at,
    )


@dataclass
class OutScene:
    """An outgoing letter and what belongs to it, for one actor at one moment."""

    actor: Actor
    at: datetime
    letter: Outgoing

    @classmethod
    def load(cls, actor: Actor, pk: int, at: datetime) -> OutScene:
        """:raises NotFound: absent or not for this actor"""
        return cls(actor, at, queries.for_actor(actor, pk))

    @property
    def subject(self) -> Subject:
        return Subject(OUTGOING_KIND, self.letter.pk)

    @property
    def href(self) -> str:
        return reverse("documents:outgoing_letter", args=[self.letter.pk])

    @property
    def today(self) -> date:
        return local_date(self.at)

    @cached_property
    def abilities(self) -> dict[str, bool]:
        found = dict(queries.abilities(self.actor, self.letter))
        found["ask_opinion"] = self.letter.state in (
            OutgoingState.DRAFT, OutgoingState.UNIT_REVIEW, OutgoingState.OFFICE_CHECK,
            OutgoingState.APPROVAL,
        ) and found["edit"] | found["review"] | found["check"] | found["approve"]  # fmt: skip
        found["answer_opinion"] = bool(self.questions)
        found["copy"] = may_copy(self.actor, self.letter)
        issued = self.letter.state == OutgoingState.ISSUED
        found["relate"] = issued and self.actor.unit_id is not None
        return found

    @cached_property
    def needs_final(self) -> bool:
        """Signed, but uploaded as no PDF: the clerk brings one before the number."""
        ready = self.letter.state == OutgoingState.APPROVED and self.letter.number is None
        return ready and needs_final(self.letter)

    @cached_property
    def copies(self) -> list[CopyShown]:
        return copies_shown(self.subject)

    @cached_property
    def versions(self) -> list[Revision]:
        """Earlier versions of the standing files, the newest of each file first."""
        replaced = [file for file in self._files if file.version > 1]
        return [revision(old) for file in replaced for old in versions(file) if not old.current]

    @cached_property
    def opinions(self) -> list[Consultation]:
        return work.opinions(self.subject)

    @cached_property
    def questions(self) -> list[Consultation]:
        return [one for one in self.opinions if work.waits_for(self.actor, one)]

    @property
    def look(self) -> dict[str, str]:
        tone, symbol = OUTGOING_LOOKS[self.letter.state]
        return {
            "label": OutgoingState(self.letter.state).label,
            "tone": tone,
            "symbol": symbol,
            "urgency": Urgency(self.letter.urgency).label if self.letter.urgency else "",
        }

    @property
    def facts(self) -> list[tuple[str, Any]]:
        letter = self.letter
        return [
            ("Loại văn bản", kind_name(letter.kind)),
            ("Số, ký hiệu", letter.code),
            ("Ngày ban hành", letter.issued_on and f"{letter.issued_on:%d/%m/%Y}"),
            ("Sổ", letter.register.name if letter.register else ""),
            ("Đơn vị soạn thảo", letter.unit.name),
            ("Người soạn thảo", letter.drafter_name),
            ("Kính gửi", letter.addressees),
            ("Người ký", self._signer()),
            ("Ký thay", letter.signed_for),
            ("Hạn trả lời", letter.due_on and f"{letter.due_on:%d/%m/%Y}"),
            ("Quan hệ", self._relation()),
            ("Ghi chú", letter.note),
        ]

    def _signer(self) -> str:
        letter = self.letter
        if letter.signer_name:
            return " ".join(
                filter(None, [letter.authority, letter.signer_title, letter.signer_name])
            )
        return letter.signer_post.title if letter.signer_post else ""

    def _relation(self) -> str:
        letter = self.letter
        if not letter.relation or letter.related_to is None:
            return ""
        return f"{Relation(letter.relation).label} {letter.related_to.code}"

    @cached_property
    def _files(self) -> list[Any]:
        return files_of([self.subject])[self.subject]

    @cached_property
    def files(self) -> list[Attachment]:
        return [attachment(file) for file in self._files]

    @property
    def pages(self) -> tuple[str, ...]:
        """Pictures of the main file; a letter written here shows its own layout instead."""
        mains = [f for f in self._files if f.use in (Use.MAIN, Use.DRAFT) and f.blob.pages]
        best = next((f for f in mains if f.use == Use.MAIN), mains[0] if mains else None)
        return attachment(best).pages if best else ()

    @property
    def draws_itself(self) -> bool:
        return bool(self.letter.body) and self.letter.state not in ENDED

    @cached_property
    def findings(self) -> list[Finding]:
        return queries.findings(self.letter) if self.letter.state not in ENDED else []

    @cached_property
    def places(self) -> list[Way]:
        """Recipients with their state now, those to act before those to know."""
        return states_of(self.letter)

    @cached_property
    def ways(self) -> list[Way]:
        """Recipients with everything that was said about each, the newest first."""
        return ways_of(self.letter, self._posted)

    @cached_property
    def envelope(self) -> str:
        """Where the post office shows the envelope; empty for who does not read it there."""
        return envelope_href(self.actor, self._posted)

    @cached_property
    def _posted(self) -> list[Posted]:
        return posted_of(self.letter)

    @property
    def places_change(self) -> bool:
        """Whether recipients may still say something by themselves, so that the page asks."""
        return self.letter.issued_at is not None and any(one.is_open for one in self.places)

    @property
    def reviews(self) -> list[tuple[Review, str]]:
        return [(one, VERB_WORDS.get(one.verb, one.verb)) for one in self.letter.reviews.all()]

    @property
    def steps(self) -> list[dict[str, str]]:
        """How far the letter has come, stage by stage."""
        order = [state for state, _ in STAGES]
        if self.letter.state not in order:
            done = len(order) if self.letter.state in ENDED else 0
        else:
            done = order.index(OutgoingState(self.letter.state))
        return [
            {"title": title, "state": "done" if place < done else "now" if place == done else ""}
            for place, (_, title) in enumerate(STAGES)
        ]

    @cached_property
    def held(self) -> list[tuple[str, str]]:
        """Held numbers that this letter may take."""
        rows = registers.held(self.actor, direction=Direction.OUT, series=self.letter.series)
        return [(str(row.pk), f"{row.value:02} ({row.reason})") for row in rows[:20]]

    @cached_property
    def queue(self) -> Queue:
        ids = list(queries.inbox(self.actor).values_list("pk", flat=True)[:QUEUE])
        here = self.letter.pk
        if here not in ids:
            return Queue(0, len(ids), "", _href(ids[0]) if ids else "")
        place = ids.index(here)
        after = ids[place + 1] if place + 1 < len(ids) else ids[0] if len(ids) > 1 else None
        return Queue(place + 1, len(ids), _href(ids[place - 1]) if place else "", _href(after))


def _href(pk: int | None) -> str:
    return reverse("documents:outgoing_letter", args=[pk]) if pk else ""
