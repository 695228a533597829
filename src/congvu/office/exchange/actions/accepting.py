"""Taking in a message from a peer: safely on the disk first, then all of it in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from django.conf import settings
from django.db import IntegrityError, transaction

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.queries import open_content
from congvu.core.files.spool import Spooled
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.errors import DomainError, Unavailable
from congvu.core.kernel.prepared import Prepared, Small
from congvu.core.kernel.storing import insert, insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.office.exchange import keys, wire
from congvu.office.exchange.actions.arriving import arrive
from congvu.office.exchange.actions.hearing import Heard, hear
from congvu.office.exchange.actions.holding import hold
from congvu.office.exchange.actions.sending import (
    ENVELOPE,
    add_deliveries,
    described,
    set_off,
)
from congvu.office.exchange.choices import LETTER_KIND, Business, Direction, Speech
from congvu.office.exchange.edxml.lengths import demand_lengths
from congvu.office.exchange.edxml.message import Content, Letter, Message, Status
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.signature import Soundness, verify
from congvu.office.exchange.edxml.spool import Opener, Spool
from congvu.office.exchange.errors import (
    BadSignature,
    ClosedCode,
    ContentConflict,
    DigestMismatch,
    MessageTooLarge,
    PeerPaused,
    QuotaExceeded,
    SenderNotAllowed,
    UnknownOrgan,
)
from congvu.office.exchange.kinds import kinds
from congvu.office.exchange.models import Delivery, Envelope, EnvelopeFile, Peer
from congvu.office.exchange.queries.directory import Directory, Place, look_up

if TYPE_CHECKING:
    from congvu.core.files.models import Blob
    from congvu.core.files.spool import Readable

logger = logging.getLogger(__name__)

CHUNK = 1 << 20
MAX_MESSAGE = 200 * 1024 * 1024
MAX_FILE = 50 * 1024 * 1024
"""The axis gateway's limit for one file."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a message. ``fresh`` is False when it was here already."""

    document_id: str
    fresh: bool
    envelope_id: int | None = None
    status_code: str = ""


def peer_actor(peer: Peer) -> Actor:
    """The peer as the journal names it."""
    return replace(system_actor("api"), username=f"peer:{peer.code}", name=peer.name[:150])


def accept(
    *,
    peer: Peer,
    stream: Readable,
    at: datetime,
    recipients: Sequence[str] | None = None,
    claimed_sender: str = "",
    sha256: str = "",
) -> Accepted:
    """Nhận: take in one message, letter or status, of a peer that has proven who it is.

    Call it outside a transaction. When it returns, the message is safe: its bytes and files lie
    in the store; its envelope, the entries of the receiving rooms and the statuses 01 to be sent
    back stand in the database. The same message again gives the same answer. What cannot be taken
    is held back with its bytes and the reason, and refused with a sentence.

    :param recipients: for whom it was handed over; None: for everybody whom it names and whom
        this installation serves
    :param claimed_sender: the sender according to the request, which must be the message's
    :param sha256: hex digest of the bytes according to the request
    :raises PeerPaused, QuotaExceeded, MessageTooLarge, DigestMismatch: nothing was kept
    :raises Malformed, Refused: of ``edxml.errors``: not a message, or a dangerous one
    :raises TooLong: a field is longer than the standard allows: held back, nothing is cut
    :raises SenderNotAllowed, BadSignature, UnknownOrgan, ClosedCode, ContentConflict,
        FileRefused, UnknownLetter: held back
    :raises Unavailable: disk, scanner or database; worth another try
    """
    if not peer.is_active(local_date(at)):
        raise PeerPaused
    raw = _keep(peer, stream, at)
    if sha256 and sha256.lower() != raw.sha256:
        raise DigestMismatch
    try:
        with Spool(Path(settings.FILE_UPLOAD_TEMP_DIR)) as spool:
            with open_content(raw) as opened:
                message = parse(opened, spool)
            demand_lengths(message)
            _demand_signature(peer, raw, at)
            return _take(peer, message, raw, at, recipients, claimed_sender)
    except (Unavailable, QuotaExceeded):
        raise
    except DomainError as refused:
        hold(actor=peer_actor(peer), at=at, peer=peer, raw=raw, refused=refused,
             claimed_sender=claimed_sender)  # fmt: skip
        raise


def _keep(peer: Peer, stream: Readable, at: datetime) -> Blob:
    limit = min(peer.max_bytes or MAX_MESSAGE, MAX_MESSAGE)
    try:
        return files.keep(stream=stream, at=at, limit=limit)
    except DomainError as error:
        if error.code == "file_too_large":
            raise MessageTooLarge(max_bytes=limit) from error
        raise


def _demand_signature(peer: Peer, raw: Blob, at: datetime) -> None:
    """An envelope of a peer with a pinned key must be signed with it, and soundly. Without one an
    installation of our own kind need not sign, but what it signs must be what is read; software
    of others is known to write something that only looks like a signature.
    """
    if not peer.envelope_key and (peer.speech != Speech.CONGVU or not _is_signed(raw)):
        return
    with open_content(raw) as opened:
        verdict = verify(opened)  # type: ignore[arg-type]
    if verdict.soundness == Soundness.BROKEN:
        raise BadSignature(
            f"Chữ ký của phong bì không hợp lệ: {verdict.reason} "
            "Hãy ký lại đúng nội dung gửi đi rồi gửi lại."
        )
    if not peer.envelope_key:
        return
    pem = verdict.certificate_pem if verdict.soundness != Soundness.ABSENT else ""
    certificate = x509.load_pem_x509_certificate(pem.encode()) if pem else None
    keys.demand_key(certificate, peer.envelope_key, at=at)


def _is_signed(raw: Blob) -> bool:
    """Whether a tag of a signature stands anywhere in the bytes."""
    tail = b""
    with open_content(raw) as opened:
        while chunk := opened.read(CHUNK):
            if b"Signature>" in (tail + chunk):
                return True
            tail = chunk[-9:]
    return False


def _take(
    peer: Peer,
    message: Message,
    raw: Blob,
    at: datetime,
    recipients: Sequence[str] | None,
    claimed_sender: str,
) -> Accepted:
    sender = message.sender.code
    if claimed_sender and claimed_sender != sender:
        raise SenderNotAllowed(
            f"Yêu cầu nói cơ quan gửi là “{claimed_sender}” nhưng gói tin ghi “{sender}”. "
            "Hãy sửa cho khớp rồi gửi lại.",
            sender=sender,
        )
    if isinstance(message, Status):
        return _take_status(peer, message, at)
    named = [organ.code for organ in message.recipients]
    codes = list(dict.fromkeys(named if recipients is None else recipients))
    found = look_up({sender, *codes}, on=local_date(at))
    _demand_sender(peer, sender, found)
    places = _places(peer, codes, found.only(codes), strict=recipients is not None)
    kept = _store_files(message, peer, at)
    envelope, fresh = accept_letter(
        actor=peer_actor(peer), at=at, peer=peer, letter=message, kept=kept, raw=raw, places=places
    )
    return Accepted(message.document_id, fresh, envelope_id=envelope.pk)


def demand_sender(peer: Peer, code: str, at: datetime) -> None:
    """Whether the peer may speak for the agency.

    :raises ClosedCode: the code is closed
    :raises SenderNotAllowed: it is an agency here, of another peer, or nobody's
    """
    _demand_sender(peer, code, look_up([code], on=local_date(at)))


def _demand_sender(peer: Peer, code: str, found: Directory) -> None:
    if code in found.closed:
        raise ClosedCode(found.closed[code], sender=code)
    place = found.places.get(code)
    if place is None or place.peer_id != peer.pk:
        raise SenderNotAllowed(
            f"{peer.name} không được phép gửi thay cơ quan mang mã “{code}”. Hãy kiểm tra mã cơ "
            "quan gửi, hoặc đề nghị bên nhận bổ sung mã vào danh sách được phép.",
            sender=code,
        )


def _places(peer: Peer, codes: Sequence[str], found: Directory, *, strict: bool) -> list[Place]:
    """Who gets it through this installation; never back to where it came from.

    ``strict``: handed over for these and no others, so each of them must be known.
    """
    if strict or not peer.is_called:
        _demand_known(found)
    places = [
        place
        for code in codes
        if (place := found.places.get(code)) is not None and place.peer_id != peer.pk
    ]
    if not places:
        _demand_known(found)
        raise UnknownOrgan(
            "Không có cơ quan nhận nào trong gói tin thuộc hệ thống này. "
            "Hãy kiểm tra mã các cơ quan nhận.",
            recipients=codes,
        )
    return places


def _demand_known(found: Directory) -> None:
    if found.unknown:
        raise UnknownOrgan(" ".join(found.unknown.values()), refused=found.refusals)
    if found.closed:
        raise ClosedCode(" ".join(found.closed.values()), refused=found.refusals)


def _store_files(letter: Letter, peer: Peer, at: datetime) -> list[Stored]:
    """Every file judged and in the store; one bad file refuses the message."""
    kept = []
    for file in letter.attachments:
        with _source(file.content) as stream:
            kept.append(
                files.store(
                    stream=stream, name=file.name, use=Use.ATTACHMENT, actor=peer_actor(peer),
                    at=at, max_bytes=MAX_FILE,
                )
            )  # fmt: skip
    return kept


@contextmanager
def _source(content: Content) -> Iterator[Readable | Spooled]:
    """A part that the reader of the message wrote and hashed is moved, any other is read."""
    if isinstance(content.open, Opener):
        yield Spooled(content.open.path, content.sha256, content.size)
        return
    with content.open() as stream:
        yield stream


@action("exchange.envelope.accept")
def accept_letter(
    *,
    actor: Actor,
    at: datetime,
    peer: Peer,
    letter: Letter,
    kept: Sequence[Stored],
    raw: Blob,
    places: Sequence[Place],
) -> tuple[Envelope, bool]:
    """Everything that a letter from a peer becomes here, in one transaction; twice is once.

    :raises ContentConflict: another content under the same name
    :raises QuotaExceeded: the peer has sent as many letters today as agreed
    """
    envelope, fresh = _envelope(peer, letter, raw, at)
    if fresh:
        _add_files(envelope, letter, kept)
    known = set() if fresh else set(envelope.deliveries.values_list("organ_code", flat=True))
    added = [place for place in places if place.code not in known]
    made = add_deliveries(envelope, added, at, first=len(known))
    note(
        Subject(ENVELOPE, envelope.pk), label=envelope.code or envelope.document_id,
        changes={"peer": peer.code, "document_id": envelope.document_id, "again": not fresh,
                 "recipients": [place.code for place in added]},
    )  # fmt: skip
    waiting = [row for row in made if row.agency_id] if fresh else _waiting(envelope, at)
    if waiting:
        _lay_now(envelope, waiting, at)
    set_off([place for place in added if place.peer_id])
    return envelope, fresh


def _envelope(peer: Peer, letter: Letter, raw: Blob, at: datetime) -> tuple[Envelope, bool]:
    digest = wire.digest_of(letter)
    for _ in range(2):
        earlier = _SAME(
            sender_code=letter.sender.code, document_id=letter.document_id,
            business=letter.business,
        )  # fmt: skip
        known = next((row for row in earlier if row.digest == digest), None)
        if known is not None:
            return known, False
        if earlier and letter.business != Business.UPDATE:
            raise ContentConflict(document_id=letter.document_id)
        _demand_quota(peer, at)
        envelope = Envelope(
            direction=Direction.RECEIVED, kind=LETTER_KIND, origin_peer=peer, sealed=raw,
            digest=digest, serial=earlier[0].serial + 1 if earlier else 0, created_at=at,
            **described(letter),
        )  # fmt: skip
        try:
            with transaction.atomic():
                insert(envelope)
        except IntegrityError:
            continue  # the same message came on another connection at this moment
        return envelope, True
    raise ContentConflict(document_id=letter.document_id)


_SAME = Prepared(
    lambda sender_code, document_id, business: Envelope.objects.filter(
        sender_code=sender_code, document_id=document_id, business=business
    ).order_by("-serial"),
    sender_code=str,
    document_id=str,
    business=Small,
)


def _demand_quota(peer: Peer, at: datetime) -> None:
    if peer.letters_per_day is None:
        return
    local = at.astimezone(VIETNAM)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Envelope.objects.filter(origin_peer=peer, created_at__gte=start)
    if today.count() >= peer.letters_per_day:
        raise QuotaExceeded(limit=peer.letters_per_day)


def _add_files(envelope: Envelope, letter: Letter, kept: Sequence[Stored]) -> None:
    insert_keyed(
        [
            EnvelopeFile(
                envelope=envelope, position=number, blob=stored.blob, name=stored.name[:255],
                description=file.description,
            )
            for number, (file, stored) in enumerate(zip(letter.attachments, kept, strict=True))
        ]
    )  # fmt: skip


def _waiting(envelope: Envelope, at: datetime) -> list[Delivery]:
    """Deliveries of an envelope that came again which have not reached their agencies here."""
    due = envelope.deliveries.select_for_update(of=("self",)).due(at)
    return list(due.filter(agency__isnull=False))


def _lay_now(envelope: Envelope, rows: Sequence[Delivery], at: datetime) -> None:
    """Before the agencies here at once, so that the peer hears "stored" when it is registered as
    waiting. A room that fails does not lose the letter: the rows wait, and a job tries again."""
    first = min(row.pk for row in rows)
    overtaken = any(_EARLIER(lane=lane, pk=first) for lane in sorted({row.lane for row in rows}))
    if envelope.kind in kinds and not overtaken:
        for row in rows:
            row.envelope = envelope
        try:
            with transaction.atomic():
                arrive(actor=system_actor("api"), at=at, kind=kinds[envelope.kind],
                       deliveries=rows)  # fmt: skip
            return
        except Exception:
            logger.exception("exchange_accept_left_waiting", extra={"envelope": envelope.pk})
    enqueue("exchange.deliver_here")


_EARLIER = Prepared(
    lambda lane, pk: Delivery.objects.pending().filter(lane=lane, pk__lt=pk).values_list("pk")[:1],
    lane=str,
    pk=int,
)


def _take_status(peer: Peer, message: Status, at: datetime) -> Accepted:
    heard = Heard(
        document_id=message.about.document_id, from_code=message.sender.code,
        to_code=message.about.organ_code, code=message.code, description=message.description,
        at=message.at or at, staff=message.staff.name,
    )  # fmt: skip
    [outcome] = hear(actor=peer_actor(peer), at=at, peer=peer, several=[heard])
    if outcome.refused is not None:
        raise outcome.refused
    return Accepted(heard.document_id, outcome.fresh, status_code=heard.code)
