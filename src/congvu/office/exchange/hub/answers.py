"""Answers of both generations, exactly as their clients read them.

Clients break on a null and on a missing member, so every text is there, at least empty. Bodies
that carry a message are streamed.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import pybase64
from django.http import HttpResponse, StreamingHttpResponse

from congvu.office.exchange.hub import moments
from congvu.office.exchange.hub.codes import MEANINGS, HubRefused, Reason
from congvu.office.exchange.hub.mailbox import PROGRESS_WORDS, Fetched, Listed, Sent, Waiting

JSON = "application/json; charset=utf-8"
PIECE = 3 * 65_536
"""Bytes read at a time; a multiple of three, so that base64 joins without padding."""


class First:
    """Generation 1: ``status``, ``ErrorCode``, ``ErrorDesc``, and the rest beside them."""

    def done(self, **more: Any) -> HttpResponse:
        meaning = MEANINGS[Reason.OK]
        said = {"status": "OK", "ErrorCode": meaning.number, "ErrorDesc": meaning.words}
        return _json(said | more)

    def refused(self, error: HubRefused) -> HttpResponse:
        said = {
            "status": "FAIL",
            "ErrorCode": error.number,
            "ErrorDesc": error.words,
            "DocId": "",
            "data": [],
        }
        return _json(said, status=error.status)

    def waiting(self, rows: Sequence[Waiting]) -> HttpResponse:
        return self.done(
            data=[
                {
                    "docId": row.doc_id,
                    "serviceType": "eDoc",
                    "messageType": row.message_type.value,
                    "created_time": moments.shown(row.created_at),
                    "updated_time": moments.shown(row.updated_at),
                    "from": row.from_code,
                    "to": row.to_code,
                    "status": row.progress.value,
                    "status_desc": PROGRESS_WORDS[row.progress],
                }
                for row in rows
            ]
        )

    def sent(self, rows: Sequence[Sent]) -> HttpResponse:
        return self.done(
            data=[
                {
                    "serviceType": "eDoc",
                    "messageType": row.message_type.value,
                    "senderDocId": row.sender_doc_id,
                    "receiverDocId": row.receiver_doc_id,
                    "fromCode": row.from_code,
                    "toCode": row.to_code,
                    "title": row.title,
                    "notation": row.notation,
                    "sentTime": moments.shown(row.sent_at),
                    "receivedTime": moments.shown(row.received_at),
                    "sendStatus": row.send_status,
                    "sendStatusDesc": row.send_words,
                    "receiveStatus": row.receive_status,
                    "receiveStatusDesc": row.receive_words,
                }
                for row in rows
            ]
        )

    def agencies(self, rows: Sequence[Listed]) -> HttpResponse:
        return self.done(
            data=[
                {
                    "id": row.own_id or row.code,
                    "code": row.code,
                    "name": row.name,
                    "mail": row.mail,
                    "mobile": row.phone,
                    "fax": row.fax,
                    "pid": row.parent_code,
                    "pcode": row.parent_code,
                    "oldCode": row.old_code,
                    "code102": row.old_code,
                }
                for row in rows
            ]
        )

    def message(self, fetched: Fetched) -> StreamingHttpResponse:
        """The message in base64 under ``data``."""
        meaning = MEANINGS[Reason.OK]
        head = {"status": "OK", "ErrorCode": meaning.number, "ErrorDesc": meaning.words}
        return _streamed(head, "data", _base64(fetched.content.open()), "}")

    def file(self, fetched: Fetched) -> StreamingHttpResponse:
        """The bare bytes, for clients that write the answer to a file."""
        response = StreamingHttpResponse(
            _pieces(fetched.content.open()), content_type="application/xml"
        )
        response["Content-Length"] = str(fetched.content.size)
        response["Content-Disposition"] = f'attachment; filename="{fetched.doc_id}.edxml"'
        return response


class Second:
    """Generation 2: ``success``, ``message``, ``data``."""

    def done(self, **more: Any) -> HttpResponse:
        return _json({"success": True, "code": 200, "message": "OK"} | more)

    def refused(self, error: HubRefused) -> HttpResponse:
        said = {
            "success": False,
            "code": error.status,
            "message": error.words,
            "data": {
                "docId": "",
                "status": "error",
                "errorCode": error.number,
                "errorDesc": error.words,
            },
        }
        return _json(said, status=error.status)

    def waiting(self, rows: Sequence[Waiting]) -> HttpResponse:
        data = [
            {
                "docId": row.doc_id,
                "serviceType": "eDoc",
                "messageType": row.message_type.value,
                "createdTime": moments.shown(row.created_at),
                "updatedTime": moments.shown(row.updated_at),
                "from": row.from_code,
                "to": row.to_code,
                "status": row.progress.value,
                "statusDesc": PROGRESS_WORDS[row.progress],
            }
            for row in rows
        ]
        return self.done(count=len(data), data=data)

    def agencies(self, rows: Sequence[Listed]) -> HttpResponse:
        data = [
            {
                "orgCode": row.code,
                "orgName": row.name,
                "parentCode": row.parent_code,
                "address": "",
                "email": row.mail,
                "phone": row.phone,
                "oldCode": row.old_code,
            }
            for row in rows
        ]
        return self.done(count=len(data), data=data)

    def message(self, fetched: Fetched) -> StreamingHttpResponse:
        """The message as text under ``data.edxml``; its files are inside it."""
        head = {"success": True, "code": 200, "message": "OK"}
        about: dict[str, Any] = {
            "docId": fetched.doc_id,
            "messageType": fetched.message_type.value,
            "from": fetched.from_code,
            "fromName": fetched.from_name,
            "to": fetched.to_code,
            "edocCode": fetched.notation,
            "edocAbstract": fetched.title,
            "attachments": [],
        }
        opening = json.dumps(head, ensure_ascii=False)[:-1] + ', "data": '
        return _streamed(about, "edxml", _escaped(fetched.content.open()), "}}", before=opening)


def _json(content: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type=JSON)


def _streamed(
    head: dict[str, Any], member: str, value: Iterable[bytes], end: str, *, before: str = ""
) -> StreamingHttpResponse:
    """``head`` with one more text member, whose value comes in pieces."""

    def body() -> Iterator[bytes]:
        yield (before + json.dumps(head, ensure_ascii=False)[:-1] + f', "{member}": "').encode()
        yield from value
        yield ('"' + end).encode()

    return StreamingHttpResponse(body(), content_type=JSON)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece


def _base64(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        left = b""
        while piece := stream.read(PIECE):
            piece = left + piece
            whole = len(piece) - len(piece) % 3
            left = piece[whole:]
            yield pybase64.b64encode(piece[:whole])
        yield pybase64.b64encode(left)


def _escaped(stream: BinaryIO) -> Iterator[bytes]:
    """Text inside JSON quotes; bytes that are not UTF-8 are replaced, as JSON knows no other."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with stream:
        while piece := stream.read(PIECE):
            yield json.dumps(decoder.decode(piece), ensure_ascii=False)[1:-1].encode()
        yield json.dumps(decoder.decode(b"", final=True), ensure_ascii=False)[1:-1].encode()
