"""Several messages in one request: their list, proven by the request, and their bytes behind it.

The body is the length of the list in eight digits, the list (JSON, one row a message with its
size, digest, sender and recipients), and the messages one after the other. The proof of the
request covers the list, and the list binds every message.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson

from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.transports import Parcel

MOST_LETTERS = 20
MOST_BYTES = 8 * 1024 * 1024
"""Of all messages together; a larger one comes alone."""
MOST_LIST = 256 * 1024
PREFIX = 8


def manifest(parcels: Sequence[Parcel]) -> bytes:
    """The list of the messages of one call."""
    return orjson.dumps(
        [
            {"size": one.content.size, "digest": one.content.sha256, "sender": one.sender_code,
             "recipients": one.organ_codes}
            for one in parcels
        ]
    )  # fmt: skip


def body(listed: bytes, parcels: Sequence[Parcel]) -> Content:
    """The body of the call; every message is opened when its turn comes."""
    head = b"%0*d" % (PREFIX, len(listed)) + listed
    size = len(head) + sum(one.content.size for one in parcels)
    return Content(size, "", partial(_Chain, head, [one.content for one in parcels]))  # type: ignore[arg-type]


class _Chain(io.RawIOBase):
    """Some bytes and then the contents, read as one stream."""

    def __init__(self, head: bytes, contents: Sequence[Content]) -> None:
        self._left = list(contents)
        self._stream: Any = io.BytesIO(head)

    def read(self, size: int = -1) -> bytes:
        while self._stream is not None:
            data: bytes = self._stream.read(size)
            if data:
                return data
            self._next()
        return b""

    def close(self) -> None:
        self._left = []
        self._next()
        super().close()

    def _next(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream = self._left.pop(0).open() if self._left else None
