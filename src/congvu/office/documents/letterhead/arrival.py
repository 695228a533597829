"""Dấu ĐẾN laid on a copy of an incoming PDF, where its first page is blank.

Source: NĐ 30/2020/NĐ-CP, Điều 22 and Phụ lục IV: under number and notation, under the subject of a
công văn, or under place and date. The stored original is never touched, for that would break its
signatures.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import pikepdf
import pypdfium2

from congvu.core.kernel.dates import format_date
from congvu.core.kernel.errors import Invalid
from congvu.office.documents.letterhead.engine import compile_pdf

MM = 72 / 25.4
WIDE, HIGH = 50.0, 35.0
"""The stamp, mm."""

PLACES = tuple(
    (left, float(top))
    for tops in (range(46, 84, 4), range(84, 258, 6))
    for left in (30.0, 140.0)
    for top in tops
)
"""Left and top of where the stamp may stand, mm: under number or date first, then further down."""

DARK = 200
"""A pixel below this grey counts as printed."""

SCALE = 0.5
"""Pixels per point when looking for a blank place."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the stamp says."""

    agency: str
    number: str
    day: date
    to: str = ""
    record: str = ""


def stamp_arrival(pdf: bytes, arrival: Arrival) -> bytes:
    """A copy of the PDF with the stamp on its first page.

    :raises Invalid: the file cannot be read as a PDF
    """
    mark = compile_pdf(
        "arrival.typ",
        {
            "agency": arrival.agency.upper(),
            "size": 8.5 if len(arrival.agency) <= 26 else 6.5,
            "number": arrival.number,
            "day": format_date(arrival.day),
            "to": _fitting(arrival.to, 24),
            "record": _fitting(arrival.record, 10),
        },
        day=arrival.day,
        tagged=False,
    )
    try:
        left, top = _blank_place(pdf)
        return _overlay(pdf, mark, left, top)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, IndexError) as error:
        raise Invalid("Tệp PDF không đọc được nên không đóng dấu đến được.") from error


def _fitting(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _blank_place(pdf: bytes) -> tuple[float, float]:
    """The first blank place; where none is blank, the one with the least on it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        picture = document[0].render(scale=SCALE, grayscale=True).to_pil()
    finally:
        document.close()
    best, least = PLACES[0], picture.width * picture.height
    for left, top in PLACES:
        edges = [round(mm * MM * SCALE) for mm in (left, top, left + WIDE, top + HIGH)]
        if edges[2] > picture.width or edges[3] > picture.height:
            continue
        area = picture.crop((edges[0], edges[1], edges[2], edges[3]))
        ink = sum(area.histogram()[:DARK])
        if ink < least:
            best, least = (left, top), ink
        if not ink:
            break
    return best


def _overlay(pdf: bytes, mark: bytes, left: float, top: float) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(mark)) as stamp:
        page = document.pages[0]
        box = [float(edge) for edge in page.mediabox]
        x, y = box[0] + left * MM, box[3] - top * MM
        page.add_overlay(stamp.pages[0], pikepdf.Rectangle(x, y - HIGH * MM, x + WIDE * MM, y))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()
