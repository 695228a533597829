"""The message inside a JSON answer, from disk to disk: it may be larger than our memory."""

from __future__ import annotations

import binascii
import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pybase64

from congvu.core.files import spool
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub.https import WireFailed
from congvu.office.exchange.hub.upstream.hub import LARGEST_MESSAGE

START = re.compile(rb'"(?:data|edxml)"\s*:\s*"')
PIECE = 1 << 18
LINE_ENDS = re.compile(rb"\\[nrt]")
SHORT = 1_000_000
"""Bytes of an answer apart from the message."""


@contextmanager
def message_in(answer: spool.Spooled) -> Iterator[tuple[dict[str, Any], Content | None]]:
    """The answer without its message, and the message when there is one.

    :raises WireFailed: no JSON object, or text that is neither XML nor base64
    """
    if answer.size == 0:
        raise WireFailed("Trục trả lời rỗng.")
    with (
        answer.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole,
    ):
        start = START.search(whole)
        end = _closing(whole, start.end()) if start else -1
        if start is None or end < 0:
            yield _object(whole[: SHORT + 1]), None
            return
        rest = whole[: start.end()][-SHORT:] + b'"' + whole[end + 1 : end + 1 + SHORT]
        value = _Value(whole, start.end(), end)
        about = _object(rest)
        if value.is_empty:
            yield about, None
            return
        with spool.receive(value, limit=LARGEST_MESSAGE, lasting=False) as message:
            yield about, content_of(message)


def _closing(whole: mmap.mmap, start: int) -> int:
    """Where the quote is that ends the text; -1 when there is none."""
    at = whole.find(b'"', start)
    while at >= 0:
        first = at
        while first > start and whole[first - 1] == 0x5C:
            first -= 1
        if (at - first) % 2 == 0:
            return at
        at = whole.find(b'"', at + 1)
    return -1


def content_of(spooled: spool.Spooled) -> Content:
    path: Path = spooled.path
    return Content(size=spooled.size, sha256=spooled.sha256, open=lambda: path.open("rb"))


def _object(raw: bytes) -> dict[str, Any]:
    try:
        read = json.loads(raw)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise WireFailed("Trục trả lời không đúng định dạng JSON.")
    return read


class _Value:
    """The text member as a stream of the bytes that it stands for."""

    def __init__(self, whole: mmap.mmap, start: int, end: int) -> None:
        head = whole[start : min(start + 12, end)].lstrip()
        self.is_empty = start == end
        text = head.startswith((b"<", b"\\u003c", b"\\u003C", b"\xef\xbb\xbf", b"\\ufeff"))
        self.pieces = _text(whole, start, end) if text else _base64(whole, start, end)
        self.left = b""

    def read(self, size: int = spool.CHUNK, /) -> bytes:
        while not self.left:
            piece = next(self.pieces, None)
            if piece is None:
                return b""
            self.left = piece
        taken, self.left = self.left[:size], self.left[size:]
        return taken


def _pieces(whole: mmap.mmap, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        stop = _cut(whole, start, min(start + PIECE, end), end)
        yield whole[start:stop]
        start = stop


def _cut(whole: mmap.mmap, start: int, stop: int, end: int) -> int:
    """Where a piece may end without breaking a character or an escape (at most six bytes)."""
    if stop == end:
        return stop
    while stop > start + 8 and 0x80 <= whole[stop] <= 0xBF:
        stop -= 1
    last = whole.rfind(b"\\", max(start, stop - 6), stop)
    if last <= start:
        return stop
    first = last
    while first > start and whole[first - 1] == 0x5C:
        first -= 1
    return last if (last - first) % 2 == 0 else stop


def _text(whole: mmap.mmap, start: int, end: int) -> Iterator[bytes]:
    half = ""
    for piece in _pieces(whole, start, end):
        try:
            text = half + str(json.loads(b'"' + piece + b'"', strict=False))
        except ValueError:
            raise WireFailed("Trục trả lời chuỗi JSON bị lỗi.") from None
        half = text[-1] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = text[: len(text) - len(half)]
        yield text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _base64(whole: mmap.mmap, start: int, end: int) -> Iterator[bytes]:
    left = b""
    for piece in _pieces(whole, start, end):
        if b"\\" in piece:
            piece = LINE_ENDS.sub(b"", piece.replace(b"\\/", b"/"))
        clean = left + piece.translate(None, b" \r\n\t")
        ready = len(clean) - len(clean) % 4
        left = clean[ready:]
        try:
            yield pybase64.b64decode(clean[:ready], validate=True)
        except binascii.Error:
            raise WireFailed("Nội dung gói tin của trục không phải base64.") from None
    if left:
        raise WireFailed("Nội dung gói tin của trục bị cắt cụt.")
