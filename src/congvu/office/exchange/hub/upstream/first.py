"""Client of the first generation: signed headers, every call a POST."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub import moments, signature
from congvu.office.exchange.hub.https import Body, Form, Wire
from congvu.office.exchange.hub.mailbox import Listed, MessageType, Period, Progress
from congvu.office.exchange.hub.upstream.extract import content_of, message_in
from congvu.office.exchange.hub.upstream.hub import (
    LARGEST_MESSAGE,
    Account,
    Announced,
    HubSaid,
)

ROOT = re.compile(rb"<(?:[A-Za-z]\w*:)?edXML[\s>]")
HEAD = 4_096
"""Bytes within which a message names itself."""
PASSING = frozenset({"20", "24", "26", "31"})
"""Numbers of ours that another try may cure; other axes speak through the HTTP status."""


class FirstHub:
    """An axis that speaks generation 1, as ``hub.Hub`` and ``hub.Registrar``."""

    def __init__(self, wire: Wire, *, system_id: str, secret: str) -> None:
        self.wire = wire
        self.system_id = system_id
        self._secret = secret
        self._serves_files = True

    def send(
        self,
        content: Content,
        message_type: MessageType,
        *,
        from_code: str,
        to_codes: Sequence[str] = (),
    ) -> str:
        parameters = {
            "from": from_code,
            "servicetype": "eDoc",
            "messagetype": message_type.value,
            "hash-file": content.sha256,
        }
        if to_codes:
            parameters["to"] = json.dumps(list(to_codes), separators=(",", ":"))
        answer = self._call("/sendEdoc", parameters, body=Form("file_doc", content))
        return text_of(answer, "DocId")

    def received(self, message_type: MessageType, period: Period) -> list[Announced]:
        parameters = {"servicetype": "eDoc", "messagetype": message_type.value} | _period(period)
        answer = self._call("/getReceivedEdocList", parameters)
        return [
            Announced(
                doc_id=text_of(row, "docId"),
                message_type=message_type,
                from_code=text_of(row, "from"),
                to_code=text_of(row, "to"),
                status=text_of(row, "status"),
                created=text_of(row, "created_time"),
            )
            for row in rows_of(answer)
            if text_of(row, "docId")
        ]

    def sent(self, message_type: MessageType, doc_id: str) -> list[Account]:
        parameters = {
            "servicetype": "eDoc",
            "messagetype": message_type.value,
            "docId": doc_id,
        }
        answer = self._call("/getSentEdocList", parameters)
        return [
            Account(
                doc_id=text_of(row, "senderDocId"),
                to_code=text_of(row, "toCode"),
                send_status=text_of(row, "sendStatus"),
                receive_status=text_of(row, "receiveStatus"),
                words=text_of(row, "receiveStatusDesc"),
            )
            for row in rows_of(answer)
        ]

    @contextmanager
    def fetch(self, doc_id: str) -> Iterator[Content]:
        """The bare file from an axis that serves it (2.0.1), else the message inside JSON."""
        with ExitStack() as stack:
            content = stack.enter_context(self._file(doc_id)) if self._serves_files else None
            if content is None:
                content = stack.enter_context(self._message(doc_id))
            yield content

    @contextmanager
    def _file(self, doc_id: str) -> Iterator[Content | None]:
        """None when the answer is no message: the other call says why, or has it."""
        headers = self._headers({"docId": doc_id})
        with self.wire.download(
            "POST", "/downloadEdoc", headers=headers, limit=LARGEST_MESSAGE
        ) as answer:
            with answer.path.open("rb") as file:
                is_message = ROOT.search(file.read(HEAD)) is not None
            self._serves_files = is_message
            yield content_of(answer) if is_message else None

    @contextmanager
    def _message(self, doc_id: str) -> Iterator[Content]:
        headers = self._headers({"docId": doc_id})
        limit = LARGEST_MESSAGE * 4 // 3 + 1_000_000
        with (
            self.wire.download("POST", "/getEdoc", headers=headers, limit=limit) as answer,
            message_in(answer) as (about, content),
        ):
            _demand_ok(about)
            if content is None:
                raise HubSaid("", f"gói tin {doc_id} rỗng")
            yield content

    def acknowledge(self, doc_id: str, progress: Progress) -> None:
        self._call("/updateStatus", {"docId": doc_id, "status": progress.value})

    def agencies(self) -> list[Listed]:
        return [_agency(row) for row in rows_of(self._call("/getAgenciesList", {}))]

    def register(self, agency: Listed) -> None:
        body = json.dumps(
            {
                "id": agency.own_id,
                "pcode": agency.parent_code,
                "code": agency.code,
                "name": agency.name,
                "mail": agency.mail,
                "mobile": agency.phone,
                "fax": agency.fax,
            },
            ensure_ascii=False,
        ).encode()
        self._call("/registerAgency", {"AgencyCode": agency.code}, body=body)

    def delete(self, code: str) -> None:
        self._call("/deleteAgency", {"AgencyCode": code}, body=b"{}")

    def close(self) -> None:
        self.wire.close()

    def _call(
        self, path: str, parameters: Mapping[str, str], *, body: Body = b"{}"
    ) -> dict[str, Any]:
        """Signed anew for every attempt, so that none is older than its way."""
        answer = self.wire.call("POST", path, headers=self._headers(parameters, body), body=body)
        return _demand_ok(answer.json())

    def _headers(
        self, parameters: Mapping[str, str], body: Body = b""
    ) -> Callable[[], Mapping[str, str]]:
        def signed() -> Mapping[str, str]:
            moment = {"systemid": self.system_id, "timestamp": moments.stamp(self.wire.now())}
            headers = signature.sign({**moment, **parameters}, secret=self._secret)
            kind = {} if isinstance(body, Form) else {"Content-Type": "application/json"}
            return headers | kind

        return signed


def _demand_ok(answer: dict[str, Any]) -> dict[str, Any]:
    code = text_of(answer, "ErrorCode")
    if code == "0" and text_of(answer, "status").upper() != "FAIL":
        return answer
    raise HubSaid(code, text_of(answer, "ErrorDesc"), passing=code in PASSING)


def _period(period: Period) -> dict[str, str]:
    found = {}
    if period.since is not None:
        found["fromDate"] = moments.written_day(period.since)
    if period.until is not None:
        found["toDate"] = moments.written_day(period.until)
    return found


def rows_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    data = answer.get("data") or []
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def text_of(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _agency(row: Mapping[str, Any]) -> Listed:
    return Listed(
        code=text_of(row, "code"),
        name=text_of(row, "name"),
        parent_code=text_of(row, "pcode") or text_of(row, "pid"),
        mail=text_of(row, "mail"),
        phone=text_of(row, "mobile"),
        fax=text_of(row, "fax"),
        old_code=text_of(row, "oldCode") or text_of(row, "code102"),
        own_id=text_of(row, "id"),
    )
