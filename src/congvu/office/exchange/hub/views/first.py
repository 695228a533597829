"""Generation 1: every call a POST with signed headers (the two downloads by GET as well)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from congvu.core.kernel.clock import now
from congvu.office.exchange.hub import callers, directory, postbox, uploads
from congvu.office.exchange.hub.answers import First
from congvu.office.exchange.hub.codes import HubRefused, Reason
from congvu.office.exchange.hub.mailbox import Listed, MessageType
from congvu.office.exchange.hub.signature import Parameters
from congvu.office.exchange.hub.views import reading
from congvu.office.exchange.hub.views.serving import View, serve, short_body
from congvu.office.exchange.models import Peer

ANSWERS = First()
FILE = frozenset({"file_doc"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a system that has proven who it is."""

    request: HttpRequest
    peer: Peer
    parameters: Parameters
    at: datetime

    @property
    def message_type(self) -> MessageType:
        return reading.message_type(self.parameters.get("messagetype"))

    @property
    def doc_id(self) -> str:
        return reading.doc_id(self.parameters.get("docId"))


def agencies(call: Call) -> HttpResponseBase:
    return ANSWERS.agencies(directory.agencies(level=None, at=call.at))


def agencies_qd20(call: Call) -> HttpResponseBase:
    level = reading.level(call.parameters.get("level"))
    return ANSWERS.agencies(directory.agencies(level=level, at=call.at))


def register_agency(call: Call) -> HttpResponseBase:
    said = _agency(short_body(call.request))
    postbox.register_agency(call.peer, said, at=call.at)
    return ANSWERS.done()


def delete_agency(call: Call) -> HttpResponseBase:
    code = call.parameters.get("AgencyCode").strip()
    if not code:
        code = _agency(short_body(call.request)).code
    postbox.delete_agency(call.peer, code, at=call.at)
    return ANSWERS.done()


def send(call: Call) -> HttpResponseBase:
    """The file's own hash is signed with the headers, which makes it as authentic as they are."""
    said = call.parameters
    from_code = said.get("from").strip()
    if not from_code:
        raise HubRefused(Reason.INPUT, "Thiếu tiêu đề from (mã cơ quan gửi).")
    reading.message_type(said.get("messagetype"))
    content_type = call.request.headers.get("Content-Type", "")
    message = uploads.message_of(call.request, content_type, names=FILE)
    digest = said.get("hash-file").strip().lower()
    whole = len(digest) == 64
    doc_id = postbox.accept(
        call.peer, message if whole else uploads.Hashed(message, digest), at=call.at,
        sender=from_code, recipients=reading.codes(said.get("to")), sha256=digest if whole else "",
    )  # fmt: skip
    return ANSWERS.done(DocId=doc_id)


def received(call: Call) -> HttpResponseBase:
    said = call.parameters
    period = reading.period(said.get("fromDate"), said.get("toDate"))
    return ANSWERS.waiting(postbox.received(call.peer, call.message_type, period))


def sent(call: Call) -> HttpResponseBase:
    said = call.parameters
    period = reading.period(said.get("fromDate"), said.get("toDate"))
    doc_id = reading.doc_id(said.get("docId")) if said.get("docId") else ""
    return ANSWERS.sent(postbox.sent(call.peer, call.message_type, period, doc_id))


def fetch(call: Call) -> HttpResponseBase:
    return ANSWERS.message(postbox.fetch(call.peer, call.doc_id, at=call.at))


def download(call: Call) -> HttpResponseBase:
    return ANSWERS.file(postbox.fetch(call.peer, call.doc_id, at=call.at))


def update_status(call: Call) -> HttpResponseBase:
    progress = reading.progress(call.parameters.get("status"))
    postbox.progress(call.peer, call.doc_id, progress, at=call.at)
    return ANSWERS.done()


def count_letters(call: Call) -> HttpResponseBase:
    return ANSWERS.done(count=postbox.count(call.peer, MessageType.EDOC))


def count_statuses(call: Call) -> HttpResponseBase:
    return ANSWERS.done(count=postbox.count(call.peer, MessageType.STATUS))


CALLS: dict[str, Callable[[Call], HttpResponseBase]] = {
    "getAgenciesList": agencies,
    "getAgenciesListQD20": agencies_qd20,
    "registerAgency": register_agency,
    "deleteAgency": delete_agency,
    "sendEdoc": send,
    "getReceivedEdocList": received,
    "getSentEdocList": sent,
    "getEdoc": fetch,
    "updateStatus": update_status,
    "countReceiveEdoc": count_letters,
    "countReceiveStatus": count_statuses,
    "downloadEdoc": download,
}
ALSO_BY_GET = frozenset({"downloadEdoc"})
"""The Java kit downloads by GET."""


def view(name: str) -> View:
    """The address of one call."""
    call = CALLS[name]

    def run(request: HttpRequest) -> HttpResponseBase:
        at = now()
        peer, parameters = callers.first(request, at=at)
        return call(Call(request, peer, parameters, at))

    methods = ("POST", "GET") if name in ALSO_BY_GET else ("POST",)
    return serve(run, answers=ANSWERS, methods=methods)


def _agency(body: bytes) -> Listed:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise HubRefused(Reason.INPUT, "Thông tin cơ quan phải là JSON.")

    def text(name: str, longest: int) -> str:
        value = said.get(name)
        written = "" if value is None or isinstance(value, dict | list) else str(value)
        return written.replace("\x00", "").strip()[:longest]

    return Listed(
        code=text("code", 100), name=text("name", 200), parent_code=text("pcode", 35),
        mail=text("mail", 200), phone=text("mobile", 50), fax=text("fax", 50), own_id=text("id", 60),
    )  # fmt: skip
