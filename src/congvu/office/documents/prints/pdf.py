"""A book as a PDF, A4 landscape, with the head of the table on every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from congvu.core.kernel.dates import format_date
from congvu.office.documents.letterhead.engine import compile_pdf
from congvu.office.documents.prints.books import Book, Cell, Row


def write_pdf(
    book: Book,
    *,
    parent: list[str],
    agency: list[str],
    heading: list[str],
    foot: str,
    rows: Iterable[Row],
    day: date,
) -> bytes:
    """The book as PDF/A.

    :param heading: title, then the span
    :param foot: how many lines, who printed it and when
    """
    data = {
        "title": heading[0],
        "notes": heading[1:],
        "parent": parent,
        "agency": agency,
        "foot": foot,
        "columns": [{"label": c.label, "share": c.share, "align": c.align} for c in book.columns],
        "rows": [[_shown(cell) for cell in row] for row in rows],
    }
    return compile_pdf("register.typ", data, day=day, tagged=False)


def _shown(cell: Cell) -> str:
    if isinstance(cell, date):
        return format_date(cell)
    return "" if cell is None else str(cell)
