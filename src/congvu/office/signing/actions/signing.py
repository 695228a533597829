"""One signature on one PDF."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.office.signing import appearance, pades, places, policies
from congvu.office.signing.actions.pins import opened
from congvu.office.signing.actions.rows import find_key, lock_key
from congvu.office.signing.appearance import Content, Picture
from congvu.office.signing.choices import FieldKind, Level, Purpose
from congvu.office.signing.errors import OrderBroken, PlaceNotFound, SignatureRefused
from congvu.office.signing.models import SignatureRecord, SigningKey
from congvu.office.signing.pictures import Likely, picture_of
from congvu.office.signing.places import Named, Place
from congvu.office.signing.signers import OpenKey

NAMES: dict[FieldKind, str] = {
    FieldKind.PERSON: "NguoiKy",
    FieldKind.INITIAL: "KyNhay",
    FieldKind.NUMBER_DATE: "SoNgay",
    FieldKind.AGENCY: "CoQuan",
    FieldKind.ANNEX: "PhuLuc",
    FieldKind.COPY: "BanSao",
    FieldKind.INVISIBLE: "ChuKy",
}
"""Heads of the names of signature fields; a number follows."""

BEFORE_AGENCY = frozenset({FieldKind.PERSON, FieldKind.INITIAL, FieldKind.NUMBER_DATE})
WITH_PICTURE = frozenset({FieldKind.PERSON, FieldKind.INITIAL, FieldKind.AGENCY})


@dataclass(frozen=True, slots=True)
class Signed:
    """The PDF with the new signature, and the row that tells of it."""

    pdf: bytes
    record: SignatureRecord


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be signed how; see :func:`sign`."""

    field: FieldKind
    level: Level = Level.B_B
    place: Place | Named | None = None
    content: Content | None = None
    reason: str = ""


def sign(
    *,
    actor: Actor,
    at: datetime,
    pdf: bytes,
    key_id: int,
    field: FieldKind,
    pin: str = "",
    place: Place | Named | None = None,
    content: Content | None = None,
    reason: str = "",
    level: Level = Level.B_B,
    subject: Subject | None = None,
    title: str = "",
) -> Signed:
    """Sign a PDF; never inside a transaction, for tokens and services take their time.

    The signature is an incremental update: what was signed before stays valid. The record is
    written in a short transaction of its own; the caller keeps the PDF.

    :param place: where; a person's place may be named by name and title. Left out: beside the
        person's signature (agency), on the blanks of page 1 (number and date), top right
        (annexes, copies), nowhere (invisible)
    :param content: what is drawn; left out for person, initial and agency: the kept picture
    :param subject: the letter, for the record and the journal; ``title`` its name there
    :raises NotAllowed: a key of the agency, in other hands
    :raises NotFound: somebody else's key
    :raises WrongPin, KeyLocked, KeyDisabled: of the key
    :raises CertificateRefused: the certificate does not hold now
    :raises OrderBroken: a person after the agency
    :raises PlaceNotFound, PdfRefused: of the PDF
    :raises SignerAway, SignatureRefused: of token, remote service, timestamp authority
    """
    key = find_key(key_id)
    policies.demand_use(actor, key)
    wish = Wish(field, level, place, content, reason)
    picture = picture_for(key, wish)
    with opened(actor=actor, at=at, key=key, pin=pin) as open_key:
        made, spec, stamped = apply(pdf, open_key, key, wish, picture, at=at)
    record = keep(
        actor=actor, at=at, key=key, before=pdf, after=made, spec=spec, wish=wish,
        stamped=stamped, subject=subject, title=title,
    )  # fmt: skip
    return Signed(made, record)


def picture_for(key: SigningKey, wish: Wish) -> Likely | None:
    """The kept picture that the wish needs; None when it needs none.

    :raises SignatureRefused: no picture is kept
    """
    if wish.field not in WITH_PICTURE or wish.content is not None:
        return None
    if (key.purpose == Purpose.SEAL) != (wish.field == FieldKind.AGENCY):
        raise SignatureRefused(
            "Chữ ký của cơ quan phải ký bằng khóa của cơ quan, chữ ký cá nhân bằng khóa cá nhân. "
            "Hãy chọn lại khóa."
        )
    return picture_of(key)


def apply(
    pdf: bytes, open_key: OpenKey, key: SigningKey, wish: Wish, picture: Likely | None, *,
    at: datetime,
) -> tuple[bytes, pades.Spec, datetime | None]:  # fmt: skip
    """The signature itself; touches no database, so that a batch can call it a hundred times."""
    fields = pades.fields_of(pdf)
    if wish.field in BEFORE_AGENCY and any(one.startswith("CoQuan") for one in fields):
        raise OrderBroken
    content = wish.content or (Picture(picture.png) if picture else None)
    place = _place(pdf, wish, picture)
    style = None
    if place is not None and content is not None:
        places.demand_inside(pdf, place)
        style = appearance.style_of(content, place, at=at, is_test=key.certificate.is_test)
    spec = pades.Spec(
        field=_name(wish.field, fields), level=wish.level, at=at, reason=wish.reason, place=place,
        style=style,
    )  # fmt: skip
    made, stamped = pades.sign(pdf, open_key, spec)
    return made, spec, stamped


def _place(pdf: bytes, wish: Wish, picture: Likely | None) -> Place | None:
    place = wish.place
    if isinstance(place, Named):
        place = places.find(pdf, place.name, place.title)
    match wish.field:
        case FieldKind.INVISIBLE:
            return None
        case FieldKind.NUMBER_DATE:
            return place or places.number_date(pdf)
        case FieldKind.ANNEX | FieldKind.COPY:
            return place or places.top_right(pdf)
        case FieldKind.AGENCY if picture is not None:
            return _seal_place(pdf, wish, place, picture)
    if place is None:
        raise PlaceNotFound
    return places.fit(place, picture.width_mm, picture.height_mm) if picture else place


def _seal_place(pdf: bytes, wish: Wish, place: Place | None, picture: Likely) -> Place:
    """Exactly where it was asked for, else over the left third of the person's signature."""
    if isinstance(wish.place, Place):
        return places.centred(
            wish.place, picture.width_mm * places.MM, picture.height_mm * places.MM
        )
    signature = places.signature_of_person(pdf, NAMES[FieldKind.PERSON]) or place
    if signature is None:
        raise PlaceNotFound
    return places.seal_beside(signature, picture.width_mm, picture.height_mm)


def _name(kind: FieldKind, taken: list[str]) -> str:
    numbers = range(1, len(taken) + 2)
    return next(
        name for name in (f"{NAMES[kind]}{number}" for number in numbers) if name not in taken
    )


@action("signing.pdf.sign")
def keep(
    *, actor: Actor, at: datetime, key: SigningKey, before: bytes, after: bytes, spec: pades.Spec,
    wish: Wish, stamped: datetime | None, subject: Subject | None, title: str,
) -> SignatureRecord:  # fmt: skip
    """Write down a signature that was made; the key's count of wrong PINs begins anew."""
    locked = lock_key(key.pk)
    locked.wrong_pins, locked.used_at = 0, at
    locked.save(update_fields=["wrong_pins", "used_at"])
    certificate = key.certificate
    record = SignatureRecord.objects.create(
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        sha256_before=hashlib.sha256(before).hexdigest(),
        sha256_after=hashlib.sha256(after).hexdigest(),
        key=key, certificate=certificate, field=spec.field, field_kind=wish.field,
        level=wish.level, reason=wish.reason[:300], signed_at=at, timestamped_at=stamped,
        is_test=certificate.is_test, signer_name=certificate.name, user_id=actor.user_id,
        agency_id=actor.agency_id or key.agency_id,
    )  # fmt: skip
    note(
        subject, label=title or key.label, agency_id=record.agency_id,
        changes={
            "signer": certificate.name, "serial": certificate.serial, "field": spec.field,
            "level": wish.level, "sha256": record.sha256_after,
        },
    )  # fmt: skip
    return record
