"""The messages of a batch as they come in, each proven by the list at its head."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest

from congvu.core.kernel.errors import Invalid
from congvu.office.exchange.actions import Handed
from congvu.office.exchange.errors import BatchTooLarge, DigestMismatch
from congvu.office.exchange.native import batches, proof

DIGITS = 64
WRONG = "Danh sách gói tin của lượt gửi không đúng dạng. Hãy kiểm tra phần mềm bên gửi."


def handed(request: HttpRequest) -> Iterator[Handed]:
    """The messages of a request, each to be read before the next one is asked for.

    :raises DigestMismatch: the list is not the one that was signed, or the body ends too early
    :raises BatchTooLarge: more messages or bytes than are taken together
    :raises Invalid: not a list of messages
    """
    rows, end = _listed(request)
    sizes = sum(row.size for row in rows)
    if len(rows) > batches.MOST_LETTERS or sizes > batches.MOST_BYTES:
        raise BatchTooLarge(letters=batches.MOST_LETTERS, bytes=batches.MOST_BYTES)
    if request.headers.get("Content-Length", str(end + sizes)) != str(end + sizes):
        raise Invalid(WRONG)
    return _each(request, rows)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the list."""

    size: int
    digest: str
    sender: str
    recipients: Sequence[str]

    @classmethod
    def of(cls, row: Any) -> _Row:
        """:raises Invalid: not such a line"""
        values = row if isinstance(row, dict) else {}
        size, named = values.get("size"), values.get("recipients")
        texts = [values.get("digest"), values.get("sender")]
        texts += named if isinstance(named, list) and named else [None]
        if type(size) is not int or size < 0 or not all(map(_is_text, texts)):
            raise Invalid(WRONG)
        digest, sender, *recipients = texts
        if len(str(digest)) != DIGITS:  # without a digest nobody would have proven the bytes
            raise Invalid(WRONG)
        return cls(size, str(digest), str(sender), [str(one) for one in recipients])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\x00" not in value


def _listed(request: HttpRequest) -> tuple[list[_Row], int]:
    """The rows of the proven list, and where it ends in the body."""
    digits = _exactly(request, batches.PREFIX)
    if not digits.isdigit():
        raise Invalid(WRONG)
    if int(digits) > batches.MOST_LIST:
        raise BatchTooLarge(letters=batches.MOST_LETTERS, bytes=batches.MOST_BYTES)
    listed = _exactly(request, int(digits))
    if hashlib.sha256(listed).hexdigest() != request.headers[proof.DIGEST].lower():
        raise DigestMismatch
    try:
        rows = orjson.loads(listed)
    except orjson.JSONDecodeError:
        rows = None
    if not isinstance(rows, list) or not rows:
        raise Invalid(WRONG)
    return [_Row.of(row) for row in rows], batches.PREFIX + len(listed)


def _exactly(request: HttpRequest, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := request.read(size - len(data))):
        data += more
    if len(data) < size:
        raise Invalid(WRONG)
    return data


def _each(request: HttpRequest, rows: Sequence[_Row]) -> Iterator[Handed]:
    for row in rows:
        part = _Part(request, row.size)
        yield Handed(part, row.digest, row.sender, row.recipients)
        part.skip()


class _Part:
    """So many bytes of a request."""

    def __init__(self, request: HttpRequest, size: int) -> None:
        self._request, self._left = request, size

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._request.read(wanted) if wanted else b""
        if wanted and not data:
            raise DigestMismatch
        self._left -= len(data)
        return data

    def skip(self) -> None:
        """What nobody wanted to read, so that the next one begins where it begins."""
        while self._left:
            self.read(1 << 16)
