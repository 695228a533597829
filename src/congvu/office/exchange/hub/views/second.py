"""Generation 2: a token, the system's key beside it, plain methods of the web."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from congvu.core.kernel.clock import now
from congvu.office.exchange.hub import callers, directory, postbox, uploads
from congvu.office.exchange.hub.answers import Second
from congvu.office.exchange.hub.codes import HubRefused, Reason
from congvu.office.exchange.hub.views import reading
from congvu.office.exchange.hub.views.serving import View, serve, short_body
from congvu.office.exchange.models import Peer

ANSWERS = Second()
FILE = frozenset({"edocFile"})


def login(request: HttpRequest) -> HttpResponseBase:
    token = callers.login(request, short_body(request), at=now())
    return ANSWERS.done(data={"token": token, "expiresIn": 1800})


def send(request: HttpRequest, peer: Peer, at: datetime) -> HttpResponseBase:
    content_type = request.headers.get("Content-Type", "")
    message = uploads.message_of(request, content_type, names=FILE)
    doc_id = postbox.accept(peer, message, at=at)
    return ANSWERS.done(docId=doc_id, data={"docId": doc_id, "status": "OK", "errorCode": "0"})


def received(request: HttpRequest, peer: Peer, at: datetime) -> HttpResponseBase:
    said = request.GET
    period = reading.period(said.get("fromDate", ""), said.get("toDate", ""))
    message_type = reading.message_type(said.get("messageType", ""))
    return ANSWERS.waiting(postbox.received(peer, message_type, period))


def fetch(request: HttpRequest, peer: Peer, at: datetime) -> HttpResponseBase:
    doc_id = reading.doc_id(request.GET.get("docId", ""))
    return ANSWERS.message(postbox.fetch(peer, doc_id, at=at))


def update_status(request: HttpRequest, peer: Peer, at: datetime) -> HttpResponseBase:
    try:
        said = json.loads(short_body(request))
        doc_id, status = str(said["docId"]), str(said["status"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise HubRefused(Reason.INPUT, "Thiếu docId hoặc status.") from None
    postbox.progress(peer, reading.doc_id(doc_id), reading.progress(status), at=at)
    return ANSWERS.done()


def agencies(request: HttpRequest, peer: Peer, at: datetime) -> HttpResponseBase:
    return ANSWERS.agencies(directory.agencies(level=None, at=at))


CALLS: dict[str, tuple[str, Callable[[HttpRequest, Peer, datetime], HttpResponseBase]]] = {
    "sendEdoc": ("POST", send),
    "syncReceivedEdocList": ("GET", received),
    "getEdoc": ("GET", fetch),
    "updateStatus": ("POST", update_status),
    "getAgenciesList": ("GET", agencies),
}


def view(name: str) -> View:
    """The address of one call."""
    method, call = CALLS[name]

    def run(request: HttpRequest) -> HttpResponseBase:
        at = now()
        return call(request, callers.second(request, at=at), at)

    return serve(run, answers=ANSWERS, methods=(method,))


login_view = serve(login, answers=ANSWERS, methods=("POST",))
