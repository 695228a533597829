"""Electronic copies: the letter's own PDF with the agency's signature of a copy (NĐ 30/2020, Điều 25
and Phụ lục I): form of the copy, the agency, the time, top right on its first page."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pikepdf

from congvu.core.files import actions as files
from congvu.core.files import queries as stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import queries as organisation
from congvu.office.documents.actions.outgoing.copies import demand_copy, make_copy
from congvu.office.documents.actions.outgoing.digital import Seal
from congvu.office.documents.models import Copy
from congvu.office.signing import actions as signing
from congvu.office.signing.choices import CopyForm, FieldKind

if TYPE_CHECKING:
    from congvu.core.files.models import File

FORMS = {"sao_y": CopyForm.SAO_Y, "sao_luc": CopyForm.SAO_LUC, "trich_sao": CopyForm.TRICH_SAO}
_RANGE = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")


def certify(
    *, actor: Actor, at: datetime, kind: str, subject: Subject, seal: Seal | None,
    pages: str = "", **line: Any,
) -> Copy:  # fmt: skip
    """Sao văn bản: on paper without a key, else as a signed PDF; never inside a transaction.

    :param seal: the agency's key and its PIN; None makes the register's line alone
    :param pages: which pages an extract takes, as ``1-2, 5``
    :param line: ``signer_name``, ``recipients``, ``copies`` as :func:`make_copy` takes them
    :raises NotAllowed, NotFound, WrongState, SecretContent: as :func:`make_copy`
    :raises WrongState: there is no PDF to copy
    :raises Invalid: an extract without pages, or pages that the letter does not have
    :raises WrongPin, KeyLocked, CertificateRefused, PdfRefused, SignerAway, SignatureRefused: of
        key and file; nothing is registered then
    """
    paper = None
    if seal is not None:
        paper = copied(actor=actor, at=at, kind=kind, subject=subject, seal=seal, pages=pages)
    return make_copy(actor=actor, at=at, kind=kind, subject=subject, paper=paper, **line)


def copied(
    *, actor: Actor, at: datetime, kind: str, subject: Subject, seal: Seal, pages: str = ""
) -> files.Stored:
    """The signed copy in the store, not yet in the register; raises as :func:`certify`."""
    demand_copy(actor, subject)
    form = FORMS.get(kind)
    if form is None:
        raise Invalid(
            "Hình thức sao không có trong danh mục. Hãy chọn sao y, sao lục hoặc trích sao."
        )
    original = main_pdf(subject)
    if original is None:
        raise WrongState(
            "Văn bản không có tệp PDF nên chưa lập được bản sao điện tử. Hãy bổ sung bản PDF, "
            "hoặc lập bản sao giấy."
        )
    with stored.open_file(original) as stream:
        pdf: bytes = stream.read()
    if form == CopyForm.TRICH_SAO:
        pdf = extract(pdf, pages)
    agency = organisation.agency(actor.agency_id or 0)
    signed = signing.sign(
        actor=actor, at=at, pdf=pdf, key_id=seal.key_id, pin=seal.pin, field=FieldKind.COPY,
        content=signing.CopyLines(form, agency.name), subject=subject, title=original.name,
        reason=str(form.label),
    )  # fmt: skip
    return files.store(
        stream=io.BytesIO(signed.pdf), name=f"ban-sao-{original.name}", use=Use.MAIN, actor=actor,
        at=at,
    )  # fmt: skip


def main_pdf(subject: Subject) -> File | None:
    """The standing main file, when it is a PDF."""
    standing = stored.files_of([subject])[subject]
    return next((f for f in standing if f.use == Use.MAIN and f.blob.kind == "pdf"), None)


def extract(pdf: bytes, pages: str) -> bytes:
    """Some pages as a document of its own; what signatures show stays on the paper as a picture.

    :raises Invalid: no pages were named, or some that are not there
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as source:
            wanted = _wanted(pages, len(source.pages))
            source.flatten_annotations(mode="all")
            out = io.BytesIO()
            with pikepdf.new() as made:
                for number in wanted:
                    made.pages.append(source.pages[number - 1])
                made.save(out)
    except pikepdf.PdfError as error:
        raise WrongState(
            "Tệp PDF của văn bản bị khóa hoặc hỏng nên không trích được. Hãy lập bản sao giấy."
        ) from error
    return out.getvalue()


def _wanted(pages: str, last: int) -> list[int]:
    found: list[int] = []
    for part in filter(None, (one.strip() for one in pages.split(","))):
        match = _RANGE.fullmatch(part)
        first = int(match[1]) if match else 0
        until = int(match[2] or match[1]) if match else 0
        if not 1 <= first <= until <= last:
            raise _wrong(f"Trang “{part[:20]}” không có trong văn bản (văn bản có {last} trang).")
        found += range(first, until + 1)
    if not found:
        raise _wrong("Hãy ghi các trang được trích, ví dụ 1-2, 5.")
    return list(dict.fromkeys(found))


def _wrong(words: str) -> Invalid:
    return Invalid(words, fields={"pages": [words]})
