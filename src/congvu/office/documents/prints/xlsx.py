"""A book as an Excel sheet, written row by row to a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

import xlsxwriter

from congvu.office.documents.prints.books import Book, Row

HEAD_ROWS = 7
"""Lines above the table: up to four of heading, a blank one, labels, column numbers."""

WIDTH_OF_SHARE = 1.15


def write_xlsx(book: Book, *, heading: list[str], rows: Iterable[Row]) -> BinaryIO:
    """An open temporary file at its beginning, which vanishes when closed.

    Text stays text: nothing a person typed becomes a formula or a link.

    :param heading: up to four lines above the table: agency, title, register, span
    """
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - handed to the caller
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as workbook:
        _write(workbook, book, heading, rows)
    file.seek(0)
    return file


def _write(
    workbook: xlsxwriter.Workbook, book: Book, heading: list[str], rows: Iterable[Row]
) -> None:
    sheet = workbook.add_worksheet("Sổ")
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    framed = base | {"border": 1, "text_wrap": True}
    plain = {align: workbook.add_format(framed | {"align": align}) for align in ("left", "center")}
    dated = workbook.add_format(framed | {"num_format": "dd/mm/yyyy", "align": "center"})
    head = workbook.add_format(framed | {"bold": True, "align": "center", "valign": "vcenter"})
    title = workbook.add_format(base | {"bold": True, "font_size": 14, "align": "center"})
    _page(sheet, book)
    last = len(book.columns) - 1
    for line, text in enumerate(heading):
        sheet.merge_range(line, 0, line, last, text, title)
    for index, column in enumerate(book.columns):
        sheet.set_column(index, index, column.share * WIDTH_OF_SHARE)
        sheet.write_string(HEAD_ROWS - 2, index, column.label, head)
    for index in range(len(book.columns)):
        sheet.write_string(HEAD_ROWS - 1, index, f"({index + 1})", head)
    for line, row in enumerate(rows, start=HEAD_ROWS):
        for index, cell in enumerate(row):
            form = plain[book.columns[index].align]
            if isinstance(cell, date):
                sheet.write_datetime(line, index, cell, dated)
            elif isinstance(cell, int):
                sheet.write_number(line, index, cell, form)
            else:
                sheet.write_string(line, index, cell or "", form)


def _page(sheet: xlsxwriter.worksheet.Worksheet, book: Book) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(HEAD_ROWS - 2, HEAD_ROWS - 1)
    sheet.freeze_panes(HEAD_ROWS, 0)
    sheet.set_footer("&C&P/&N")
