"""The true type of a file, and files that came zipped although their name says otherwise."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO

from congvu.core.files.kinds import KINDS
from congvu.office.exchange.edxml.errors import Malformed, Refused
from congvu.office.exchange.edxml.limits import LIMITS, Limits
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.edxml.spool import Spool, Writer

HEAD = 2048
ZIP = b"PK\x03\x04"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"),
)  # fmt: skip
_ARCHIVES = (
    ZIP,
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf'\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_PACKED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
_GRACE = 1_000_000
_LOCKED = 0x1
_MOST_ENTRIES = 5_000


def unpacked(
    content: Content, name: str, spool: Spool, limits: Limits = LIMITS
) -> tuple[Content, str, bool]:
    """The content as it was meant, its MIME type by its bytes ("" when not known), whether unzipped.

    :raises Malformed: the zip is damaged or locked
    :raises Refused: a zip within a zip, or one that unfolds beyond measure
    """
    with content.open() as stream:
        head = stream.read(HEAD)
        if not head.startswith(ZIP):
            return content, mime(head, name), False
        try:
            with zipfile.ZipFile(stream) as archive:
                return _of_zip(content, archive, name, spool, limits)
        except _BROKEN:
            raise Malformed("zip", name=name) from None


def _of_zip(
    content: Content, archive: zipfile.ZipFile, name: str, spool: Spool, limits: Limits
) -> tuple[Content, str, bool]:
    if office := _office(archive):
        return content, KINDS[office].mime, False
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _measure(entries, name, limits)
    if len(entries) != 1 or _ending(name) == "zip":
        _refuse_nested(archive, entries, name)
        return content, KINDS["zip"].mime, False
    inner = _extract(archive, entries[0], name, spool, limits)
    with inner.open() as stream:
        head = stream.read(HEAD)
        if not head.startswith(_ARCHIVES):
            return inner, mime(head, name), True
        office = ""
        if head.startswith(ZIP):
            with zipfile.ZipFile(stream) as second:
                office = _office(second)
    if not office:
        raise Refused("zip_nested", name=name)
    return inner, KINDS[office].mime, True


def _measure(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise Malformed("zip_locked", name=name)
    unfolded = sum(entry.file_size for entry in entries)
    folded = sum(entry.compress_size for entry in entries)
    beyond = unfolded > _GRACE and unfolded > folded * limits.expansion
    if beyond or len(entries) > _MOST_ENTRIES:
        raise Refused("zip_bomb", name=name)


def _refuse_nested(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    for entry in entries:
        if _ending(entry.filename) in _PACKED:
            continue
        with archive.open(entry) as stream:
            if stream.read(HEAD).startswith(_ARCHIVES):
                raise Refused("zip_nested", name=name)


def _extract(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, spool: Spool, limits: Limits
) -> Content:
    writer = Writer(spool, limits.file)
    ceiling = max(_GRACE, entry.compress_size * limits.expansion)
    try:
        with archive.open(entry) as stream:
            _pour(stream, writer, name, ceiling)
    except BaseException:
        writer.discard()
        raise
    if writer.size != entry.file_size:
        writer.discard()
        raise Malformed("zip", name=name)
    return writer.close()


def _pour(stream: IO[bytes], writer: Writer, name: str, ceiling: int) -> None:
    while chunk := stream.read(1 << 17):
        writer.write(chunk)
        if writer.size > ceiling:
            raise Refused("zip_bomb", name=name)


def _office(archive: zipfile.ZipFile) -> str:
    """The kind of an office file, which is a zip by itself; "" for any other."""
    names = set(archive.namelist()[:_MOST_ENTRIES])
    if "[Content_Types].xml" in names:
        return next(
            (k for start, k in _OFFICE.items() if any(n.startswith(start) for n in names)), ""
        )
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        with archive.open("mimetype") as stream:
            told = stream.read(100).decode("ascii", "replace").strip()
        return next((k for k in ("odt", "ods", "odp") if KINDS[k].mime == told), "")
    return ""


def mime(head: bytes, name: str) -> str:
    """From the first bytes; the name only tells apart what looks alike (OLE files, texts)."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return KINDS[kind].mime
    ending = _ending(name)
    if head.startswith(_OLE):
        return KINDS[ending if ending in {"doc", "xls", "ppt"} else "doc"].mime
    if head.startswith(_ARCHIVES):
        return "application/octet-stream"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return KINDS["xml"].mime
    if b"\x00" in head:
        return ""
    return "text/csv" if ending == "csv" else "text/plain"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
