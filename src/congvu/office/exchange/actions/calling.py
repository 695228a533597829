"""Calling peers: letters and statuses that wait for them, several in flight, each lane in order."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from queue import SimpleQueue
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from congvu.core.files.queries import open_content
from congvu.core.jobs.actions import absorb, enqueue
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError
from congvu.office.exchange.actions.dead import tell
from congvu.office.exchange.actions.retrying import failed, wait_for
from congvu.office.exchange.actions.rows import save_rows
from congvu.office.exchange.actions.sealing import sealed, write_status
from congvu.office.exchange.choices import CALLED, DELIVERY_TABLE, PENDING, EntryState
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.models import Delivery, Envelope, Peer, StatusEntry
from congvu.office.exchange.transports import Answer, Parcel, Report, Result, Session, transports

if TYPE_CHECKING:
    from congvu.core.files.models import Blob
    from congvu.office.exchange.models import DeliveryQuerySet, StatusQuerySet

logger = logging.getLogger(__name__)

BATCH = 48
"""Deliveries claimed at once: few enough for the lease, enough to share a transaction."""
ROUNDS = 6
"""Batches of one job; what is left is the next job's, so that no lease grows old."""
STATUSES = 200
FIRST_SILENCE = timedelta(seconds=3)
LONGEST_SILENCE = timedelta(minutes=10)


def call_peer(*, peer_id: int, at: datetime) -> int:
    """Hand over what waits for a peer; returns how many letters and statuses it took.

    The rows are the truth: they are claimed with a lease, sent, and marked. A worker that dies in
    between leaves the lease to run out, and the same message goes again under the same name.
    It does what every such job that waits asks for; a heavy flow would else bury all other jobs.
    """
    absorb("exchange.call", args={"peer_id": peer_id})
    peer = Peer.objects.filter(pk=peer_id, paused=False).first()
    if peer is None or not peer.is_active(local_date(at)) or peer.speech not in transports:
        return 0
    if peer.next_call_at is not None and peer.next_call_at > at:
        return 0
    if not _has_work(peer, at):
        return 0
    done, more = 0, False
    line = _Line(peer)
    try:
        for _ in range(ROUNDS):
            sent, more = _round(peer, line, at)
            done += sent
            if not more or line.silent:
                break
    finally:
        line.close()
    if more and not line.silent:
        enqueue("exchange.call", args={"peer_id": peer.pk})
    _note_silence(peer, line.silent, at)
    return done


def wake(*, at: datetime) -> list[int]:
    """Ask for a call to every peer for which something waits; returns their ids."""
    ready = Peer.objects.filter(
        Q(next_call_at__isnull=True) | Q(next_call_at__lte=at), speech__in=CALLED, paused=False
    )
    woken = [peer.pk for peer in ready if _has_work(peer, at)]
    for pk in woken:
        enqueue("exchange.call", args={"peer_id": pk})
    return woken


def expire(*, at: datetime) -> int:
    """What has waited too long for a silent peer becomes its owner's; returns how many."""
    limit = at - timedelta(days=settings.CONGVU_EXCHANGE_GIVE_UP_DAYS)
    with transaction.atomic():
        old = Delivery.objects.pending().filter(peer__isnull=False, waiting_since__lte=limit)
        rows = list(old.select_for_update(skip_locked=True, of=("self",))[:500])
        failed(rows, "Bên nhận không lấy hoặc không trả lời trong nhiều ngày.", at=at)
        StatusEntry.objects.filter(state=EntryState.WAITING, noted_at__lte=limit).update(
            state=EntryState.DEAD, claimed_until=None
        )
    return len(rows)


def _lease() -> timedelta:
    return timedelta(seconds=settings.CONGVU_EXCHANGE_LEASE_SECONDS)


def _has_work(peer: Peer, at: datetime) -> bool:
    return _due(peer, at).exists() or _due_statuses(peer, at).exists()


def _due(peer: Peer, at: datetime) -> DeliveryQuerySet:
    return Delivery.objects.due(at).filter(peer=peer)


def _due_statuses(peer: Peer, at: datetime) -> StatusQuerySet:
    """A request to give a letter back (13) does not overtake the letter."""
    overtaking = Q(delivery__peer=F("to_peer"), delivery__state__in=PENDING)
    return StatusEntry.objects.due(at).filter(to_peer=peer).exclude(overtaking)


class _Line:
    """The sessions of one call, as many as may be in flight, made when they are needed."""

    def __init__(self, peer: Peer) -> None:
        self.silent = ""
        """Why nothing gets through, in words."""
        self._peer = peer
        self._transport = transports[peer.speech]
        self._idle: SimpleQueue[Session] = SimpleQueue()
        self._all: list[Session] = []

    def prepare(self, count: int) -> int:
        """Connect before the threads start: they must not touch the database."""
        wanted = max(1, min(count, settings.CONGVU_EXCHANGE_IN_FLIGHT))
        while len(self._all) < wanted:
            session = self._transport.connect(self._peer)
            self._all.append(session)
            self._idle.put(session)
        return wanted

    def letters(self, parcels: Sequence[Parcel]) -> list[Answer]:
        if not parcels:
            return []
        calls = self._transport.load.share(parcels)
        with ThreadPoolExecutor(self.prepare(len(calls))) as pool:
            return [answer for answers in pool.map(self._together, calls) for answer in answers]

    def _together(self, parcels: Sequence[Parcel]) -> list[Answer]:
        if self.silent:
            return [Answer(Result.AWAY, self.silent)] * len(parcels)
        session = self._idle.get()
        try:
            answers = session.letters(parcels)
        except Exception as error:
            logger.exception("exchange_call_failed", extra={"peer": self._peer.code})
            failed = Answer(Result.FAILED, f"Gửi gói tin gặp lỗi: {type(error).__name__}.")
            answers = [failed] * len(parcels)
        finally:
            self._idle.put(session)
        return [self._heard(answer) for answer in answers]

    def statuses(self, reports: Sequence[Report]) -> list[Answer]:
        if not reports:
            return []
        if self.silent:
            return [Answer(Result.AWAY, self.silent)] * len(reports)
        self.prepare(1)
        session = self._idle.get()
        try:
            return [self._heard(answer) for answer in session.statuses(reports)]
        finally:
            self._idle.put(session)

    def _heard(self, answer: Answer) -> Answer:
        if answer.result == Result.AWAY:
            self.silent = answer.words
        return answer

    def close(self) -> None:
        for session in self._all:
            session.close()


def _round(peer: Peer, line: _Line, at: datetime) -> tuple[int, bool]:
    """One batch of each sort; how many were taken, and whether more may be waiting."""
    rows = _claim(peer, at)
    parcels = _parcels(rows, at)
    answers = line.letters([parcel for _, parcel in parcels])
    entries = _claim_statuses(peer, at)
    told = line.statuses([_report(entry) for entry in entries])
    with transaction.atomic():
        locked = _lock([row.pk for ways, _ in parcels for row in ways])
        for (ways, _), answer in zip(parcels, answers, strict=True):
            _mark([locked[row.pk] for row in ways if row.pk in locked], answer, at)
        _mark_statuses(entries, told, at)
    taken = [answer for answer in (*answers, *told) if answer.result == Result.OK]
    return len(taken), bool(rows) or len(entries) == STATUSES


def _claim(peer: Peer, at: datetime) -> list[Delivery]:
    """Due rows with a lease on them; of one lane only the first, and none behind an earlier one."""
    with transaction.atomic():
        due = _due(peer, at).select_for_update(skip_locked=True, of=("self",))
        rows: list[Delivery] = list(due[:BATCH])
        first: dict[str, int] = {}
        waiting = Delivery.objects.pending().filter(lane__in={row.lane for row in rows})
        for lane, pk in waiting.values_list("lane", "pk"):
            first[lane] = min(pk, first.get(lane, pk))
        heads = [row for row in rows if first[row.lane] == row.pk]
        until = at + _lease()
        Delivery.objects.filter(pk__in=[row.pk for row in heads]).update(claimed_until=until)
    return heads


def _parcels(rows: Sequence[Delivery], at: datetime) -> list[tuple[list[Delivery], Parcel]]:
    """One parcel for each envelope; one that cannot be sealed is marked and left out."""
    ways: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        ways[row.envelope_id].append(row)
    envelopes = Envelope.objects.select_related("sealed").filter(pk__in=ways).order_by("id")
    parcels = []
    for envelope in envelopes:
        some = ways[envelope.pk]
        try:
            blob = sealed(envelope, at=at)
        except DomainError as error:
            with transaction.atomic():
                failed(some, f"Chưa lập được gói tin: {error.message}", at=at, blamed=True)
            continue
        parcels.append((some, _parcel(envelope, some, blob)))
    return parcels


def _parcel(envelope: Envelope, ways: Sequence[Delivery], blob: Blob) -> Parcel:
    return Parcel(
        document_id=envelope.document_id, sender_code=envelope.sender_code,
        organ_codes=tuple(row.organ_code for row in ways), business=envelope.business,
        serial=envelope.serial, code=envelope.code, title=envelope.title,
        content=Content(blob.size, blob.sha256, partial(open_content, blob)),  # type: ignore[arg-type]
    )  # fmt: skip


def _lock(ids: Sequence[int]) -> dict[int, Delivery]:
    """The rows that are still on their way, all locked at once and in the order in which statuses
    from peers lock them; a status that came in meanwhile has the last word."""
    rows = Delivery.objects.select_for_update().filter(pk__in=ids, state__in=PENDING)
    return {row.pk: row for row in rows.order_by("id")}


def _mark(locked: Sequence[Delivery], answer: Answer, at: datetime) -> None:
    """Write down how one parcel fared."""
    if answer.result == Result.FAILED:
        failed(locked, answer.words, at=at, blamed=True)
        return
    for row in locked:
        row.claimed_until = row.next_try_at = None
        if answer.result == Result.AWAY:
            row.cause = answer.words[:500]
        elif answer.result == Result.REFUSED:
            row.attempts += 1
            row.state, row.cause = DELIVERY_TABLE.target("give_up", row.state), answer.words[:500]
        else:
            row.attempts += 1
            row.state, row.cause = DELIVERY_TABLE.target("send", row.state), ""
            row.sent_at, row.remote_id = at, answer.remote_id[:120]
    save_rows(locked)
    tell(locked, at=at)


def _claim_statuses(peer: Peer, at: datetime) -> list[StatusEntry]:
    with transaction.atomic():
        due = _due_statuses(peer, at).select_for_update(skip_locked=True, of=("self",))
        ids = list(due.values_list("pk", flat=True)[:STATUSES])
        StatusEntry.objects.filter(pk__in=ids).update(claimed_until=at + _lease())
    rows = StatusEntry.objects.filter(pk__in=ids).select_related("delivery__envelope")
    return list(rows.order_by("id"))


def _report(entry: StatusEntry) -> Report:
    envelope = entry.delivery.envelope if entry.delivery is not None else None
    out = BytesIO()
    write_status(entry, out)
    body = out.getvalue()
    return Report(
        document_id=entry.document_id, from_code=entry.from_code, to_code=entry.to_code,
        code=entry.code, description=entry.description, staff=entry.staff, at=entry.at,
        business=envelope.business if envelope else 0, serial=envelope.serial if envelope else 0,
        content=Content(len(body), sha256(body).hexdigest(), partial(BytesIO, body)),
    )  # fmt: skip


def _mark_statuses(entries: Sequence[StatusEntry], answers: Iterable[Answer], at: datetime) -> None:
    by_result: dict[Result, list[int]] = defaultdict(list)
    for entry, answer in zip(entries, answers, strict=True):
        by_result[answer.result].append(entry.pk)
        entry.cause = answer.words[:500]
    rows = StatusEntry.objects.filter(state=EntryState.WAITING)
    done = rows.filter(pk__in=by_result[Result.OK])
    done.update(state=EntryState.SENT, sent_at=at, claimed_until=None, attempts=F("attempts") + 1)
    rows.filter(pk__in=by_result[Result.AWAY]).update(claimed_until=None)
    for entry in entries:
        if entry.pk in by_result[Result.REFUSED]:
            rows.filter(pk=entry.pk).update(
                state=EntryState.DEAD, claimed_until=None, cause=entry.cause
            )
        elif entry.pk in by_result[Result.FAILED]:
            rows.filter(pk=entry.pk).update(
                claimed_until=None, cause=entry.cause, attempts=entry.attempts + 1,
                next_try_at=at + wait_for(entry.attempts + 1),
            )  # fmt: skip


def _note_silence(peer: Peer, words: str, at: datetime) -> None:
    """Remember since when the peer is silent and when it is called next; speaking ends it."""
    if not words:
        Peer.objects.filter(pk=peer.pk).update(
            last_seen_at=at, away_since=None, last_error="", next_call_at=None
        )
        return
    since = peer.away_since or at
    pause = max(FIRST_SILENCE, min((at - since) / 2, LONGEST_SILENCE))
    Peer.objects.filter(pk=peer.pk).update(
        away_since=since, last_error=words[:500], next_call_at=at + pause
    )
