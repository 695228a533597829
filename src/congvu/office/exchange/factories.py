"""Agencies with codes, a kind of envelope that keeps what it receives, and letters to send."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.files.queries import open_content
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.office.exchange import actions
from congvu.office.exchange.choices import Business, Speech
from congvu.office.exchange.edxml.message import Attachment, Content, Letter, Organ
from congvu.office.exchange.kinds import Arrival, EnvelopeKind, News, Refused, kinds
from congvu.office.exchange.models import Envelope, Peer, Route

AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
"""A Monday morning."""
KIND, SENT, GOT = "thu", "thu.di", "thu.den"


@dataclass
class Room:
    """A room above the post office: what it wants sent, and what it was handed and told.

    ``refuses`` gives the reason for which an agency does not take letters, ``breaks`` the
    agencies whose entry fails like a bug does.
    """

    letters: dict[int, Letter] = field(default_factory=dict)
    arrivals: dict[int, Arrival] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    asked: list[News] = field(default_factory=list)
    held: list[frozenset[Subject]] = field(default_factory=list)
    refuses: dict[int, str] = field(default_factory=dict)
    breaks: set[int] = field(default_factory=set)
    calls: int = 0

    def message(self, subject: Subject) -> Letter:
        return self.letters[subject.id]

    def receive(self, arrivals: Sequence[Arrival]) -> list[Subject | Refused]:
        self.calls += 1
        answers: list[Subject | Refused] = []
        for arrival in arrivals:
            if arrival.agency_id in self.breaks:
                raise RuntimeError("sổ hỏng")
            if arrival.agency_id in self.refuses:
                answers.append(Refused(self.refuses[arrival.agency_id]))
                continue
            self.arrivals[arrival.delivery_id] = arrival
            answers.append(Subject(GOT, arrival.delivery_id))
        return answers

    def told(self, news: Sequence[News]) -> None:
        self.news += news

    def asked_back(self, news: News) -> None:
        self.asked.append(news)

    def hold(self, subjects: Collection[Subject]) -> None:
        self.held.append(frozenset(subjects))

    def kind(self, name: str, label: str = "Thư thử") -> EnvelopeKind:
        return EnvelopeKind(
            name=name, label=label, message=self.message, receive=self.receive, told=self.told,
            asked_back=self.asked_back, hold=self.hold,
        )  # fmt: skip

    def letter(
        self, key: int = 1, *, code: str = "647", content: bytes = b"", **more: object
    ) -> int:
        """Something to send, with one PDF; answers its key."""
        kept = stored(content or pdf(f"Cong van {key}"))
        made = {
            "document_id": "", "sender": Organ(code=""), "recipients": (), "number": code,
            "notation": "STTTT-CNTT", "promulgated_on": date(2026, 11, 23),
            "subject": "V/v triển khai chữ ký số", "attachments": (attachment(kept),),
        } | more  # fmt: skip
        self.letters[key] = Letter(**made)  # type: ignore[arg-type]
        return key


@contextmanager
def room(name: str = KIND) -> Iterator[Room]:
    """Registers the room for the time of a test."""
    made = Room()
    before = kinds._entries.pop(name, None)
    kinds.add(name, made.kind(name))
    try:
        yield made
    finally:
        del kinds._entries[name]
        if before is not None:
            kinds.add(name, before)


def stored(content: bytes, name: str = "van-ban.pdf") -> Stored:
    return files.store(
        stream=io.BytesIO(content), name=name, use=Use.MAIN, actor=organisation.admin(), at=AT
    )


def attachment(kept: Stored) -> Attachment:
    opened = partial(open_content, kept.blob)
    return Attachment(
        name=kept.name, content_type=kept.blob.mime, description="Văn bản chính",
        content=Content(kept.size, kept.sha256, opened),  # type: ignore[arg-type]
    )  # fmt: skip


def clerk(agency: Agency) -> Actor:
    return organisation.seat(Role.CLERK, agency=agency, at=AT)


def send(
    room: Room, sender: Agency, to: Sequence[str | int], *, key: int = 1, actor: Actor | None = None,
    document_id: str = "", business: Business = Business.NEW, at: datetime = AT,
) -> Envelope:  # fmt: skip
    sent = actions.send(
        actor=actor or clerk(sender), at=at, kind=KIND, subject=Subject(SENT, key),
        sender_agency_id=sender.pk, recipients=to, business=business,
        document_id=document_id or f"H05.15,2026/11/23,{key}/STTTT",
    )  # fmt: skip
    return sent.envelope


def peer(
    code: str = "huyen",
    *,
    speech: Speech = Speech.CONGVU,
    routes: Sequence[str] = (),
    **more: object,
) -> Peer:
    """Another installation that serves the codes of ``routes`` and everything below them."""
    fields = {"name": f"Hệ thống {code}", "base_url": "https://127.0.0.1:9/"} | more
    made: Peer = Peer.objects.create(code=code, speech=speech, **fields)
    for route in routes:
        Route.objects.create(peer=made, code=route, below=True)
    return made


def spoken(body: bytes) -> Content:
    """A content that is only in memory."""
    return Content(len(body), hashlib.sha256(body).hexdigest(), partial(io.BytesIO, body))


PUBLIC_KEY = (
    ed25519.Ed25519PrivateKey.generate()
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode()
)


def heard(document_id: str, organ_code: str, code: str, at: datetime) -> actions.Heard:
    """A status of an agency of a peer about a letter of ``H05.15``."""
    return actions.Heard(document_id, organ_code, "H05.15", code, "", at)
