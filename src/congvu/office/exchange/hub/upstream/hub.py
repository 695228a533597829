"""What an axis above us can be asked, whichever generation it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub.mailbox import Listed, MessageType, Period, Progress

LARGEST_MESSAGE = 400_000_000
"""Bytes of a message that is fetched; what is larger is left where it is."""


class HubSaid(Exception):
    """The axis answered with a refusal: its number and its words.

    ``passing`` tells a trouble of the axis from a fault of the message.
    """

    def __init__(self, code: str, words: str, *, passing: bool = False) -> None:
        super().__init__(f"Trục trả lời mã lỗi {code or '?'}: {words}"[:500])
        self.code = code
        self.words = words
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Announced:
    """A message that the axis keeps for us."""

    doc_id: str
    message_type: MessageType
    from_code: str
    to_code: str
    status: str
    created: str


@dataclass(frozen=True, slots=True)
class Account:
    """What the axis says about a message that we handed in, for one recipient."""

    doc_id: str
    to_code: str
    send_status: str
    receive_status: str
    words: str


class Hub(Protocol):
    """Every method raises ``WireFailed`` when the axis is away and ``HubSaid`` when it refuses."""

    def send(
        self,
        content: Content,
        message_type: MessageType,
        *,
        from_code: str,
        to_codes: Sequence[str] = (),
    ) -> str:
        """Hand a message in; gives the axis's DocId."""

    def received(self, message_type: MessageType, period: Period) -> list[Announced]:
        """What waits for us."""

    def fetch(self, doc_id: str) -> AbstractContextManager[Content]:
        """One message, on our disk while the context is open."""

    def acknowledge(self, doc_id: str, progress: Progress) -> None:
        """``updateStatus``: taken (done), not taken (fail), in hand (processing)."""

    def agencies(self) -> list[Listed]:
        """Everybody on the axis."""

    def close(self) -> None:
        """Let the connection go."""


class Registrar(Protocol):
    """What only the first generation can do."""

    def register(self, agency: Listed) -> None: ...

    def delete(self, code: str) -> None: ...

    def sent(self, message_type: MessageType, doc_id: str) -> list[Account]: ...
