"""The report as PDF/A."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from congvu.core.kernel.dates import date_in_words
from congvu.core.ui.words import number
from congvu.counter.hub.prints.columns import HEADS, SHARE, cells, rows, share
from congvu.counter.hub.queries import Report, Sheet
from congvu.office.documents.letterhead.engine import compile_pdf

SHEETS = Path(__file__).resolve().parent / "sheets"


def report_pdf(report: Report, day: date) -> bytes:
    """The same bytes for the same figures and day."""
    data = {
        "title": "TỔNG HỢP TÌNH HÌNH GIẢI QUYẾT HỒ SƠ MỘT CỬA",
        "subtitle": f"Kỳ: {report.span.label}",
        "place": date_in_words(day),
        "heads": [{"label": label, "names": list(names)} for label, names in HEADS],
        "share": SHARE,
        "rows": [
            {"bold": bold, "cells": [place, line.name, *map(number, cells(line)), share(line)]}
            for place, line, bold in rows(report)
        ],
    }
    return compile_pdf("report.typ", data, day=day, tagged=False, folder=SHEETS)


def sheet_pdf(sheet: Sheet, day: date) -> bytes:
    """The statutory sheet; the same bytes for the same figures and day."""
    rows = [*((str(n), one) for n, one in enumerate(sheet.lines, start=1)), ("", sheet.sum)]
    data = {
        "title": sheet.form.title,
        "label": sheet.form.label,
        "basis": sheet.form.basis,
        "subtitle": subtitle(sheet),
        "unit": sheet.form.unit,
        "place": date_in_words(day),
        "first": "Lĩnh vực" if sheet.agency_id else "Cơ quan",
        "groups": [{"label": label, "count": count} for label, count in sheet.form.groups],
        "columns": [column.label for column in sheet.form.columns],
        "numbers": ["1", "2", *(column.number for column in sheet.form.columns)],
        "rows": [
            {"bold": place == "", "cells": [place, line.name, *map(number, line.cells)]}
            for place, line in rows
        ],
        "beside": f"{sheet.form.beside.label}: {number(sheet.sum.beside)} hồ sơ.",
    }
    return compile_pdf("statutory.typ", data, day=day, tagged=False, folder=SHEETS)


def subtitle(sheet: Sheet) -> str:
    """The period, and whose sheet it is."""
    days = f"Kỳ báo cáo: từ ngày {sheet.first:%d/%m/%Y} đến ngày {sheet.last:%d/%m/%Y}"
    return f"{days}. {sheet.agency}" if sheet.agency else days
