"""How peers are called: each way of speaking registers itself here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from congvu.core.kernel.registry import Registry
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.models import Peer


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed letter for some recipients of one peer; ``content`` opens without the database."""

    document_id: str
    sender_code: str
    organ_codes: tuple[str, ...]
    business: int
    serial: int
    code: str
    title: str
    content: Content


@dataclass(frozen=True, slots=True)
class Report:
    """A status on its way to one peer; ``content`` is the message in edXML."""

    document_id: str
    from_code: str
    to_code: str
    code: str
    description: str
    staff: str
    at: datetime
    business: int
    serial: int
    content: Content


class Result(StrEnum):
    """``OK``: the other side has it safely. ``REFUSED``: it never will take this one.
    ``FAILED``: not this one, not now. ``AWAY``: nothing gets through to the peer now."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Answer:
    """``words`` is a complete sentence for the owner; ``remote_id`` the peer's name for it."""

    result: Result
    words: str = ""
    remote_id: str = ""


class Session(Protocol):
    """One connection to a peer, used by one thread; it never touches the database."""

    def letters(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Hand letters over, no more than the transport's ``Load``; one answer each, in order."""

    def statuses(self, reports: Sequence[Report]) -> list[Answer]:
        """Hand statuses over; one answer each, in order."""

    def close(self) -> None:
        """End the connection."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many letters, and how many bytes of several, one call may carry."""

    letters: int = 1
    size: int = 0

    def share(self, parcels: Sequence[Parcel]) -> list[list[Parcel]]:
        """The parcels in as few calls as they need, in order; a large one has a call of its own."""
        calls: list[list[Parcel]] = []
        size = 0
        for parcel in parcels:
            size += parcel.content.size
            if not calls or len(calls[-1]) >= self.letters or size > self.size:
                calls.append([])
                size = parcel.content.size
            calls[-1].append(parcel)
        return calls


@dataclass(frozen=True, slots=True)
class Transport:
    """A way of speaking. ``connect`` may read the peer's row and secrets; ``check`` tries the
    connection and answers in words; ``poll`` fetches what waits for us there, if it must."""

    name: str
    connect: Callable[[Peer], Session]
    check: Callable[[Peer], str]
    poll: Callable[[Peer, datetime], int] | None = None
    load: Load = field(default_factory=Load)


transports: Registry[Transport] = Registry("transports")
"""By ``choices.Speech``; only those that this installation calls."""
