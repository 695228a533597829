"""Client of the second generation: a token of half an hour, and the system's key beside it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode

from congvu.core.files.spool import Spooled
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub import moments
from congvu.office.exchange.hub.https import Answer, Body, Form, NotKnown, Wire
from congvu.office.exchange.hub.mailbox import Listed, MessageType, Period, Progress
from congvu.office.exchange.hub.upstream.extract import message_in
from congvu.office.exchange.hub.upstream.first import PASSING, rows_of, text_of
from congvu.office.exchange.hub.upstream.hub import LARGEST_MESSAGE, Announced, HubSaid

TOKEN_SECONDS = 29 * 60
"""A minute less than the axis grants, so that a call begun now ends in time."""


class SecondHub:
    """An axis that speaks generation 2, as ``hub.Hub``.

    :param login: what the axis asks for at the login beside the system's own key; by default the
        system id and its secret
    """

    def __init__(
        self,
        wire: Wire,
        *,
        system_id: str,
        secret: str,
        login: Mapping[str, Any] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.wire = wire
        self.system_id = system_id
        self._secret = secret
        self._login = dict(login or {"username": system_id, "password": secret})
        self._monotonic = monotonic
        self._token = ""
        self._until = 0.0

    def send(
        self,
        content: Content,
        message_type: MessageType,
        *,
        from_code: str,
        to_codes: Sequence[str] = (),
    ) -> str:
        form = Form("edocFile", content, fields=(("messageType", message_type.value),))
        answer = self._call("POST", "/v1/sendEdoc", body=form)
        data = answer.get("data")
        return text_of(answer, "docId") or text_of(data if isinstance(data, dict) else {}, "docId")

    def received(self, message_type: MessageType, period: Period) -> list[Announced]:
        query = {"messageType": message_type.value}
        if period.since is not None:
            query["fromDate"] = moments.written_day(period.since)
        if period.until is not None:
            query["toDate"] = moments.written_day(period.until)
        answer = self._call("GET", "/v1/syncReceivedEdocList?" + urlencode(query))
        return [
            Announced(
                doc_id=text_of(row, "docId"),
                message_type=message_type,
                from_code=text_of(row, "from"),
                to_code=text_of(row, "to"),
                status=text_of(row, "status"),
                created=text_of(row, "createdTime"),
            )
            for row in rows_of(answer)
            if text_of(row, "docId")
        ]

    @contextmanager
    def fetch(self, doc_id: str) -> Iterator[Content]:
        with ExitStack() as stack:
            try:
                answer = stack.enter_context(self._message(doc_id))
            except NotKnown:
                self._token = ""
                answer = stack.enter_context(self._message(doc_id))
            about, content = stack.enter_context(message_in(answer))
            _demand_success(about)
            if content is None:
                raise HubSaid("", f"gói tin {doc_id} rỗng")
            yield content

    def acknowledge(self, doc_id: str, progress: Progress) -> None:
        body = json.dumps({"docId": doc_id, "status": progress.value}).encode()
        self._call("POST", "/v1/updateStatus", body=body)

    def agencies(self) -> list[Listed]:
        rows = rows_of(self._call("GET", "/v1/getAgenciesList"))
        return [
            Listed(
                code=text_of(row, "orgCode") or text_of(row, "code"),
                name=text_of(row, "orgName") or text_of(row, "name"),
                parent_code=text_of(row, "parentCode"),
                mail=text_of(row, "email") or text_of(row, "mail"),
                phone=text_of(row, "phone"),
                old_code=text_of(row, "oldCode"),
            )
            for row in rows
        ]

    def close(self) -> None:
        self.wire.close()

    def _call(self, method: str, path: str, *, body: Body = b"") -> dict[str, Any]:
        """A token that the axis no longer knows is renewed once."""
        self._renew()
        answer = self._ask(method, path, body)
        if answer.status == 401:
            self._token = ""
            self._renew()
            answer = self._ask(method, path, body)
        return _demand_success(answer.json())

    def _message(self, doc_id: str) -> AbstractContextManager[Spooled]:
        self._renew()
        path = "/v1/getEdoc?" + urlencode({"docId": doc_id})
        limit = LARGEST_MESSAGE * 4 // 3 + 1_000_000
        return self.wire.download("GET", path, headers=self._headers(b""), limit=limit)

    def _ask(self, method: str, path: str, body: Body) -> Answer:
        return self.wire.call(method, path, headers=self._headers(body), body=body)

    def _headers(self, body: Body) -> Callable[[], Mapping[str, str]]:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "X-SystemId": self.system_id,
            "X-SecretKey": self._secret,
            "Accept": "application/json",
        }
        if not isinstance(body, Form) and body:
            headers["Content-Type"] = "application/json"
        return lambda: headers

    def _renew(self) -> None:
        if self._token and self._monotonic() < self._until:
            return
        body = json.dumps(self._login).encode()
        answer = self.wire.call(
            "POST",
            "/v1/auth/login?allow_anonymous=true",
            headers=lambda: {"Content-Type": "application/json", "Accept": "application/json"},
            body=body,
        ).json()
        data = answer.get("data")
        inner = data if isinstance(data, dict) else {}
        token = text_of(inner, "token") or text_of(answer, "token")
        if not token:
            code = text_of(inner, "errorCode") or text_of(answer, "code")
            raise HubSaid(code, text_of(answer, "message") or "không cấp mã truy cập")
        self._token, self._until = token, self._monotonic() + TOKEN_SECONDS


def _demand_success(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("data")
    inner = data if isinstance(data, dict) else {}
    code = text_of(inner, "errorCode")
    if answer.get("success", True) is not False and code in {"", "0"}:
        return answer
    words = text_of(inner, "errorDesc") or text_of(answer, "message")
    raise HubSaid(code or text_of(answer, "code"), words, passing=code in PASSING)
