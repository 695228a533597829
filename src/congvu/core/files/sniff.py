"""The type of a file from its first bytes; the name is never asked."""

from __future__ import annotations

import re

HEAD = 4096

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"\xff\xfe<\x00?\x00", "xml"),
    (b"\xfe\xff\x00<\x00?", "xml"),
    (b"\x7fELF", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\x00asm", "executable"),
    (b"L\x00\x00\x00\x01\x14\x02", "executable"),
    (b"#!", "script"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf'\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"MSCF", "archive"),
    (b"GIF8", "gif"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"RIFF", "media"),
)

_HTML_FIRST = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:head|body|iframe|svg|meta|title|style|table|div|form|object|embed|"
    rb"img|a|p|br|h[1-6]|font)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ANYWHERE = re.compile(rb"<(?:!doctype\s+html|html|script)[\s/>]", re.IGNORECASE)
_BLANK = b"\xef\xbb\xbf \t\r\n\x0c"


def sniff(head: bytes) -> str:
    """A kind, ``ole`` (to be looked into), ``text``, or a foreign kind, from the first 4 KB."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head[:2] == b"MZ" and b"\x00" in head:
        return "executable"
    if head[4:8] == b"ftyp":
        return "media"
    return _of_text(head.lstrip(_BLANK))


def _of_text(body: bytes) -> str:
    if body.startswith(b"%PDF-"):
        return "pdf"
    if _HTML_FIRST.match(body) or _HTML_ANYWHERE.search(body):
        return "html"
    if b"\x00" in body:
        return "unknown"
    return "xml" if body.startswith(b"<") else "text"
