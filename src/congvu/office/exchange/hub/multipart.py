"""Uploads as streams: the parts of a form one after the other, never whole in memory.

Django's own parser trusts the Content-Type and keeps a part without a file name in memory; the
kits in the field send ``application/octet-stream`` over a form, and file parts without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from congvu.core.files.spool import CHUNK, Readable
from congvu.office.exchange.hub.codes import HubRefused, Reason

HEAD = 16_384
"""Bytes of a part's own headers, and of a field that is not a file."""
BOUNDARY = re.compile(rb"--([0-9A-Za-z'()+_,./:=? -]{1,200})\r?\n")


@dataclass(slots=True)
class Part:
    """One part; ``read`` gives its bytes and must be used up before the next part."""

    name: str
    filename: str
    body: Body

    def read(self, size: int = CHUNK, /) -> bytes:
        return self.body.read(size)

    def text(self) -> str:
        """A short field.

        :raises HubRefused: longer than a field may be, or not UTF-8
        """
        content = b""
        while chunk := self.body.read(HEAD):
            content += chunk
            if len(content) > HEAD:
                raise HubRefused(Reason.INPUT, "Một trường của biểu mẫu quá dài.")
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise HubRefused(Reason.INPUT, "Trường của biểu mẫu phải là chữ UTF-8.") from None


def parts(stream: Readable, content_type: str) -> Iterator[Part]:
    """The parts in order; a body that is no form is one part without a name.

    :raises HubRefused: a form that breaks off or makes no sense
    """
    source = _Source(stream)
    boundary = _boundary(source, content_type)
    if boundary is None:
        yield Part("", "", Body(source, b""))
        return
    delimiter = b"\r\n--" + boundary
    source.buffer[:0] = b"\r\n"
    Body(source, delimiter).drain()
    while not _is_last(source):
        name, filename = _disposition(_head(source))
        body = Body(source, delimiter)
        yield Part(name, filename, body)
        body.drain()


class _Source:
    """The request's bytes with a buffer in front."""

    def __init__(self, stream: Readable) -> None:
        self.stream = stream
        self.buffer = bytearray()

    def fill(self) -> bool:
        """One more chunk; False at the end."""
        chunk = self.stream.read(CHUNK)
        self.buffer += chunk
        return bool(chunk)

    def take(self, count: int) -> bytes:
        with memoryview(self.buffer) as whole:
            taken = bytes(whole[:count])
        del self.buffer[:count]
        return taken

    def need(self, count: int) -> bool:
        while len(self.buffer) < count:
            if not self.fill():
                return False
        return True


class Body:
    """The bytes up to the delimiter; without one, to the end."""

    def __init__(self, source: _Source, delimiter: bytes) -> None:
        self.source = source
        self.delimiter = delimiter
        self.ended = False

    def read(self, size: int = CHUNK, /) -> bytes:
        """At most about ``size`` bytes, empty at the end."""
        source = self.source
        while not self.ended:
            found = source.buffer.find(self.delimiter) if self.delimiter else -1
            if found >= 0:
                if found > size:
                    return source.take(size)
                content = source.take(found)
                source.take(len(self.delimiter))
                self.ended = True
                return content
            safe = len(source.buffer) - max(len(self.delimiter) - 1, 0)
            if safe > 0:
                return source.take(min(safe, size))
            if not source.fill():
                return self._end()
        return b""

    def drain(self) -> None:
        while self.read():
            pass

    def _end(self) -> bytes:
        self.ended = True
        if self.delimiter:
            raise HubRefused(Reason.INPUT, "Tệp gửi lên bị đứt giữa chừng. Hãy gửi lại.")
        return self.source.take(len(self.source.buffer))


def _boundary(source: _Source, content_type: str) -> bytes | None:
    message = Message()
    message["Content-Type"] = content_type or "application/octet-stream"
    named = message.get_boundary()
    if named and message.get_content_maintype() == "multipart":
        return named.encode("latin-1", "replace")
    source.need(256)
    match = BOUNDARY.match(source.buffer)
    return match[1].rstrip() if match else None


def _is_last(source: _Source) -> bool:
    if not source.need(2):
        raise HubRefused(Reason.INPUT, "Tệp gửi lên bị đứt giữa chừng. Hãy gửi lại.")
    return source.take(2) == b"--"


def _head(source: _Source) -> bytes:
    """The part's headers; the line end after the delimiter is gone already."""
    if source.need(2) and source.buffer.startswith(b"\r\n"):
        return source.take(2)
    while (end := source.buffer.find(b"\r\n\r\n")) < 0:
        if len(source.buffer) > HEAD or not source.fill():
            raise HubRefused(Reason.INPUT, "Biểu mẫu gửi lên không đúng định dạng multipart.")
    if end > HEAD:
        raise HubRefused(Reason.INPUT, "Biểu mẫu gửi lên không đúng định dạng multipart.")
    return source.take(end + 4)


def _disposition(head: bytes) -> tuple[str, str]:
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            message = Message()
            message["Content-Disposition"] = value.strip()
            return (
                _plain(message.get_param("name", "", "content-disposition")),
                _plain(message.get_param("filename", "", "content-disposition")),
            )
    return "", ""


def _plain(value: object) -> str:
    return value.replace("\x00", "")[:255] if isinstance(value, str) else ""
