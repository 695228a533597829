"""From the content of a form to its PDF: letterhead, place and day, QR of the code."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import qrcode
from django.conf import settings

from congvu.core.kernel.dates import date_in_words
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.prints.numbering import TITLES, official_name
from congvu.office.documents.letterhead.engine import compile_pdf

SHEETS = Path(__file__).resolve().parent / "sheets"
Fact = tuple[str, str]


@dataclass(frozen=True)
class Content:
    """What one form says; everything a plain text."""

    facts: list[Fact] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    items_label: str = ""
    items: list[str] = field(default_factory=list)
    columns: list[tuple[str, float]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: str = ""
    left_hint: str = ""
    left_name: str = ""
    right: str = ""
    right_hint: str = ""
    right_name: str = ""
    subtitle: str = ""
    with_qr: bool = False


def printed(dossier: Dossier, number: int, content: Content, day: date) -> bytes:
    """The same bytes for the same dossier and form."""
    return compile_pdf("form.typ", data_of(dossier, number, content, day), day=day, folder=SHEETS)


def data_of(dossier: Dossier, number: int, content: Content, day: date) -> dict[str, object]:
    """What the sheet is given, apart from the compiler, so that tests can look at it."""
    agency = dossier.agency
    parent = agency.parent.name if agency.parent else ""
    asked = asdict(content)
    return asked | {
        "title": TITLES[number].upper(),
        "form": official_name(number, day),
        "parent": [parent.upper()] if parent else [],
        "agency": [agency.name.upper()],
        "number": "",
        "place": date_in_words(day, agency.place) if agency.place else date_in_words(day),
        "code": dossier.code,
        "qr": qr_svg(lookup_address(dossier.code)) if content.with_qr else "",
        "facts": [
            {"label": label, "text": text, "weight": "bold" if label == "Mã hồ sơ" else "regular"}
            for label, text in content.facts
            if text
        ],
        "columns": [{"label": label, "share": share} for label, share in content.columns],
    }


def lookup_address(code: str) -> str:
    """Where the QR of a receipt leads: the public look-up with the code filled in, no digits."""
    return f"{settings.BASE_URL}/tra-cuu-ho-so/?ma={code}"


def qr_svg(text: str) -> str:
    """A QR code as SVG with one path; error correction M."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    out = io.StringIO()
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                out.write(f"M{x} {y}h1v1h-1z")
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#000" d="{out.getvalue()}"/></svg>'
    )
