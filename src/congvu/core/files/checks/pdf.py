"""PDF: opened by the same engine that browsers use."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from congvu.core.files.checks.facts import Facts
from congvu.core.files.errors import Flaw

TAIL = 4096

engine = threading.Lock()
"""PDFium is not thread-safe; whoever calls it in this process holds this lock."""


def check(path: Path) -> Facts:
    """A PDF that opens without a password and has its end and at least one page.

    The engine rebuilds cut files silently, so the end mark is looked for by hand.
    """
    if b"%%EOF" not in _tail(path):
        raise Flaw("broken")
    with engine:
        return Facts("pdf", _pages(path))


def _pages(path: Path) -> int:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise Flaw("password" if locked else "broken") from None
    try:
        count = len(document)
    finally:
        document.close()
    if count < 1:
        raise Flaw("broken")
    return count


def _tail(path: Path) -> bytes:
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - TAIL))
        return stream.read()
