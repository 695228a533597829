"""An issued letter as the message that travels (QCVN 102:2016/BTTTT in our names)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from congvu.core.files import queries as files
from congvu.core.files.choices import Use
from congvu.core.files.kinds import KINDS
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import queries as organisation
from congvu.core.organisation.choices import CodeScheme
from congvu.office.documents.choices import OUTGOING_KIND, Relation
from congvu.office.documents.errors import SecretContent
from congvu.office.documents.models import Answer, Outgoing, Recipient
from congvu.office.exchange.choices import Business
from congvu.office.exchange.edxml.message import (
    Attachment,
    Content,
    Letter,
    Organ,
    Reference,
    Replacement,
    Staff,
)

if TYPE_CHECKING:
    from congvu.core.files.models import File

SENT_USES = (Use.MAIN, Use.ATTACHMENT)


def business_of(letter: Outgoing) -> Business:
    """What the letter's message does: a replacement names the letters whose place it takes."""
    earlier = letter.related_to
    replaces = letter.relation == Relation.REPLACES and earlier is not None
    return Business.REPLACE if replaces else Business.NEW


def message(subject: Subject) -> Letter:
    """The letter of ``subject`` for the wire; the post office fills in codes and recipients.

    :raises SecretContent: a secret letter goes by its own way
    """
    letter = _LETTER(pk=subject.id)[0]
    if letter.secrecy:
        raise SecretContent
    assert letter.issued_on is not None
    number, _, notation = letter.code.partition("/")
    kind = kind_by_code(letter.kind, letter.issued_on)
    competence = letter.signing_lines.splitlines()
    return Letter(
        document_id=letter.document_uid,
        sender=organ(letter),
        recipients=(),
        number=number,
        notation=notation,
        promulgated_on=letter.issued_on,
        place=letter.agency.place,
        kind_type=kind.exchange_number if kind else None,
        kind_detail=0,
        kind_name=kind.name if kind else "",
        subject=letter.subject,
        competence=" ".join(competence[:-1]) if len(competence) > 1 else "",
        signer_position=(competence or [letter.signer_title])[-1],
        signer_name=letter.signer_name,
        due_on=letter.due_on,
        to_places=tuple(name for (name,) in _PLACES(pk=letter.pk)),
        priority=letter.urgency,
        copies=letter.copies,
        pages=letter.pages,
        direction=False,
        response_for=tuple(_answers(letter)),
        business=int(business_of(letter)),
        business_reason=business_of(letter).label,
        replacements=_replacements(letter),
        staff=Staff(department=letter.unit.name, name=letter.drafter_name),
        attachments=tuple(attachments(letter)),
    )


_LETTER = Prepared(
    lambda pk: Outgoing.objects.filter(pk=pk).select_related(
        "agency__parent", "unit", "related_to"
    ),
    pk=int,
)
_PLACES = Prepared(lambda pk: Recipient.objects.filter(outgoing_id=pk).values_list("name"), pk=int)


def organ(letter: Outgoing) -> Organ:
    """The issuing agency as a message names it."""
    agency = letter.agency
    return Organ(
        code="", name=agency.name, in_charge=agency.parent.name if agency.parent else agency.name,
        address=agency.address, email=agency.email, telephone=agency.phone, website=agency.website,
    )  # fmt: skip


def attachments(letter: Outgoing) -> Sequence[Attachment]:
    """The issued PDF first, then what is attached, each as a stored file."""
    subject = Subject(OUTGOING_KIND, letter.pk)
    sent = [file for file in files.files_of([subject])[subject] if file.use in SENT_USES]
    sent.sort(key=lambda file: (file.use != Use.MAIN, file.position, file.pk))
    return [
        Attachment(
            name=file.name,
            content_type=KINDS[file.blob.kind].mime,
            content=Content(
                size=file.blob.size, sha256=file.blob.sha256, open=partial(_open, file)
            ),
            description="Văn bản chính" if file.use == Use.MAIN else "Phụ lục, tài liệu kèm theo",
        )
        for file in sent
    ]  # fmt: skip


def _open(file: File) -> BinaryIO:
    return cast("BinaryIO", files.open_file(file))


def _answers(letter: Outgoing) -> Sequence[Reference]:
    rows = _ANSWERED(pk=letter.pk)
    return [
        Reference(
            organ_code=_code(row.incoming.issuer_id, row.incoming.issued_on),
            code=row.incoming.code,
            document_id=row.incoming.document_uid,
            promulgated_on=row.incoming.issued_on,
        )
        for row in rows
        if row.incoming.document_uid or row.incoming.code
    ]


_ANSWERED = Prepared(
    lambda pk: Answer.objects.filter(outgoing_id=pk).select_related("incoming").order_by("id"),
    pk=int,
)


def _replacements(letter: Outgoing) -> tuple[Replacement, ...]:
    earlier = letter.related_to
    if earlier is None or business_of(letter) != Business.REPLACE or not earlier.document_uid:
        return ()
    held = Recipient.objects.filter(outgoing=earlier, agency__isnull=False).order_by("position")
    codes = [_code(pk, earlier.issued_on) for pk in held.values_list("agency_id", flat=True)]
    return (Replacement(earlier.document_uid, tuple(filter(None, codes))),)


def _code(agency_id: int | None, on: date | None) -> str:
    if agency_id is None or on is None:
        return ""
    schemes = (CodeScheme.QD20, CodeScheme.QCVN102)
    found = (organisation.code_of(agency_id, on=on, scheme=scheme) for scheme in schemes)
    return next(filter(None, found), "")
