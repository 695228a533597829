"""Fetching from an axis of the first generation: the bare file where it is served, else the JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from congvu.office.exchange.edxml import factories as edxml
from congvu.office.exchange.hub.https import Address, Wire
from congvu.office.exchange.hub.upstream.first import FirstHub
from congvu.office.exchange.hub.upstream.hub import HubSaid
from congvu.office.exchange.tests.hub_server import served

MESSAGE = edxml.built(edxml.letter())
PAGE = b"<!doctype html><html><body>Not Found: edXML</body></html>"
REFUSED = json.dumps({"status": "FAIL", "ErrorCode": "15", "ErrorDesc": "Khong co"}).encode()
WHOLE = json.dumps(
    {"status": "OK", "ErrorCode": "0", "data": base64.b64encode(MESSAGE).decode()}
).encode()


class Axis:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self, **answers: bytes) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        name = environ["PATH_INFO"].rsplit("/", 1)[1]
        self.asked.append(name)
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        body = self.answers.get(name)
        start("404 Not Found" if body is None else "200 OK",
              [("Content-Length", str(len(body or PAGE)))])  # fmt: skip
        return [body or PAGE]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Callable[[Axis], FirstHub]]:
    opened: list[Any] = []

    def make(axis: Axis) -> FirstHub:
        server = served(tmp_path, axis)
        made = server.__enter__()
        hub = FirstHub(Wire(Address(made.url, pins=(made.pin,))), system_id="a", secret="b")
        opened.extend((server, hub))
        return hub

    yield make
    for server, hub in zip(opened[::2], opened[1::2], strict=True):
        hub.close()
        server.__exit__(None, None, None)


def fetched(hub: FirstHub) -> bytes:
    with hub.fetch("V1") as content, content.open() as stream:
        return stream.read()


def test_a_refusal_is_heard_from_the_call_that_says_why(client: Callable[[Axis], FirstHub]) -> None:
    axis = Axis(downloadEdoc=REFUSED, getEdoc=REFUSED)
    with pytest.raises(HubSaid, match="Khong co"):
        fetched(client(axis))
    assert axis.asked == ["downloadEdoc", "getEdoc"]


def test_the_bare_file_is_one_call(client: Callable[[Axis], FirstHub]) -> None:
    axis = Axis(downloadEdoc=MESSAGE, getEdoc=WHOLE)
    assert fetched(client(axis)) == MESSAGE
    assert axis.asked == ["downloadEdoc"]


def test_an_axis_without_files_is_asked_for_them_once(client: Callable[[Axis], FirstHub]) -> None:
    """Its page about it names a message, and is not taken for one."""
    axis = Axis(getEdoc=WHOLE)
    hub = client(axis)
    assert [fetched(hub), fetched(hub)] == [MESSAGE, MESSAGE]
    assert axis.asked == ["downloadEdoc", "getEdoc", "getEdoc"]
