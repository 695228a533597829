"""The PDF of an outgoing letter of the database: preview of a draft, final with number and date."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pypdfium2

from congvu.core.files import queries as files
from congvu.core.files.choices import Use
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import queries as organisation
from congvu.core.organisation.choices import Role
from congvu.office.documents.choices import OUTGOING_KIND, Purpose
from congvu.office.documents.letterhead.engine import compile_pages, compile_pdf
from congvu.office.documents.letterhead.layout import Head, Text, template_data
from congvu.office.documents.letterhead.stamp import stamp_number
from congvu.office.documents.models import Outgoing

if TYPE_CHECKING:
    from congvu.core.files.models import File


def preview_pdf(letter: Outgoing) -> bytes:
    """The letter as it would print now, without number and date where it has none.

    :raises Invalid: written in an uploaded file, which is its own preview
    """
    if not letter.body:
        raise Invalid("Dự thảo là tệp tải lên. Hãy mở tệp để xem.")
    return compile_pdf("letter.typ", data_of(letter), day=_day(letter))


def preview_pages(letter: Outgoing) -> list[bytes]:
    """The same as PNG pictures, one a page; empty when it is written in an uploaded file."""
    return compile_pages("letter.typ", data_of(letter)) if letter.body else []


def final_pdf(letter: Outgoing) -> bytes | None:
    """The letter to be issued: laid out from its text, or the uploaded PDF stamped with its number.

    None when there is no PDF to stamp, which ``number`` refuses before a number is given; only
    letters that were numbered before it did so are still finished without one.
    """
    if letter.body:
        return preview_pdf(letter)
    draft = uploaded(letter)
    if draft is None:
        raise Invalid("Văn bản chưa có nội dung. Hãy trả lại dự thảo để bổ sung.")
    if draft.blob.kind != "pdf":
        return None
    with files.open_file(draft) as stream:
        return stamp_number(stream.read(), code=letter.code, day=_day(letter))


def uploaded(letter: Outgoing) -> File | None:
    """The uploaded file that goes out: what the clerk attached for it, else the draft."""
    subject = Subject(OUTGOING_KIND, letter.pk)
    standing = {file.use: file for file in reversed(files.files_of([subject])[subject])}
    return standing.get(Use.MAIN) or standing.get(Use.DRAFT)


def needs_final(letter: Outgoing) -> bool:
    """Whether a PDF must be brought before number and date can be written on it."""
    if letter.body:
        return False
    file = uploaded(letter)
    return file is not None and file.blob.kind != "pdf"


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return len(document)
    finally:
        document.close()


def data_of(letter: Outgoing) -> dict[str, object]:
    """The template data of a letter; three small queries."""
    return template_data(_head(letter), _text(letter))


def _day(letter: Outgoing) -> date:
    return letter.issued_on or local_date(letter.created_at)


def _head(letter: Outgoing) -> Head:
    agency = organisation.agency(letter.agency_id)
    chief = organisation.posts_of(letter.agency_id).filter(role=Role.LEADER).first()
    return Head(
        name=agency.name,
        notation=letter.body_mark or agency.notation,
        parent_name=agency.parent.name if agency.parent else "",
        place=agency.place,
        address=agency.address,
        email=agency.email,
        phone=agency.phone,
        website=agency.website,
        body_name=letter.body_name,
        head_title=chief.title if chief else "",
    )


def _text(letter: Outgoing) -> Text:
    kind = kind_by_code(letter.kind, _day(letter))
    if kind is None:
        raise Invalid("Loại văn bản không còn trong danh mục. Hãy chọn lại loại văn bản.")
    recipients = letter.recipients.all()
    return Text(
        kind=kind,
        subject=letter.subject,
        code=letter.code,
        day=letter.issued_on,
        unit_notation=letter.unit.notation,
        addressees=[line for line in letter.addressees.splitlines() if line.strip()],
        bases=[line for line in letter.bases.splitlines() if line.strip()],
        body=letter.body,
        details=letter.details,
        places=[place.name for place in recipients],
        to_know=[one.name for one in recipients if one.purpose == Purpose.INFORM],
        kept_at=letter.kept_at,
        signing_lines=letter.signing_lines.splitlines(),
        signer_name=letter.signer_name,
        urgency=letter.urgency,
    )
