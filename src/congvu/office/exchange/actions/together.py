"""Taking in several messages that a peer hands over in one call, each answered by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, Unavailable
from congvu.office.exchange.actions.accepting import (
    Accepted,
    codes_of,
    demand_claimed,
    judged,
    kept,
    peer_actor,
    read,
    take_status,
)
from congvu.office.exchange.actions.holding import hold
from congvu.office.exchange.actions.taking import Ready, accept_letters, unseen
from congvu.office.exchange.edxml.message import Letter, Message, Status
from congvu.office.exchange.edxml.spool import Spool
from congvu.office.exchange.errors import PeerPaused, QuotaExceeded
from congvu.office.exchange.models import Peer
from congvu.office.exchange.queries.directory import Directory, look_up

if TYPE_CHECKING:
    from congvu.core.files.models import Blob
    from congvu.core.files.spool import Readable

logger = logging.getLogger(__name__)

Outcome = Accepted | DomainError


@dataclass(frozen=True, slots=True)
class Handed:
    """One message of several; as the arguments of ``accept``."""

    stream: Readable
    sha256: str
    claimed_sender: str = ""
    recipients: Sequence[str] | None = None


def accept_many(*, peer: Peer, several: Iterable[Handed], at: datetime) -> list[Outcome]:
    """Nhận nhiều gói tin: what ``accept`` does with each, one answer each, in their order.

    Every byte is on the disk before the first message is looked at. Letters that are new share
    one transaction; one that was here already, or changes an earlier one, is taken alone in its
    turn. One that is refused holds none of the others back, so a sender puts no two letters of one
    lane into a call: the second would overtake a first that has to come again.

    :param several: read once, in order; each stream before the next one is asked for
    :raises PeerPaused: nothing was kept
    """
    if not peer.is_active(local_date(at)):
        raise PeerPaused
    batch = _Batch(peer, at)
    for handed in several:
        batch.keep(handed)
    with Spool(Path(settings.FILE_UPLOAD_TEMP_DIR)) as spool:
        batch.read(spool)
        batch.judge()
        batch.take()
    return [batch.outcomes[place] for place in range(len(batch.handed))]


class _Batch:
    """What is known of each so far, by its place; ``outcomes`` ends the matter of one."""

    def __init__(self, peer: Peer, at: datetime) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self.handed: list[Handed] = []
        self._peer, self._at = peer, at
        self._raw: dict[int, Blob] = {}
        self._messages: dict[int, Message] = {}
        self._ready: dict[int, Ready] = {}

    def keep(self, handed: Handed) -> None:
        place = len(self.handed)
        self.handed.append(handed)
        try:
            self._raw[place] = kept(self._peer, handed.stream, handed.sha256, self._at)
        except DomainError as refused:
            self.outcomes[place] = refused

    def read(self, spool: Spool) -> None:
        for place, raw in self._raw.items():
            try:
                message = read(self._peer, raw, spool, self._at)
                demand_claimed(message, self.handed[place].claimed_sender)
            except DomainError as refused:
                self._refuse(place, refused)
            else:
                self._messages[place] = message

    def judge(self) -> None:
        """One look at the directory for all of them."""
        letters = {p: m for p, m in self._messages.items() if isinstance(m, Letter)}
        found = self._look_up(letters)
        for place, letter in letters.items():
            try:
                self._ready[place] = judged(
                    self._peer, letter, self._raw[place], self._at, found,
                    self.handed[place].recipients,
                )  # fmt: skip
            except DomainError as refused:
                self._refuse(place, refused)

    def take(self) -> None:
        """In order; runs of letters that are new go together."""
        new = unseen(self._peer, list(self._ready.values()), self._at) if self._ready else set()
        run: list[int] = []
        for place in sorted(self._messages):
            if place in self.outcomes:
                continue
            if place in self._ready and self._ready[place].name in new:
                run.append(place)
                continue
            self._take_run(run)
            run = []
            self._take_one(place)
        self._take_run(run)

    def _look_up(self, letters: dict[int, Letter]) -> Directory:
        codes = {letter.sender.code for letter in letters.values()}
        for place, letter in letters.items():
            codes |= set(codes_of(letter, self.handed[place].recipients))
        return look_up(codes, on=local_date(self._at)) if codes else Directory()

    def _take_run(self, places: Sequence[int]) -> None:
        """All in one transaction; should one stop it, it is undone and each is taken alone."""
        if len(places) > 1:
            try:
                self._letters(places, new=True)
            except (DomainError, IntegrityError):
                logger.info("exchange_batch_parted", exc_info=True)
            else:
                return
        for place in places:
            self._take_one(place)

    def _take_one(self, place: int) -> None:
        message = self._messages[place]
        try:
            if isinstance(message, Status):
                self.outcomes[place] = take_status(self._peer, message, self._at)
            else:
                self._letters([place], new=False)
        except DomainError as refused:
            self._refuse(place, refused)

    def _letters(self, places: Sequence[int], *, new: bool) -> None:
        taken = accept_letters(
            actor=peer_actor(self._peer), at=self._at, peer=self._peer, new=new,
            letters=[self._ready[place] for place in places],
        )  # fmt: skip
        for place, (envelope, fresh) in zip(places, taken, strict=True):
            self.outcomes[place] = Accepted(envelope.document_id, fresh, envelope_id=envelope.pk)

    def _refuse(self, place: int, refused: DomainError) -> None:
        """Held back with its bytes and the reason, unless it is not the message that is wrong."""
        self.outcomes[place] = refused
        if not isinstance(refused, Unavailable | QuotaExceeded):
            hold(
                actor=peer_actor(self._peer), at=self._at, peer=self._peer, raw=self._raw[place],
                refused=refused, claimed_sender=self.handed[place].claimed_sender,
            )  # fmt: skip
