"""Rows of the first sheet of an .xlsx workbook: text as it stands, nothing computed.

Small on purpose: a catalogue is a plain sheet. Entities are never expanded, and what unpacks to
more than the limit is refused before it is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from congvu.core.kernel.errors import Invalid, TooLarge

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LETTERS = re.compile(r"[A-Z]+")
BROKEN = "Tệp Excel bị hỏng hoặc không có trang tính. Hãy mở tệp, lưu lại dạng .xlsx rồi nạp lại."
MOST_COLUMNS = 200


def sheet_rows(data: bytes, most_bytes: int) -> Iterator[tuple[int, list[Any]]]:
    """``(row number, cells)`` of the first sheet.

    :raises Invalid: broken
    :raises TooLarge: unpacks to more than ``most_bytes``
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = set(book.namelist())
            if SHEET not in names:
                raise Invalid(BROKEN)
            if sum(book.getinfo(name).file_size for name in names & {SHEET, STRINGS}) > most_bytes:
                raise TooLarge("Tệp Excel lớn hơn 64 MB khi mở. Hãy chia danh mục thành nhiều tệp.")
            strings = _strings(book.open(STRINGS)) if STRINGS in names else []
            with book.open(SHEET) as sheet:
                yield from _rows(sheet, strings)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError):
        raise Invalid(BROKEN) from None


def _parse(stream: IO[bytes], tag: str) -> Iterator[Any]:
    walk = etree.iterparse(
        stream, tag=MAIN + tag, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False,
    )  # fmt: skip
    for _, element in walk:
        yield element
        element.clear()


def _strings(stream: IO[bytes]) -> list[str]:
    with stream:
        return [
            "".join(t.text or "" for t in item.iter(MAIN + "t")) for item in _parse(stream, "si")
        ]


def _rows(stream: IO[bytes], strings: list[str]) -> Iterator[tuple[int, list[Any]]]:
    for number, row in enumerate(_parse(stream, "row"), 1):
        cells: list[Any] = []
        for cell in row.iterchildren(MAIN + "c"):
            place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
            if place < MOST_COLUMNS:
                cells += [""] * (place + 1 - len(cells))
                cells[place] = _text(cell, strings)
        yield int(row.get("r", number)), cells


def _column(reference: str) -> int:
    letters = LETTERS.match(reference)
    place = 0
    for letter in letters[0] if letters else "A":
        place = place * 26 + ord(letter) - 64
    return place - 1


def _text(cell: Any, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(MAIN + "t"))
    value = cell.findtext(MAIN + "v") or ""
    if kind == "s":
        return strings[int(value)] if value else ""
    if kind == "n" and value.endswith(".0"):
        return value[:-2]
    return value
