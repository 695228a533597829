"""What an edXML message says, in our names; the official tag names live in the codec only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Organ:
    """An agency as a message names it (``From``, ``To``); ``code`` is its OrganId."""

    code: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who acted for the agency (``StaffInfo``)."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""
    department_id: str = ""
    staff_id: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier letter that this message answers or speaks of (``ResponseFor``).

    ``code`` is number and notation joined, such as ``512/UBND-VHTT``; ``document_id`` is the
    opaque key of the letter.
    """

    organ_code: str = ""
    code: str = ""
    document_id: str = ""
    promulgated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are not held in memory: a stored file, or a part spooled to disk by the parser.

    ``open`` gives a fresh binary stream each time.
    """

    size: int
    sha256: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a letter; the first one is the main document."""

    name: str
    content_type: str
    content: Content
    description: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver added or removed by an update; the meaning of ``type`` is configured."""

    organ_code: str
    type: int = 0


@dataclass(frozen=True, slots=True)
class Replacement:
    """A letter that a replacement takes the place of, and the agencies that hold it."""

    document_id: str
    organ_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """One hop of the message (``TraceHeader``)."""

    organ_code: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """An element the standard does not know, kept so that nothing is lost on the way."""

    parent: str
    xml: bytes


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something odd that was tolerated, in words for the clerk."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter message: new, revoke, update or replace (``business``, 0-3).

    ``number`` and ``notation`` are ``647`` and ``STTTT-CNTT``. ``kind_name`` is matched before
    the two numbers, as senders disagree on them. ``due_on`` is a day of the Vietnam calendar.
    """

    document_id: str
    sender: Organ
    recipients: tuple[Organ, ...]
    number: str
    notation: str
    promulgated_on: date | None
    place: str = ""
    kind_type: int | None = None
    kind_detail: int | None = None
    kind_name: str = ""
    subject: str = ""
    summary: str = ""
    competence: str = ""
    signer_position: str = ""
    signer_name: str = ""
    due_on: date | None = None
    to_places: tuple[str, ...] = ()
    priority: int = 0
    sphere: str = ""
    typist: str = ""
    copies: int | None = None
    pages: int | None = None
    direction: bool | None = None
    appendixes: tuple[str, ...] = ()
    response_for: tuple[Reference, ...] = ()
    steering: int | None = None
    traces: tuple[Trace, ...] = ()
    business: int = 0
    business_reason: str = ""
    business_document_id: str = ""
    paper: bool = False
    content_changed: bool | None = None
    receivers_changed: bool | None = None
    receivers: tuple[Receiver, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    staff: Staff = field(default_factory=Staff)
    attachments: tuple[Attachment, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A status message; its addressee is ``about.organ_code``, its key ``about.document_id``."""

    sender: Organ
    about: Reference
    code: str
    description: str = ""
    at: datetime | None = None
    staff: Staff = field(default_factory=Staff)
    unknown: tuple[Unknown, ...] = ()
    doubts: tuple[Doubt, ...] = ()


Message = Letter | Status
