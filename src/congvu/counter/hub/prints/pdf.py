"""The report as PDF/A."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from congvu.core.kernel.dates import date_in_words
from congvu.core.ui.words import number
from congvu.counter.hub.prints.columns import HEADS, SHARE, cells, rows, share
from congvu.counter.hub.queries import Report
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
