"""The virus scanner hook, against a small server that speaks clamd's protocol."""

from __future__ import annotations

import io
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator

import pytest

from congvu.core.audit.models import Entry
from congvu.core.files import factories
from congvu.core.files.actions import store
from congvu.core.files.choices import Use
from congvu.core.files.errors import FileRefused, ScannerAway
from congvu.core.files.models import Blob
from congvu.core.kernel.actor import system_actor

pytestmark = pytest.mark.django_db
BAD = b"DAU-HIEU-MA-DOC"


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd answers it; the server's ``answer`` overrides the verdict."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\x00"
        received = b""
        while (size := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            received += self.rfile.read(size)
        self.server.received.append(received)
        verdict = b"stream: Win.Test FOUND" if BAD in received else b"stream: OK"
        self.wfile.write((self.server.answer or verdict) + b"\x00")


@pytest.fixture(params=["tcp", "unix"])
def clamd(request, settings, tmp_path_factory) -> Iterator[socketserver.BaseServer]:
    if request.param == "tcp":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.CONGVU_CLAMD = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        path = str(tmp_path_factory.mktemp("s") / "c.sock")
        server = socketserver.ThreadingUnixStreamServer(path, Clamd)
        settings.CONGVU_CLAMD = f"unix://{path}"
    server.received, server.answer = [], b""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def take(content: bytes):
    return store(
        stream=io.BytesIO(content), name="cv.pdf", use=Use.MAIN, actor=system_actor(),
        at=factories.AT,
    )  # fmt: skip


def nothing_kept(bytes_in_store) -> bool:
    return Blob.objects.count() == 0 and bytes_in_store() == ([], 0)


def test_an_infected_file_is_refused_and_recorded(clamd, bytes_in_store):
    with pytest.raises(FileRefused, match=r"mã độc.*Win\.Test") as refused:
        take(factories.pdf(BAD.decode()))
    assert refused.value.data["reason"] == "virus"
    assert nothing_kept(bytes_in_store)
    assert Entry.objects.get().verb == "files.upload.infected"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"\x00", b"stream: "])
def test_an_answer_that_is_no_verdict_fails_closed(clamd, answer, bytes_in_store):
    clamd.answer = answer
    with pytest.raises(ScannerAway):
        take(factories.pdf())
    assert nothing_kept(bytes_in_store)


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_a_silent_scanner_fails_closed(settings, scheme, bytes_in_store, tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.CONGVU_CLAMD = {
        "tcp": f"tcp://127.0.0.1:{port}", "unix": f"unix://{tmp_path}/absent"
    }[scheme]  # fmt: skip
    with pytest.raises(ScannerAway) as refused:
        take(factories.pdf())
    assert refused.value.status == 503
    assert nothing_kept(bytes_in_store)


def test_a_clean_file_is_seen_whole(clamd):
    content = factories.pdf(padding=300_000)
    take(content)
    assert clamd.received == [content]
