"""What the axis needs of the post office: a mailbox of every connected system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from congvu.office.exchange.edxml.message import Content


class MessageType(StrEnum):
    EDOC = "edoc"
    STATUS = "status"


class Progress(StrEnum):
    """How far a connected system has come with a message that waits for it."""

    INITIAL = "initial"
    PROCESSING = "processing"
    DONE = "done"
    FAIL = "fail"


PROGRESS_WORDS = {
    Progress.INITIAL: "Chờ nhận",
    Progress.PROCESSING: "Đang nhận",
    Progress.DONE: "Đã nhận",
    Progress.FAIL: "Nhận lỗi",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A connected system that has proven who it is."""

    system_pk: int
    system_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A message on our disk: its bytes, and what the caller said about it beside them."""

    content: Content
    message_type: MessageType
    from_code: str = ""
    to_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in a mailbox, as lists show it."""

    doc_id: str
    message_type: MessageType
    created_at: datetime
    updated_at: datetime
    from_code: str
    to_code: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the system handed in, for one recipient."""

    sender_doc_id: str
    receiver_doc_id: str
    message_type: MessageType
    from_code: str
    to_code: str
    title: str
    notation: str
    sent_at: datetime
    received_at: datetime | None
    send_status: str
    send_words: str
    receive_status: str
    receive_words: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it is handed over, byte for byte as its sender signed it."""

    doc_id: str
    content: Content
    from_code: str
    from_name: str
    to_code: str
    message_type: MessageType
    notation: str
    title: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency that letters can be sent to through us."""

    code: str
    name: str
    parent_code: str = ""
    mail: str = ""
    phone: str = ""
    fax: str = ""
    old_code: str = ""
    """The code of the agency in QCVN 102:2016, when ``code`` is of QĐ 20/2020."""
    own_id: str = ""
    """What the system that registered it calls it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Lists may be cut to a period; the end is not part of it."""

    since: datetime | None = None
    until: datetime | None = None


class Mailbox(Protocol):
    """All for a caller that has proven who it is.

    Every method raises ``HubRefused`` with words that travel to the caller.
    """

    def accept(self, caller: Caller, upload: Upload, *, at: datetime) -> str:
        """Take a message in; the same message again gives the same DocId."""

    def received(
        self, caller: Caller, message_type: MessageType, period: Period
    ) -> Sequence[Waiting]:
        """What waits for the system's agencies, oldest first; what is done is left out, unless
        a period is given."""

    def count(self, caller: Caller, message_type: MessageType) -> int:
        """How many messages wait."""

    def sent(
        self, caller: Caller, message_type: MessageType, period: Period, doc_id: str
    ) -> Sequence[Sent]:
        """What the system handed in and what became of it, newest first."""

    def fetch(self, caller: Caller, doc_id: str, *, at: datetime) -> Fetched:
        """One waiting message."""

    def progress(self, caller: Caller, doc_id: str, progress: Progress, *, at: datetime) -> None:
        """The system says how far it has come; going back is ignored."""

    def agencies(self, *, level: int | None, old_codes: bool, at: datetime) -> Sequence[Listed]:
        """Everybody that can be written to, by the codes of one scheme."""

    def register(self, caller: Caller, agency: Listed, *, at: datetime) -> None:
        """Put an agency of the system on the axis, or bring its record up to date."""

    def delete(self, caller: Caller, code: str, *, at: datetime) -> None:
        """Take an agency of the system off the axis."""
