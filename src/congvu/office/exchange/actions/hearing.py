"""Statuses that come in from peers, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.storing import insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.office.exchange.actions.locking import lock, lock_behind_received
from congvu.office.exchange.actions.recalling import ask_room
from congvu.office.exchange.actions.rows import save_rows
from congvu.office.exchange.actions.sending import ENVELOPE
from congvu.office.exchange.actions.statuses import absorb, call, key_of, tell
from congvu.office.exchange.choices import EntryState, StatusCode
from congvu.office.exchange.edxml.lengths import TooLong, demand_lengths
from congvu.office.exchange.edxml.message import Organ, Reference, Staff, Status
from congvu.office.exchange.errors import SenderNotAllowed, UnknownLetter
from congvu.office.exchange.models import Delivery, Peer, StatusEntry
from congvu.office.exchange.queries.directory import look_up, same_codes


@dataclass(frozen=True, slots=True)
class Heard:
    """One status as a peer gives it; ``business`` and ``serial`` when it knows them."""

    document_id: str
    from_code: str
    to_code: str
    code: str
    description: str
    at: datetime
    staff: str = ""
    business: int | None = None
    serial: int | None = None

    @property
    def too_long(self) -> TooLong | None:
        """Why its texts cannot be kept whole, which is then refused; None when they can."""
        try:
            demand_lengths(
                Status(
                    sender=Organ(self.from_code), about=Reference(self.to_code, "", self.document_id),
                    code=self.code, description=self.description, staff=Staff(name=self.staff),
                )
            )  # fmt: skip
        except TooLong as refused:
            return refused
        return None

    @property
    def key(self) -> str:
        salt = "" if self.business is None else f"{self.business}.{self.serial}"
        return key_of(
            document_id=self.document_id, from_code=self.from_code, to_code=self.to_code,
            code=self.code, at=self.at, description=self.description, salt=salt,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the status was news; ``refused`` when it cannot be believed or placed."""

    fresh: bool
    refused: DomainError | None = None


@action("exchange.status.hear")
def hear(*, actor: Actor, at: datetime, peer: Peer, several: Sequence[Heard]) -> list[Outcome]:
    """Log statuses of a peer and act on them: tell the sender's room, ask the receiver's (13), or
    hand them on to the peer that the letter came from. One answer each, in order; a status that
    came before changes nothing, and one about an unknown letter is kept for people to see.
    """
    allowed = _may_say(peer, {one.from_code for one in several}, at)
    keys = {one.key for one in several}
    known = set(StatusEntry.objects.filter(key__in=keys).values_list("key", flat=True))
    ways = _ways(several)
    outcomes: list[Outcome] = []
    fresh: list[tuple[Heard, Delivery, StatusEntry]] = []
    stray: list[StatusEntry] = []
    for one in several:
        if not allowed[one.from_code]:
            outcomes.append(Outcome(False, SenderNotAllowed(sender=one.from_code)))
            continue
        if (long := one.too_long) is not None:
            outcomes.append(Outcome(False, long))
            continue
        row = ways.find(one)
        if one.key in known:
            outcomes.append(Outcome(False))
            continue
        known.add(one.key)
        entry = _entry(one, row, peer, at)
        if row is None:
            stray.append(entry)
            outcomes.append(Outcome(False, UnknownLetter(document_id=one.document_id)))
        else:
            fresh.append((one, row, entry))
            outcomes.append(Outcome(True))
    insert_keyed([e for _, _, e in fresh] + stray)
    for one, row, _ in fresh:
        absorb(row, one.code, one.description, one.at)
    save_rows(list({row.pk: row for _, row, _ in fresh}.values()))
    _act(fresh)
    call({entry.to_peer_id for _, _, entry in fresh})
    note(
        Subject(ENVELOPE, fresh[0][1].envelope_id) if len(fresh) == 1 else None,
        label=peer.name, changes={"peer": peer.code, "statuses": len(several), "news": len(fresh)},
    )  # fmt: skip
    return outcomes


def _act(fresh: Sequence[tuple[Heard, Delivery, StatusEntry]]) -> None:
    """13 asks the room that holds the letter; all else is told to the room that sent it."""
    for one, row, _ in fresh:
        if one.code == StatusCode.RECALL_ASKED:
            ask_room(row, one.description, one.at)
    tell((row, entry) for one, row, entry in fresh if one.code != StatusCode.RECALL_ASKED)


def _may_say(peer: Peer, codes: set[str], at: datetime) -> dict[str, bool]:
    """Also for a code that has closed since: an old letter is answered all the same."""
    found = look_up(codes, on=local_date(at))
    return {
        code: code in found.closed
        or ((place := found.places.get(code)) is not None and place.peer_id == peer.pk)
        for code in codes
    }


def _entry(one: Heard, row: Delivery | None, peer: Peer, at: datetime) -> StatusEntry:
    onward = None
    if row is not None:
        asked = one.code == StatusCode.RECALL_ASKED
        onward = row.peer_id if asked else row.envelope.origin_peer_id
    return StatusEntry(
        delivery=row, document_id=one.document_id, code=one.code,
        description=one.description, from_code=one.from_code, to_code=one.to_code,
        staff=one.staff, at=one.at, noted_at=at, from_peer=peer, to_peer_id=onward,
        state=EntryState.DONE if onward is None else EntryState.WAITING, key=one.key,
    )  # fmt: skip


class _Ways:
    """Deliveries of the letters that statuses speak of, the newest envelope first."""

    def __init__(self, rows: Sequence[Delivery]) -> None:
        self._rows: dict[str, list[Delivery]] = defaultdict(list)
        for row in rows:
            self._rows[row.envelope.document_id].append(row)

    def find(self, one: Heard) -> Delivery | None:
        asked = one.code == StatusCode.RECALL_ASKED
        sender, receiver = (one.from_code, one.to_code) if asked else (one.to_code, one.from_code)
        found = [
            row
            for row in self._rows[one.document_id]
            if same_codes(row.organ_code, receiver)
            and (not sender or same_codes(row.envelope.sender_code, sender))
        ]
        exact = [
            row for row in found
            if (row.envelope.business, row.envelope.serial) == (one.business, one.serial)
        ]  # fmt: skip
        return next(iter(exact or found), None)


def _ways(several: Sequence[Heard]) -> _Ways:
    """Locked in the order in which everybody locks, so that nobody waits in a circle with the
    worker who marks what it has handed over, or with who works on a letter that is asked back."""
    named = Delivery.objects.filter(envelope__document_id__in={one.document_id for one in several})
    recalled = {one.document_id for one in several if one.code == StatusCode.RECALL_ASKED}
    if recalled:
        rows = lock_behind_received(named, lambda row: row.envelope.document_id in recalled)
    else:
        rows = lock(named)
    return _Ways(sorted(rows, key=lambda row: (-row.envelope_id, row.pk)))
