"""Stamping a PDF that was made elsewhere: number and date of issue, top right of the first page.

Source: NĐ 30/2020/NĐ-CP, Phụ lục I, for what is signed in a file of its own: Times New Roman,
upright, 10, black.
"""

from __future__ import annotations

import io
from datetime import date

import pikepdf

from congvu.core.kernel.dates import date_in_words
from congvu.core.kernel.errors import Invalid
from congvu.office.documents.letterhead.engine import compile_pdf


def stamp_number(pdf: bytes, *, code: str, day: date) -> bytes:
    """The PDF with ``Số: …`` and the date over the top right corner of its first page.

    :raises Invalid: the file cannot be read as a PDF
    """
    lines = [f"Số: {code}", date_in_words(day).capitalize()]
    return overlay(pdf, compile_pdf("corner.typ", {"lines": lines}, day=day), width=200, height=34)


def overlay(pdf: bytes, mark: bytes, *, width: float, height: float, margin: float = 20) -> bytes:
    """Lay the first page of ``mark`` over the top right corner of the first page of ``pdf``.

    Sizes in points. What was on the page stays as it is.

    :raises Invalid: the file cannot be read as a PDF
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(mark)) as stamp:
            page = document.pages[0]
            box = [float(edge) for edge in page.mediabox]
            area = pikepdf.Rectangle(
                box[2] - margin - width, box[3] - margin - height, box[2] - margin, box[3] - margin
            )
            page.add_overlay(stamp.pages[0], area)
            out = io.BytesIO()
            document.save(out, deterministic_id=True)
            return out.getvalue()
    except (pikepdf.PdfError, IndexError) as error:
        raise Invalid("Tệp PDF không đọc được nên không đóng số được. Hãy tải bản khác.") from error
