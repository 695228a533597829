"""The paper of a result that is signed by keys: drawn from its text, with blanks for number and
date that the seal fills, and the QR of its verification page."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from congvu.counter.dossiers.models import Dossier, Result
from congvu.counter.dossiers.prints.sheet import SHEETS, qr_svg
from congvu.office.documents.letterhead.engine import compile_pdf

SPACE = "\u00a0"


def result_pdf(dossier: Dossier, result: Result, *, signer: str, title: str, day: date) -> bytes:
    """The result as PDF/A-2b, for a person to sign over their name.

    :param title: the post of the signer, above the place of the signature
    """
    return compile_pdf(
        "result.typ", data_of(dossier, result, signer=signer, title=title, day=day), day=day,
        folder=SHEETS,
    )  # fmt: skip


def data_of(
    dossier: Dossier, result: Result, *, signer: str, title: str, day: date
) -> dict[str, object]:
    """What the sheet is given; the place of the day stays blank, as that of the number."""
    agency = dossier.agency
    notation = "-".join(filter(None, (result.notation, agency.notation)))
    place = f"{agency.place}, " if agency.place else ""
    address = verification_address(result.key)
    return {
        "title": result.heading.upper(),
        "parent": [agency.parent.name.upper()] if agency.parent else [],
        "agency": [agency.name.upper()],
        "number": f"Số:{SPACE * 10}/{notation}",
        "place": f"{place}ngày{SPACE * 6}tháng{SPACE * 6}năm {day.year}",
        "paragraphs": [line.strip() for line in result.body.splitlines() if line.strip()],
        "signer_title": title.upper(),
        "signer": signer,
        "code": dossier.code,
        "address": address,
        "qr": qr_svg(address),
    }


def verification_address(key: str) -> str:
    return f"{settings.BASE_URL}/ket-qua/{key}/"


def file_name(code: str) -> str:
    """``ket-qua-H02.15-261123-0001.pdf``."""
    return f"ket-qua-{code}.pdf"
