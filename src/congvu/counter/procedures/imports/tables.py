"""CSV, JSON lines (also packed with gzip) and Excel as one kind of table."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvu.core.kernel.errors import Invalid, TooLarge
from congvu.counter.procedures.imports.excel import sheet_rows

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 50_000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their numbers in the file; ``headers`` in the order of the file."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]


def read_table(data: bytes, name: str = "") -> Table:
    """The table in a file, known by its bytes; ``name`` only appears in refusals.

    :raises Invalid: no table, or broken
    :raises TooLarge: more than 64 MB unpacked, or 50,000 rows
    """
    if data[:2] == GZIP:
        data = _unpack(data)
    if len(data) > MOST_BYTES:
        raise TooLarge("Tệp lớn hơn 64 MB. Hãy chia danh mục thành nhiều tệp.")
    if data[:4] == ZIP:
        return _limited(_with_headers(sheet_rows(data, MOST_BYTES)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            "Tệp không phải văn bản UTF-8, Excel (.xlsx) hay tệp nén gzip. Hãy lưu lại tệp ở mã "
            "UTF-8 rồi nạp lại."
        ) from None
    if "\x00" in text:
        raise Invalid("Tệp có ký tự lạ (NUL) nên không đọc được. Hãy lưu lại tệp rồi nạp lại.")
    lines = text.lstrip()[:1] == "{"
    return _limited(_json_lines(text) if lines else _with_headers(_csv_rows(text)))


def _unpack(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            found = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise Invalid("Tệp nén gzip bị hỏng. Hãy nén lại hoặc nạp tệp chưa nén.") from None
    return found


def _limited(rows: Iterator[tuple[int, Row]]) -> Table:
    found: list[tuple[int, Row]] = []
    headers: dict[str, None] = {}
    for number, row in rows:
        if len(found) >= MOST_ROWS:
            raise TooLarge("Tệp có hơn 50.000 dòng. Hãy chia danh mục thành nhiều tệp.")
        headers |= dict.fromkeys(row)
        found.append((number, row))
    if not found:
        raise Invalid("Tệp không có dòng nào. Hãy kiểm tra lại tệp.")
    return Table(tuple(headers), tuple(found))


def _json_lines(text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise Invalid(f"Dòng {number} không phải một đối tượng JSON. Hãy sửa rồi nạp lại.")
        yield number, row


def _csv_rows(text: str) -> Iterator[tuple[int, list[Any]]]:
    head = text[:4096]
    separator = max(",;\t", key=head.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):  # as a spreadsheet counts, not by lines of text
            yield number, list(cells)
    except csv.Error:
        raise Invalid(
            f"Dòng {reader.line_num} của tệp CSV không đúng dạng (dấu ngoặc kép chưa đóng?). "
            "Hãy sửa rồi nạp lại."
        ) from None


def _with_headers(rows: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, Row]]:
    """The first row that has at least two cells names the columns."""
    headers: list[str] = []
    for number, cells in rows:
        if not any(str(cell).strip() for cell in cells):
            continue
        if not headers:
            named = [" ".join(str(cell).split()) for cell in cells]
            headers = named if sum(map(bool, named)) > 1 else []
            continue
        yield number, {h: cell for h, cell in zip(headers, cells, strict=False) if h}
