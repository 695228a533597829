"""ZIP containers: Office and OpenDocument files, and plain ZIP, with bomb limits."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from congvu.core.files.checks.facts import Facts
from congvu.core.files.checks.xml import PROLOG, clean_prolog
from congvu.core.files.errors import Flaw
from congvu.core.files.sniff import HEAD, sniff

MOST_ENTRIES = 10_000
MOST_BYTES = 1 << 30
"""Sum of the unpacked sizes: above the largest real letter, below a day's disk."""
MOST_RATIO = 200
RATIO_FROM = 1 << 20
"""Small entries may be squeezed harder than ``MOST_RATIO`` without harm."""

OOXML: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
)
ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
XML_ENDINGS = (".xml", ".rels", ".vml")
OFFICE_ENDINGS = (".xlsx", ".docx", ".pptx", ".odt", ".ods", ".odp")
INNER_REFUSED = frozenset({"zip", "archive", "executable", "script"})


def check(path: Path) -> Facts:
    """An Office or OpenDocument file, or a plain ZIP, that cannot blow up when opened."""
    try:
        with zipfile.ZipFile(path) as box:
            return Facts(_inspect(box, packed=path.stat().st_size, depth=0))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise Flaw("broken") from None


def _inspect(box: zipfile.ZipFile, *, packed: int, depth: int) -> str:
    entries = box.infolist()
    _bounded(entries, packed)
    names = {entry.filename for entry in entries}
    kind = _kind(box, names)
    for entry in entries:
        if not entry.is_dir():
            _look(box, entry, kind=kind, depth=depth)
    return kind


def _bounded(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """The limits, from the directory alone; overlapping entries add up to more than the file."""
    if not entries:
        raise Flaw("broken")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Flaw("password")
    total = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or total > MOST_BYTES
        or sum(entry.compress_size for entry in entries) > packed
        or any(_too_tight(entry) for entry in entries)
    ):
        raise Flaw("bomb")


def _too_tight(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * entry.compress_size


def _kind(box: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Flaw("macro")
        return next((kind for part, kind in OOXML if part in names), "zip")
    if "mimetype" in names and "content.xml" in names:
        with box.open("mimetype") as stream:
            return ODF.get(stream.read(100).strip(), "zip")
    return "zip"


def _look(box: zipfile.ZipFile, entry: zipfile.ZipInfo, *, kind: str, depth: int) -> None:
    name = entry.filename.lower()
    if _leaves(entry.filename):
        raise Flaw("nested")
    with box.open(entry) as stream:
        head = stream.read(PROLOG)
    found = sniff(head[:HEAD])
    if kind != "zip" and (name.endswith(XML_ENDINGS) or found == "xml"):
        if head and not clean_prolog(head):
            raise Flaw("doctype")
    elif found == "zip" and depth == 0 and name.endswith(OFFICE_ENDINGS):
        with box.open(entry) as stream:
            _inner(stream, entry)
    elif found in INNER_REFUSED:
        raise Flaw("nested")


def _inner(stream: IO[bytes], entry: zipfile.ZipInfo) -> None:
    """An Office file inside (an embedded sheet) is looked into once, never deeper."""
    with zipfile.ZipFile(stream) as box:
        if _inspect(box, packed=entry.file_size, depth=1) == "zip":
            raise Flaw("nested")


def _leaves(name: str) -> bool:
    """Whether unpacking would write outside the folder."""
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")
