"""Taking in a message of a peer: on the disk first, judged, then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from django.conf import settings

from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.queries import open_content
from congvu.core.files.spool import Spooled
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, Unavailable
from congvu.office.exchange import keys
from congvu.office.exchange.actions.hearing import Heard, hear
from congvu.office.exchange.actions.holding import hold
from congvu.office.exchange.actions.taking import Ready, accept_letters
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.edxml.lengths import demand_lengths
from congvu.office.exchange.edxml.message import Content, Letter, Message, Status
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.signature import Soundness, verify
from congvu.office.exchange.edxml.spool import Opener, Spool
from congvu.office.exchange.errors import (
    BadSignature,
    ClosedCode,
    DigestMismatch,
    MessageTooLarge,
    PeerPaused,
    QuotaExceeded,
    SenderNotAllowed,
    UnknownOrgan,
)
from congvu.office.exchange.models import Peer
from congvu.office.exchange.queries.directory import Directory, Place, look_up

if TYPE_CHECKING:
    from congvu.core.files.models import Blob
    from congvu.core.files.spool import Readable

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
    raw = kept(peer, stream, sha256, at)
    try:
        with Spool(Path(settings.FILE_UPLOAD_TEMP_DIR)) as spool:
            message = read(peer, raw, spool, at)
            return _take(peer, message, raw, at, recipients, claimed_sender)
    except (Unavailable, QuotaExceeded):
        raise
    except DomainError as refused:
        hold(actor=peer_actor(peer), at=at, peer=peer, raw=raw, refused=refused,
             claimed_sender=claimed_sender)  # fmt: skip
        raise


def kept(peer: Peer, stream: Readable, sha256: str, at: datetime) -> Blob:
    """The bytes on the disk, and proven to be those that were signed.

    :raises MessageTooLarge, DigestMismatch: they are not to be looked at
    """
    limit = min(peer.max_bytes or MAX_MESSAGE, MAX_MESSAGE)
    try:
        raw = files.keep(stream=stream, at=at, limit=limit)
    except DomainError as error:
        if error.code == "file_too_large":
            raise MessageTooLarge(max_bytes=limit) from error
        raise
    if sha256 and sha256.lower() != raw.sha256:
        raise DigestMismatch
    return raw


def read(peer: Peer, raw: Blob, spool: Spool, at: datetime) -> Message:
    """What the bytes say; their files lie in the spool.

    :raises DomainError: not a message, a dangerous one, too long a field, not signed as agreed
    """
    with open_content(raw) as opened:
        message = parse(opened, spool)
    demand_lengths(message)
    _demand_signature(peer, raw, at)
    return message


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
    demand_claimed(message, claimed_sender)
    if isinstance(message, Status):
        return take_status(peer, message, at)
    codes = codes_of(message, recipients)
    found = look_up({message.sender.code, *codes}, on=local_date(at))
    ready = judged(peer, message, raw, at, found, recipients)
    [(envelope, fresh)] = accept_letters(
        actor=peer_actor(peer), at=at, peer=peer, letters=[ready], new=False
    )
    return Accepted(message.document_id, fresh, envelope_id=envelope.pk)


def demand_claimed(message: Message, claimed_sender: str) -> None:
    """Whether the message is of the sender for whom it was handed over.

    :raises SenderNotAllowed: it names another
    """
    sender = message.sender.code
    if claimed_sender and claimed_sender != sender:
        raise SenderNotAllowed(
            f"Yêu cầu nói cơ quan gửi là “{claimed_sender}” nhưng gói tin ghi “{sender}”. "
            "Hãy sửa cho khớp rồi gửi lại.",
            sender=sender,
        )


def codes_of(letter: Letter, recipients: Sequence[str] | None) -> list[str]:
    """For whom it was handed over: those named with it, else those in the message."""
    named = [organ.code for organ in letter.recipients]
    return list(dict.fromkeys(named if recipients is None else recipients))


def judged(
    peer: Peer,
    letter: Letter,
    raw: Blob,
    at: datetime,
    found: Directory,
    recipients: Sequence[str] | None,
) -> Ready:
    """Everything that needs no transaction: who may send it to whom, its files in the store.

    :param found: what ``look_up`` said of its sender and recipients, among others
    :raises DomainError: as ``accept``
    """
    _demand_sender(peer, letter.sender.code, found)
    codes = codes_of(letter, recipients)
    places = _places(peer, codes, found.only(codes), strict=recipients is not None)
    return Ready(letter, raw, _store_files(letter, peer, at), places)


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


def take_status(peer: Peer, message: Status, at: datetime) -> Accepted:
    heard = Heard(
        document_id=message.about.document_id, from_code=message.sender.code,
        to_code=message.about.organ_code, code=message.code, description=message.description,
        at=message.at or at, staff=message.staff.name,
    )  # fmt: skip
    [outcome] = hear(actor=peer_actor(peer), at=at, peer=peer, several=[heard])
    if outcome.refused is not None:
        raise outcome.refused
    return Accepted(heard.document_id, outcome.fresh, status_code=heard.code)
