"""Digital signatures on a letter: the person's on the paper without number, then number, date and
the agency's seal, each an update that leaves the earlier ones valid (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files import queries as stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.office.documents.actions.outgoing.reviewing import approve
from congvu.office.documents.actions.outgoing.signed import main_of, signed_by_person
from congvu.office.documents.actions.outgoing.steps import subject_of, told
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.errors import SealNeeded
from congvu.office.documents.letterhead.letter import preview_pdf, uploaded
from congvu.office.documents.models import Outgoing
from congvu.office.signing import actions as signing
from congvu.office.signing import queries as signatures
from congvu.office.signing.choices import FieldKind

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.office.signing.models import SigningRequest


@dataclass(frozen=True, slots=True)
class Seal:
    """The agency's key with which a clerk seals, and its PIN; never kept."""

    key_id: int
    pin: str


def sign_off(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Ký ban hành, then lay the letter before the signer's own key; see :func:`lay_before_signer`."""
    letter = approve(actor=actor, at=at, outgoing_id=outgoing_id, version=version, remark=remark)
    lay_before_signer(actor=actor, at=at, outgoing_ids=[letter.pk])
    return letter


def lay_before_signer(
    *, actor: Actor, at: datetime, outgoing_ids: Sequence[int]
) -> SigningRequest | None:
    """Put approved letters into one batch that their signer confirms with one PIN.

    Call it after the transaction of ``approve``. Nothing happens when the signer or the agency
    has no key: such letters are signed on paper. Called twice it lays nothing twice.
    """
    if actor.user_id is None or actor.agency_id is None:
        return None
    if signatures.person_key_for_letters(actor.user_id, actor.agency_id, at=at) is None:
        return None
    rows = Outgoing.objects.select_related("agency", "unit").filter(
        pk__in=outgoing_ids, state=OutgoingState.APPROVED, number__isnull=True
    )
    papers = [(row, paper) for row in rows if (paper := _paper(row, actor, at)) is not None]
    if not papers:
        return None
    return _lay(actor=actor, at=at, papers=papers)


def _paper(letter: Outgoing, actor: Actor, at: datetime) -> files.Stored | None:
    """The letter with blanks for number and date, in the store; None when it is no PDF or waits."""
    if signatures.waiting_for(subject_of(letter)) or signed_by_person(letter) is not None:
        return None
    if letter.body:
        pdf = preview_pdf(letter)
    else:
        draft = uploaded(letter)
        if draft is None or draft.blob.kind != "pdf":
            return None
        pdf = _read(draft)
    name = f"van-ban-{letter.pk}-cho-so.pdf"
    return files.store(stream=io.BytesIO(pdf), name=name, use=Use.MAIN, actor=actor, at=at)


@action("documents.outgoing.lay_before_signer")
def _lay(
    *, actor: Actor, at: datetime, papers: Sequence[tuple[Outgoing, files.Stored]]
) -> SigningRequest:
    items = []
    for letter, paper in papers:
        file = files.attach(
            source=paper, subject=subject_of(letter), use=Use.MAIN, replaces=main_of(letter),
            actor=actor, at=at, agency_id=letter.agency_id,
        )  # fmt: skip
        items.append(
            signing.ItemSpec(
                subject=subject_of(letter), title=str(letter), file_id=file.pk,
                place=place_of(letter), reason="Ký ban hành",
            )
        )  # fmt: skip
        told(letter, changes={"for_signature": paper.sha256})
    assert actor.user_id is not None
    return signing.request(actor=actor, at=at, signer_id=actor.user_id, items=items)


def place_of(letter: Outgoing) -> signing.Named:
    """Between the last line of the authority and the signer's name."""
    lines = letter.signing_lines.splitlines()
    return signing.Named(letter.signer_name, lines[-1] if lines else letter.signer_title)


def seal(letter: Outgoing, file: File, seal: Seal | None, *, actor: Actor, at: datetime) -> bytes:
    """A PDF that the person signed, with number, date and the agency's signature upon it.

    :raises SealNeeded: no key was given
    """
    if seal is None:
        raise SealNeeded
    assert letter.issued_on is not None
    numbered = signing.sign(
        actor=actor, at=at, pdf=_read(file), key_id=seal.key_id, pin=seal.pin,
        field=FieldKind.NUMBER_DATE, subject=subject_of(letter), title=str(letter),
        content=signing.NumberDate(letter.code.rpartition("/")[0], letter.issued_on),
        reason="Cấp số, ngày ban hành",
    )  # fmt: skip
    return seal_only(letter, numbered.pdf, seal, actor=actor, at=at)


def seal_only(letter: Outgoing, pdf: bytes, seal: Seal, *, actor: Actor, at: datetime) -> bytes:
    """A PDF that already carries its number, with the agency's signature."""
    return signing.sign(
        actor=actor, at=at, pdf=pdf, key_id=seal.key_id, pin=seal.pin, field=FieldKind.AGENCY,
        place=place_of(letter), subject=subject_of(letter), title=str(letter),
        reason="Ký số cơ quan",
    ).pdf  # fmt: skip


def annexes(
    letter: Outgoing, seal: Seal, *, actor: Actor, at: datetime
) -> list[tuple[File, files.Stored]]:
    """Annexes in PDF files of their own, each signed by the agency with number and time."""
    subject = subject_of(letter)
    done = {record.sha256_after for record in signatures.records_of([subject])[subject]}
    made = []
    for file in stored.files_of([subject])[subject]:
        if file.use != Use.ATTACHMENT or file.blob.kind != "pdf" or file.blob.sha256 in done:
            continue
        signed = signing.sign(
            actor=actor, at=at, pdf=_read(file), key_id=seal.key_id, pin=seal.pin,
            field=FieldKind.ANNEX, content=signing.AnnexLines(letter.code), subject=subject,
            title=file.name, reason="Phụ lục kèm theo",
        )  # fmt: skip
        kept = files.store(
            stream=io.BytesIO(signed.pdf), name=file.name, use=Use.ATTACHMENT, actor=actor, at=at
        )
        made.append((file, kept))
    return made


def _read(file: File) -> bytes:
    with stored.open_file(file) as stream:
        content: bytes = stream.read()
    return content
