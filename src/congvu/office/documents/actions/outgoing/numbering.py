"""Number and date: reserve → render → sign → confirm, with no lock held while anything waits.

``number`` reserves in one short transaction, makes the final PDF outside any, and seals in a second
short one. What fails in between keeps the number; a job tries again. A refused signature gives the
number back, and it is given out again before any new one (NĐ 30/2020/NĐ-CP, Điều 15).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files import queries as reading_files
from congvu.core.files.choices import Use
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.kernel.errors import DomainError, Invalid, WrongState
from congvu.core.kernel.notation import make_notation
from congvu.core.organisation import queries as organisation
from congvu.core.organisation.choices import CodeScheme
from congvu.office.documents import finishing
from congvu.office.documents.actions import registers
from congvu.office.documents.actions.outgoing import digital, notices
from congvu.office.documents.actions.outgoing.digital import Seal
from congvu.office.documents.actions.outgoing.reviewing import drop_main, unsign
from congvu.office.documents.actions.outgoing.signed import signed_by_person
from congvu.office.documents.actions.outgoing.steps import judge, move, subject_of, take, told
from congvu.office.documents.choices import OUTGOING, Direction, OutgoingState
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.errors import FinalNeeded, SignatureAwaited, SignatureRefused
from congvu.office.documents.letterhead.letter import final_pdf, needs_final
from congvu.office.documents.models import Number, Outgoing
from congvu.office.documents.queries.registers import number_of
from congvu.office.signing import actions as signing
from congvu.office.signing import queries as signatures

if TYPE_CHECKING:
    from congvu.core.files.models import File

logger = logging.getLogger(__name__)

RETRY_AFTER = timedelta(minutes=1)
"""The job that finishes what the asking process did not: it may have been killed."""


def number(
    *,
    actor: Actor,
    at: datetime,
    outgoing_id: int,
    version: int,
    held_id: int | None = None,
    seal: Seal | None = None,
) -> Outgoing:
    """Cấp số, ngày: give the letter its number and the day of ``at``, make and attach its PDF/A.

    The number is safe once the first transaction commits. If the PDF or a signing step then fails,
    the letter stays ``approved`` with its number and ``numbering_error``; a job tries again, and so
    may the clerk by calling this again.

    :param held_id: a held number (giữ số) to use instead of the next one
    :param seal: the agency's key; needed when the person signed digitally
    :returns: the letter, ``numbered``, or still ``approved`` when finishing failed for now
    :raises SignatureRefused: the signer said no; the number was given back
    :raises RegisterClosed: the register of the year is closed
    """
    reserve(actor=actor, at=at, outgoing_id=outgoing_id, version=version, held_id=held_id)
    return complete(actor=actor, at=at, outgoing_id=outgoing_id, seal=seal)


def complete(*, actor: Actor, at: datetime, outgoing_id: int, seal: Seal | None = None) -> Outgoing:
    """The second half of :func:`number`: call it when the transaction of ``reserve`` has ended.

    :raises SignatureRefused: the signer said no; the number was given back
    """
    try:
        return finish_numbering(actor=actor, at=at, outgoing_id=outgoing_id, seal=seal)
    except SignatureRefused:
        raise
    except DomainError:  # its sentence stands on the letter now
        return Outgoing.objects.get(pk=outgoing_id)
    except Exception:
        logger.exception("finishing.failed", extra={"outgoing_id": outgoing_id})
        return Outgoing.objects.get(pk=outgoing_id)


@action("documents.outgoing.number")
def reserve(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, held_id: int | None = None
) -> Outgoing:
    """The first half of :func:`number`: the short transaction that gives the number.

    :raises FinalNeeded: the uploaded draft is no PDF and none was attached

    A letter that has one keeps it. A caller whose own transaction is still open must not sign in
    it; it calls :func:`complete` after that.
    """
    letter = take(actor, outgoing_id, version, "number")
    OUTGOING.target("number", letter.state)
    if letter.number is None:
        if needs_final(letter):
            raise FinalNeeded
        if signatures.waiting_for(subject_of(letter)) is not None:
            raise SignatureAwaited
        given = registers.allocate(
            actor=actor,
            at=at,
            agency_id=letter.agency_id,
            direction=Direction.OUT,
            series=letter.series,
            subject=subject_of(letter),
            held_id=held_id,
        )
        write_number(letter, given)
    letter.version += 1
    letter.save()
    told(letter, changes={"number": letter.code, "issued_on": letter.issued_on})
    enqueue(
        "documents.finish_numbering",
        key=f"{letter.pk}:{letter.version}",
        args={"outgoing_id": letter.pk},
        run_after=at + RETRY_AFTER,
    )
    return letter


def write_number(letter: Outgoing, given: Number) -> None:
    """Copy number, day, code and exchange id onto the letter; the caller saves."""
    letter.register, letter.number, letter.issued_on = given.register, given.value, given.dated
    letter.code = code_of(letter)
    letter.code_key = code_key(letter.code)
    letter.document_uid = document_uid(letter)


def code_of(letter: Outgoing) -> str:
    """Số, ký hiệu by C.1: ``15/QĐ-UBND``, công văn ``12/UBND-VX``, QPPL ``05/2026/QĐ-UBND``.

    :raises Invalid: the agency has no notation
    """
    assert letter.number is not None and letter.issued_on is not None
    kind = kind_by_code(letter.kind, letter.issued_on)
    agency = letter.body_mark or letter.agency.notation
    if kind is None or not agency:
        raise Invalid(
            "Cơ quan chưa có ký hiệu nên chưa cấp được số. Hãy đề nghị quản trị bổ sung ký hiệu.",
            fields={"notation": ["Cơ quan chưa có ký hiệu."]},
        )
    year = letter.issued_on.year if kind.group == "legal" else None
    return str(make_notation(letter.number, kind, agency, unit=letter.unit.notation, year=year))


def document_uid(letter: Outgoing) -> str:
    """The id of the letter in exchanges: ``code,yyyy/MM/dd,number/notation`` (QCVN 102)."""
    assert letter.issued_on is not None
    codes = (
        organisation.code_of(letter.agency_id, on=letter.issued_on, scheme=scheme)
        for scheme in (CodeScheme.QD20, CodeScheme.QCVN102)
    )
    owner = next((code for code in codes if code), f"A{letter.agency_id}")
    return f"{owner},{letter.issued_on:%Y/%m/%d},{letter.code}"


def finish_numbering(
    *, actor: Actor, at: datetime, outgoing_id: int, seal: Seal | None = None
) -> Outgoing:
    """Render, sign, attach, confirm; finished before, or given back meanwhile, is no error.

    Safe to run twice and at the same time: the seal is one transaction that the first one wins.

    :raises SignatureRefused: after the number was given back
    """
    letter = Outgoing.objects.select_related("agency", "unit").get(pk=outgoing_id)
    if letter.state != OutgoingState.APPROVED or letter.number is None:
        return letter
    try:
        stored = _final(letter, actor, at, seal)
        annexes = digital.annexes(letter, seal, actor=actor, at=at) if seal else []
    except SignatureRefused as refusal:
        machine = _machine(letter, actor)
        _give_back(actor=machine, at=at, outgoing_id=outgoing_id, reason=refusal.message)
        raise
    except Exception as failure:
        message = failure.message if isinstance(failure, DomainError) else _FAILED
        waiting = Outgoing.objects.filter(pk=outgoing_id, state=OutgoingState.APPROVED)
        waiting.update(numbering_error=message[:500])
        raise
    return _seal(
        actor=_machine(letter, actor),
        at=at,
        outgoing_id=outgoing_id,
        code=letter.code,
        stored=stored,
        annexes=annexes,
    )


def _machine(letter: Outgoing, actor: Actor) -> Actor:
    """Sealing follows from the number that a person gave; the system does it, at once or later."""
    return replace(
        system_actor(actor.channel), agency_id=letter.agency_id, request_id=actor.request_id
    )


_FAILED = "Chưa tạo được bản phát hành. Số vẫn được giữ; hệ thống sẽ tự thử lại sau ít phút."


def _final(letter: Outgoing, actor: Actor, at: datetime, seal: Seal | None) -> files.Stored | None:
    """The final PDF in the store; None when the draft is a file that cannot be stamped.

    What a person signed digitally is only added to: number, date and seal as signatures.
    """
    signed = signed_by_person(letter)
    if signed is not None:
        pdf: bytes | None = digital.seal(letter, signed, seal, actor=actor, at=at)
    else:
        pdf = final_pdf(letter)
        if pdf is not None:
            pdf = finishing.finish(letter, pdf)
        if pdf is not None and seal is not None:
            pdf = digital.seal_only(letter, pdf, seal, actor=actor, at=at)
    if pdf is None:
        return None
    name = f"{letter.code.replace('/', '-')}.pdf"
    return files.store(stream=io.BytesIO(pdf), name=name, use=Use.MAIN, actor=actor, at=at)


@action("documents.outgoing.seal")
def _seal(
    *,
    actor: Actor,
    at: datetime,
    outgoing_id: int,
    code: str,
    stored: files.Stored | None,
    annexes: Sequence[tuple[File, files.Stored]] = (),
) -> Outgoing:
    """The second short transaction: the file, the number and the state become final together."""
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("agency", "unit")
    letter = rows.get(pk=outgoing_id)
    if letter.state == OutgoingState.APPROVED and letter.code == code:
        given = number_of(subject_of(letter))
        if given is None:
            raise WrongState
        registers.confirm(actor=actor, at=at, number=given)
        _attach_main(letter, stored, actor, at)
        _attach_annexes(letter, annexes, actor, at)
        if signatures.records_of([subject_of(letter)])[subject_of(letter)]:
            signing.validate_later(subject_of(letter))
        move(letter, "number")
        letter.numbering_error = ""
        letter.pages = letter.pages or (stored.pages if stored else None)
        letter.save()
        notices.waits(letter, actor=actor, at=at)
    told(letter, changes={"number": letter.code})
    return letter


def _attach_main(letter: Outgoing, stored: files.Stored | None, actor: Actor, at: datetime) -> None:
    subject = subject_of(letter)
    standing = reading_files.files_of([subject])[subject]
    earlier = next((f for f in standing if f.use == Use.MAIN), None)
    source = stored or next((f for f in standing if f.use == Use.DRAFT), None)
    if source is None:
        raise WrongState("Văn bản chưa có nội dung. Hãy trả lại dự thảo để bổ sung.")
    files.attach(
        source=source, subject=subject, use=Use.MAIN, replaces=earlier, actor=actor, at=at,
        agency_id=letter.agency_id,
    )  # fmt: skip


def _attach_annexes(
    letter: Outgoing, annexes: Sequence[tuple[File, files.Stored]], actor: Actor, at: datetime
) -> None:
    for earlier, signed in annexes:
        files.attach(
            source=signed, subject=subject_of(letter), use=Use.ATTACHMENT, replaces=earlier,
            actor=actor, at=at, agency_id=letter.agency_id,
        )  # fmt: skip


def refuse_number(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, reason: str
) -> Outgoing:
    """Từ chối ban hành: the letter goes back to its drafter and its number to the register.

    :param reason: stands in the register until the number is given out again
    :raises WrongState: no number yet (use ``return_draft``), or issued already
    """
    return _give_back(actor=actor, at=at, outgoing_id=outgoing_id, reason=reason, version=version)


@action("documents.outgoing.refuse_number")
def _give_back(
    *, actor: Actor, at: datetime, outgoing_id: int, reason: str, version: int | None = None
) -> Outgoing:
    letter = take(actor, outgoing_id, version, "refuse_number")
    given = number_of(subject_of(letter))
    if given is None:
        raise WrongState("Văn bản chưa có số. Hãy dùng “Trả lại” để trả dự thảo.")
    before, code = letter.state, letter.code
    move(letter, "refuse_number")
    registers.release(actor=actor, at=at, number=given, reason=reason, unissued=True)
    letter.register, letter.number, letter.issued_on = None, None, None
    letter.code = letter.code_key = letter.document_uid = letter.numbering_error = ""
    unsign(letter)
    letter.save()
    drop_main(letter, actor=actor, at=at)
    judge(letter, stage=before, verb="refuse_number", remark=reason, actor=actor, at=at)
    told(letter, before=before, changes={"number": [code, ""], "reason": reason})
    notices.came_back(letter, reason, actor=actor, at=at)
    return letter


_MADE_HERE = (
    "Văn bản này được hệ thống tạo bản PDF khi cấp số. Hãy cấp số trước, rồi thay bản phát hành "
    "nếu cần."
)


@action("documents.outgoing.attach_final")
def attach_final(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, file: files.Stored
) -> Outgoing:
    """Đính kèm, thay bản phát hành: the PDF that goes out.

    Before the number: the PDF made of an uploaded Word draft, which then gets number and date.
    After it: the signed scan in place of the main file.

    :param file: what ``store_draft(use=Use.MAIN)`` gave back
    :raises Invalid: no PDF
    :raises WrongState: written here and not numbered yet, not signed, or issued already
    """
    letter = take(actor, outgoing_id, version, "attach_final")
    OUTGOING.target("attach_final", letter.state)
    if letter.state == OutgoingState.APPROVED and (letter.body or letter.number is not None):
        raise WrongState(_MADE_HERE)
    if file.kind != "pdf":
        raise Invalid(
            "Bản phát hành phải là tệp PDF. Hãy xuất văn bản ra PDF hoặc quét thành PDF rồi tải "
            "lên lại.",
            fields={"final": ["Chỉ nhận tệp PDF."]},
        )
    _attach_main(letter, file, actor, at)
    signing.validate_later(subject_of(letter))
    letter.version += 1
    letter.pages = file.pages or letter.pages
    letter.save(update_fields=["version", "pages"])
    told(letter, changes={"sha256": file.sha256})
    return letter
