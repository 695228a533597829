"""Gives each request its id, and leaves one event and one count per answer."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from congvu.project.health import figures

logger = logging.getLogger("congvu.request")
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECRET_PARTS = frozenset({"key", "token", "code"})
"""Parts of addresses that stand for a right: a payer's key, a ticket's, an appointment's code."""
QUIET = frozenset({"healthz", "readyz", "metrics"})


class RequestLog:
    """Outermost of our middlewares: its id is in every event of the request and the answer.

    The path is logged without its query, which may hold names and search words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        _trust_proxy(request)
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            _record(request, response, time.perf_counter() - began)
        response["X-Request-ID"] = request_id
        return response


def _trust_proxy(request: HttpRequest) -> None:
    """Behind our own proxy the visitor's address is the one that the proxy saw.

    Who really spoke to us stays under ``congvu.spoke``, a name that no header can take.
    """
    request.META["congvu.spoke"] = request.META.get("REMOTE_ADDR", "")
    given = request.headers.get("X-Real-IP", "")
    if given and request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
        try:
            request.META["REMOTE_ADDR"] = str(ip_address(given))
        except ValueError:
            logger.warning("proxy_sent_no_address")


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if GIVEN.fullmatch(given) else uuid.uuid4().hex


def _path(request: HttpRequest) -> str:
    """The address, without what opens a thing to whoever knows it."""
    path = request.path
    given = request.resolver_match.kwargs if request.resolver_match else {}
    for name in SECRET_PARTS & given.keys():
        if isinstance(given[name], str):
            path = path.replace(given[name], f"<{name}>")
    return path


def _record(request: HttpRequest, response: HttpResponse, duration: float) -> None:
    match = request.resolver_match
    view = (match.view_name if match else "") or "unknown"
    method = request.method if request.method in METHODS else "OTHER"
    figures.observe(
        method=method or "OTHER", view=view, status=response.status_code, duration=duration
    )
    if view in QUIET:
        return
    actor = getattr(request, "actor", None)
    logger.info(
        "request",
        extra={
            "method": method,
            "path": _path(request),
            "view": view,
            "status": response.status_code,
            "ms": round(duration * 1000, 1),
            "ip": request.META.get("REMOTE_ADDR", ""),
            "actor": getattr(actor, "username", ""),
            "agency": getattr(actor, "agency_id", None),
        },
    )
