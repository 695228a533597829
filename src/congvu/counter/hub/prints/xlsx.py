"""The report as an Excel sheet; text stays text."""

from __future__ import annotations

import tempfile
from typing import BinaryIO

import xlsxwriter

from congvu.counter.hub.prints.columns import HEADS, SHARE, cells, rows
from congvu.counter.hub.prints.pdf import subtitle
from congvu.counter.hub.queries import Report, Sheet

TOP = 4
"""Rows above the figures: title, span, two of heads."""


def write_xlsx(report: Report) -> BinaryIO:
    """An open temporary file at its beginning, which vanishes when closed."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - handed to the caller
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _write(book, report)
    file.seek(0)
    return file


def _write(book: xlsxwriter.Workbook, report: Report) -> None:
    sheet = book.add_worksheet("Tổng hợp")
    base = {"font_name": "Times New Roman", "font_size": 11}
    framed = base | {"border": 1}
    head = book.add_format(framed | {"bold": True, "align": "center", "valign": "vcenter",
                                     "text_wrap": True})  # fmt: skip
    title = book.add_format(base | {"bold": True, "font_size": 14, "align": "center"})
    plain = {bold: book.add_format(framed | {"bold": bold}) for bold in (False, True)}
    counted = {bold: book.add_format(framed | {"bold": bold, "num_format": "#,##0"})
               for bold in (False, True)}  # fmt: skip
    shared = {bold: book.add_format(framed | {"bold": bold, "num_format": "0.00"})
              for bold in (False, True)}  # fmt: skip
    last = 2 + sum(len(names) for _, names in HEADS)
    sheet.merge_range(0, 0, 0, last, "TỔNG HỢP TÌNH HÌNH GIẢI QUYẾT HỒ SƠ MỘT CỬA", title)
    sheet.merge_range(1, 0, 1, last, f"Kỳ: {report.span.label}", title)
    _heads(sheet, head, last)
    for place, (number, line, bold) in enumerate(rows(report), start=TOP):
        sheet.write_string(place, 0, number, plain[bold])
        sheet.write_string(place, 1, line.name, plain[bold])
        for column, value in enumerate(cells(line), start=2):
            sheet.write_number(place, column, value, counted[bold])
        if line.share is None:
            sheet.write_string(place, last, "–", plain[bold])
        else:
            sheet.write_number(place, last, round(line.share, 2), shared[bold])
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 34)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP - 2, TOP - 1)
    sheet.freeze_panes(TOP, 2)


def _heads(sheet: xlsxwriter.worksheet.Worksheet, form: object, last: int) -> None:
    for column, text in ((0, "TT"), (1, "Đơn vị"), (last, SHARE)):
        sheet.merge_range(TOP - 2, column, TOP - 1, column, text, form)
    column = 2
    for label, names in HEADS:
        sheet.merge_range(TOP - 2, column, TOP - 2, column + len(names) - 1, label, form)
        for place, name in enumerate(names):
            sheet.write_string(TOP - 1, column + place, name, form)
        column += len(names)


def write_sheet_xlsx(sheet: Sheet) -> BinaryIO:
    """The statutory sheet, as :func:`write_xlsx`."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - handed to the caller
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _write_sheet(book, sheet)
    file.seek(0)
    return file


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet("II.06")
    base = {"font_name": "Times New Roman", "font_size": 11}
    framed = base | {"border": 1}
    head = book.add_format(framed | {"bold": True, "align": "center", "valign": "vcenter",
                                     "text_wrap": True})  # fmt: skip
    title = book.add_format(base | {"bold": True, "font_size": 14, "align": "center"})
    plain = {bold: book.add_format(framed | {"bold": bold}) for bold in (False, True)}
    counted = {bold: book.add_format(framed | {"bold": bold, "num_format": "#,##0"})
               for bold in (False, True)}  # fmt: skip
    form, small = sheet.form, book.add_format(base)
    last = 1 + len(form.columns)
    page.write_string(0, 0, f"{form.label} ({form.basis})", small)
    page.merge_range(1, 0, 1, last, form.title, title)
    page.merge_range(2, 0, 2, last, subtitle(sheet), title)
    page.write_string(3, 0, form.unit, small)
    page.merge_range(4, 0, 5, 0, "STT", head)
    page.merge_range(4, 1, 5, 1, "Lĩnh vực" if sheet.agency_id else "Cơ quan", head)
    column = 2
    for label, count in form.groups:
        page.merge_range(4, column, 4, column + count - 1, label, head)
        column += count
    for place, one in enumerate(form.columns, start=2):
        page.write_string(5, place, one.label, head)
    for place, text in enumerate(("1", "2", *(one.number for one in form.columns))):
        page.write_string(6, place, f"({text})", head)
    rows = [*((str(n), one) for n, one in enumerate(sheet.lines, start=1)), ("", sheet.sum)]
    for row, (mark, line) in enumerate(rows, start=7):
        bold = mark == ""
        page.write_string(row, 0, mark, plain[bold])
        page.write_string(row, 1, line.name, plain[bold])
        for cell, value in enumerate(line.cells, start=2):
            page.write_number(row, cell, value, counted[bold])
    page.write_string(7 + len(rows), 0, f"{form.beside.label}: {sheet.sum.beside}", small)
    page.set_column(0, 0, 5)
    page.set_column(1, 1, 40)
    page.set_column(2, last, 11)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(4, 6)
    page.freeze_panes(7, 2)
