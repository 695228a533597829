"""The message inside a JSON answer."""

from __future__ import annotations

import base64
import io
import json
import random

import pytest

from congvu.core.files import spool
from congvu.office.exchange.hub.https import WireFailed
from congvu.office.exchange.hub.upstream.extract import message_in

XML = "<?xml version='1.0'?><edXML>Sở Nội vụ \"a\" \\ 𝄞 </edXML>"


def found(answer: bytes) -> tuple[dict[str, object], bytes | None]:
    with (
        spool.receive(io.BytesIO(answer), limit=10**9) as spooled,
        message_in(spooled) as (about, content),
    ):
        if content is None:
            return about, None
        with content.open() as stream:
            return about, stream.read()


def test_base64_of_the_first_generation():
    message = random.Random(7).randbytes(1_000_003)
    answer = json.dumps(
        {"status": "OK", "data": base64.b64encode(message).decode(), "ErrorCode": "0"}
    )
    about, content = found(answer.replace("/", "\\/").encode())
    assert content == message
    assert about == {"status": "OK", "data": "", "ErrorCode": "0"}


def test_base64_in_lines():
    message = random.Random(8).randbytes(99_999)
    answer = json.dumps({"data": base64.encodebytes(message).decode()})
    assert found(answer.encode())[1] == message


@pytest.mark.parametrize("ascii_only", [True, False])
def test_text_of_the_second_generation(ascii_only: bool):
    text = XML + "<x>" + '𝄞ệ"\\/' * 150_000 + "</x>"
    answer = {"success": True, "data": {"docId": "1", "edxml": text, "attachments": []}}
    about, content = found(json.dumps(answer, ensure_ascii=ascii_only).encode())
    assert content is not None
    assert content.decode() == text
    assert about["data"] == {"docId": "1", "edxml": "", "attachments": []}


def test_a_refusal_has_no_message():
    about, content = found(b'{"status": "FAIL", "ErrorCode": "29", "data": []}')
    assert content is None
    assert about["ErrorCode"] == "29"
    assert found(b'{"status": "FAIL", "ErrorCode": "29", "data": ""}')[1] is None


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"[]", b'{"data": "QUJ', b'{"data": "QUJD!"}', b'{"data": "QUJDR"}',
     b'{"data": "\\u12"}', b'{"data": "QUJD"'],
)  # fmt: skip
def test_nonsense_is_a_failure_of_the_wire(answer: bytes):
    with pytest.raises(WireFailed):
        found(answer)
