"""Putting a letter into the post: rows and jobs in the caller's transaction, the way after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files.queries import contents
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.prepared import Prepared, Small
from congvu.core.kernel.storing import insert, insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.office.exchange import wire
from congvu.office.exchange.actions.statuses import call
from congvu.office.exchange.choices import Business, Direction
from congvu.office.exchange.edxml.lengths import demand_lengths
from congvu.office.exchange.edxml.message import Letter, Organ
from congvu.office.exchange.errors import ContentConflict, UnknownOrgan
from congvu.office.exchange.kinds import kinds
from congvu.office.exchange.models import Delivery, Envelope, EnvelopeFile
from congvu.office.exchange.queries.directory import (
    Directory,
    Place,
    codes_for,
    look_up,
    places_here,
)

ENVELOPE = "exchange.envelope"


@dataclass(frozen=True, slots=True)
class Sent:
    """The envelope, and its deliveries by the code of their recipients."""

    envelope: Envelope
    ways: Mapping[str, int]


@action("exchange.envelope.send")
def send(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    subject: Subject,
    sender_agency_id: int,
    recipients: Sequence[str | int],
    document_id: str,
    business: Business = Business.NEW,
    known: Mapping[int, Place] | None = None,
) -> Sent:
    """Gửi: put what ``subject`` says into the post, to agencies here and elsewhere alike.

    A step of the caller's verb and in its transaction: the envelope stands if and only if that
    commits, and a job brings it on its way afterwards. Repeated it changes nothing; with further
    recipients it goes to those as well.

    :param kind: a registered kind, whose ``message`` is asked for the letter now, once
    :param recipients: official codes, or ids of agencies
    :param document_id: opaque, the letter's name in the whole world
    :param known: what ``queries.reachable`` said of these agencies and the sender just now
    :raises UnknownOrgan: recipients that cannot be reached; ``data["refused"]`` has a sentence each
    :raises TooLong: a field is longer than the standard allows
    :raises ContentConflict: another content went out under this name already
    :raises NotAllowed: the actor does not act in the sending agency
    """
    if not actor.is_system and actor.agency_id != sender_agency_id:
        raise NotAllowed(
            "Ông/bà chỉ gửi được văn bản của cơ quan mình. Hãy chuyển về vai trò ở cơ quan gửi."
        )
    here = _here(recipients, sender_agency_id, at, known or {})
    places = _places(recipients, here, at)
    letter = _letter(kind, subject, here[sender_agency_id], document_id, business, places)
    envelope, fresh = _envelope(actor, at, kind, subject, sender_agency_id, letter)
    earlier = [] if fresh else list(envelope.deliveries.only("organ_code", "agency_id"))
    added = _missing(earlier, places)
    made = add_deliveries(envelope, added, at, first=len(earlier))
    note(
        Subject(ENVELOPE, envelope.pk), label=envelope.code or document_id,
        agency_id=sender_agency_id,
        changes={"document_id": document_id, "business": int(business), "again": not fresh,
                 "recipients": [place.code for place in added]},
    )  # fmt: skip
    set_off(added)
    return Sent(envelope, {row.organ_code: row.pk for row in (*earlier, *made)})


def set_off(places: Sequence[Place]) -> None:
    """Jobs that bring new deliveries on their way: one for here, one for each peer to call."""
    if any(place.agency_id for place in places):
        enqueue("exchange.deliver_here")
    peers = {place.peer_id for place in places if place.peer_id is not None}
    call(peers)


def lane_of(sender_code: str, organ_code: str) -> str:
    return f"{sender_code}>{organ_code}"


def _here(
    recipients: Sequence[str | int], sender_agency_id: int, at: datetime, known: Mapping[int, Place]
) -> dict[int, Place]:
    """The sender, and recipients named by id: those known, and those that work here."""
    ids = {one for one in recipients if isinstance(one, int)} | {sender_agency_id}
    here = {pk: known[pk] for pk in ids if pk in known}
    if here.keys() != ids:
        here |= places_here(ids - here.keys(), on=local_date(at))
    if sender_agency_id not in here or here[sender_agency_id].agency_id is None:
        raise Invalid(
            "Cơ quan gửi không hoạt động trong hệ thống này nên không gửi được văn bản. "
            "Hãy kiểm tra thời hạn hoạt động của cơ quan."
        )
    return here


def _places(recipients: Sequence[str | int], here: dict[int, Place], at: datetime) -> list[Place]:
    """Where each recipient is, once each, in the order given."""
    day = local_date(at)
    away = {one for one in recipients if isinstance(one, int) and one not in here}
    own = codes_for(away, on=day) if away else {}
    codes = {one: own[one] if isinstance(one, int) else one.strip() for one in recipients
             if one not in here}  # fmt: skip
    if not recipients:
        raise Invalid("Chưa có nơi nhận nào. Hãy chọn ít nhất một cơ quan nhận.")
    found = look_up(set(codes.values()), on=day) if codes else Directory()
    if found.refusals:
        raise UnknownOrgan(" ".join(found.refusals.values()), refused=found.refusals)
    places = [
        here[one] if isinstance(one, int) and one in here else found.places[codes[one]]
        for one in recipients
    ]
    return list({(place.agency_id or place.code): place for place in places}.values())


def _letter(
    kind: str,
    subject: Subject,
    sender: Place,
    document_id: str,
    business: Business,
    places: Sequence[Place],
) -> Letter:
    letter = kinds[kind].message(subject)
    own = replace(letter.sender, code=sender.code, name=letter.sender.name or sender.name)
    whole = replace(
        letter, document_id=document_id, sender=own, business=int(business),
        business_document_id=letter.business_document_id
        or (document_id if business == Business.UPDATE else ""),
        recipients=tuple(Organ(code=place.code, name=place.name) for place in places),
    )  # fmt: skip
    demand_lengths(whole)
    return whole


def _envelope(
    actor: Actor, at: datetime, kind: str, subject: Subject, agency_id: int, letter: Letter
) -> tuple[Envelope, bool]:
    """The row of this message, which may be there already; an update is another each time."""
    digest = wire.digest_of(letter)
    earlier = _SAME(
        sender_code=letter.sender.code, document_id=letter.document_id, business=letter.business
    )
    for row in earlier:
        if row.digest == digest and row.subject == subject:
            return row, False
    if earlier and letter.business != Business.UPDATE:
        raise ContentConflict(document_id=letter.document_id)
    envelope = Envelope(
        direction=Direction.SENT, kind=kind, sender_agency_id=agency_id,
        sent_by=actor.name[:150], subject_kind=subject.kind, subject_id=subject.id,
        serial=earlier[0].serial + 1 if earlier else 0, digest=digest, created_at=at,
        **described(letter),
    )  # fmt: skip
    insert(envelope)
    _add_files(envelope, letter)
    return envelope, True


_SAME = Prepared(
    lambda sender_code, document_id, business: (
        Envelope.objects.select_for_update()
        .filter(sender_code=sender_code, document_id=document_id, business=business)
        .order_by("-serial")
    ),
    sender_code=str,
    document_id=str,
    business=Small,
)


def described(letter: Letter) -> dict[str, object]:
    """Fields of an envelope that say what the letter is."""
    code = "/".join(part for part in (letter.number, letter.notation) if part)
    return {
        "sender_code": letter.sender.code,
        "sender_name": letter.sender.name,
        "document_id": letter.document_id,
        "business": letter.business,
        "code": code,
        "title": letter.subject,
        "letter": wire.dump(letter),
        "targets": targets_of(letter),
    }


def targets_of(letter: Letter) -> list[str]:
    """Names of the letters that this one revokes, updates or replaces."""
    several: dict[int, list[str]] = {
        Business.REVOKE: [ref.document_id for ref in letter.response_for],
        Business.UPDATE: [letter.business_document_id or letter.document_id],
        Business.REPLACE: [one.document_id for one in letter.replacements],
    }
    return [name for name in several.get(letter.business, []) if name]


def _add_files(envelope: Envelope, letter: Letter) -> None:
    blobs = contents([file.content.sha256 for file in letter.attachments])
    carried = []
    for position, file in enumerate(letter.attachments):
        blob = blobs.get(file.content.sha256)
        if blob is None:
            raise Invalid(
                f"Tệp “{file.name}” không còn trong kho nên chưa gửi được. "
                "Hãy mở văn bản, kiểm tra tệp đính kèm rồi gửi lại."
            )
        carried.append(
            EnvelopeFile(envelope=envelope, position=position, blob=blob, name=file.name,
                         description=file.description)
        )  # fmt: skip
    insert_keyed(carried)


def _missing(known: Sequence[Delivery], places: Sequence[Place]) -> list[Place]:
    """Recipients that do not have the envelope yet."""
    codes = {row.organ_code for row in known}
    agencies = {row.agency_id for row in known if row.agency_id}
    return [p for p in places if p.code not in codes and p.agency_id not in agencies]


def add_deliveries(
    envelope: Envelope, places: Sequence[Place], at: datetime, *, first: int = 0
) -> Sequence[Delivery]:
    """One row for each recipient, waiting."""
    return insert_keyed(deliveries_of(envelope, places, at, first=first))


def deliveries_of(
    envelope: Envelope, places: Sequence[Place], at: datetime, *, first: int = 0
) -> list[Delivery]:
    """The rows, not stored yet; a step of sending and of accepting."""
    return [
        Delivery(
            envelope=envelope, position=first + number, organ_code=place.code,
            name=place.name[:200], agency_id=place.agency_id, peer_id=place.peer_id,
            lane=lane_of(envelope.sender_code, place.code), waiting_since=at,
        )
        for number, place in enumerate(places)
    ]  # fmt: skip
