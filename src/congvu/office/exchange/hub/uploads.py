"""A form with one message in it, as a stream that is checked on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from congvu.core.files.spool import CHUNK, Readable
from congvu.office.exchange.hub import multipart
from congvu.office.exchange.hub.codes import HubRefused, Reason
from congvu.office.exchange.hub.signature import file_hashes

PARTS = 20
"""Parts of a form before its message; more is no message."""


def message_of(stream: Readable, content_type: str, *, names: Collection[str]) -> Readable:
    """The part that is the message; a body that is no form is the message itself.

    :raises HubRefused: broken, or without a message
    """
    for number, part in enumerate(multipart.parts(stream, content_type)):
        if part.name in names or not part.name:
            return part
        if number == PARTS:
            break
        part.text()
    raise HubRefused(Reason.FILE, "Yêu cầu không có tệp gói tin. Hãy gửi kèm tệp edXML.")


class Hashed:
    """A stream that refuses its own end when it was not what the caller signed.

    So nothing of an upload that was changed on the way is kept, and it is read only once.
    """

    def __init__(self, stream: Readable, expected: str) -> None:
        self._stream = stream
        self._expected = expected.strip().lower()
        self._digest = hashlib.sha256()

    def read(self, size: int = CHUNK, /) -> bytes:
        """:raises HubRefused: at the end, when the hash is another"""
        chunk = self._stream.read(size)
        if chunk:
            self._digest.update(chunk)
        elif self._expected not in file_hashes(self._digest.digest()):
            raise HubRefused(Reason.HASH)
        return chunk
