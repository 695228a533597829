"""What goes through the mailbox of a connected system, in the words of the axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
