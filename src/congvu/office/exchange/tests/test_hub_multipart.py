"""Uploads as streams."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from congvu.office.exchange.hub.codes import HubRefused
from congvu.office.exchange.hub.multipart import parts

FILE = b"<edXML>\r\n--not a boundary\r\n" + bytes(range(256)) * 3000


def form(boundary: bytes = b"b1", *, name: bytes = b'name="file_doc"', file: bytes = FILE) -> bytes:
    return (
        b"--" + boundary + b'\r\nContent-Disposition: form-data; name="messageType"\r\n\r\nedoc\r\n'
        b"--" + boundary + b"\r\nContent-Disposition: form-data; " + name + b"\r\n"
        b"Content-Type: application/xml\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        + file + b"\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip


class Slow(io.BytesIO):
    """Gives a few bytes at a time, as sockets do."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.step)


def read(stream: io.BytesIO, content_type: str) -> list[tuple[str, str, bytes]]:
    found = []
    for part in parts(stream, content_type):
        content = b""
        while chunk := part.read(1000):
            content += chunk
        found.append((part.name, part.filename, content))
    return found


@pytest.mark.parametrize("step", [1009, 4096, 262_144])
def test_parts_come_whole_whatever_the_pieces(step: int):
    found = read(Slow(form(), step), "multipart/form-data; boundary=b1")
    assert found == [("messageType", "", b"edoc"), ("file_doc", "", FILE)]


def test_a_part_that_nobody_reads_is_passed_over():
    names = [part.name for part in parts(io.BytesIO(form()), "multipart/form-data; boundary=b1")]
    assert names == ["messageType", "file_doc"]


def test_a_form_that_calls_itself_octet_stream_is_still_a_form():
    named = form(
        b"===1763892==", name=b'name="file_doc"; filename="v\xc4\x83n b\xe1\xba\xa3n.edxml"'
    )
    found = read(io.BytesIO(named), "application/octet-stream")
    assert found[1][:2] == ("file_doc", "văn bản.edxml")
    assert found[1][2] == FILE


def test_a_bare_body_is_one_part_without_a_name():
    assert read(io.BytesIO(FILE), "application/xml") == [("", "", FILE)]
    assert read(io.BytesIO(b""), "") == [("", "", b"")]


def test_an_empty_file_is_an_empty_part():
    found = read(io.BytesIO(form(file=b"")), "multipart/form-data; boundary=b1")
    assert found[1] == ("file_doc", "", b"")


@pytest.mark.parametrize("cut", [3, 40, 70, 100, 2000, -4, -3])
def test_a_form_that_breaks_off_is_refused(cut: int):
    with pytest.raises(HubRefused):
        read(io.BytesIO(form()[:cut]), "multipart/form-data; boundary=b1")


def test_a_field_as_long_as_a_file_is_refused():
    for part in parts(io.BytesIO(form(file=b"x" * 40_000)), "multipart/form-data; boundary=b1"):
        if part.name == "file_doc":
            with pytest.raises(HubRefused):
                part.text()


def test_headers_without_end_are_refused_before_they_fill_the_memory():
    endless = b"--b1\r\nX: " + b"x" * 5_000_000
    with pytest.raises(HubRefused):
        read(io.BytesIO(endless), "multipart/form-data; boundary=b1")


class Endless(io.RawIOBase):
    """A form with a file of many megabytes that never was in memory."""

    def __init__(self, megabytes: int) -> None:
        self.head = form(file=b"").split(b"\r\n--b1--")[0] + b"\r\n"
        self.left = megabytes

    def read(self, size: int = -1, /) -> bytes:
        if self.head:
            head, self.head = self.head, b""
            return head
        if self.left > 0:
            self.left -= 1
            return b"x" * 1_000_000
        tail, self.left = (b"\r\n--b1--\r\n" if self.left == 0 else b""), -1
        return tail


def test_a_large_file_needs_the_memory_of_a_few_pieces():
    tracemalloc.start()
    taken = 0
    for part in parts(Endless(60), "multipart/form-data; boundary=b1"):
        while chunk := part.read():
            taken += len(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken > 60_000_000
    assert peak < 8_000_000
