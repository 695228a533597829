"""Pages that fail in every way a page can fail."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from congvu.core.kernel.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
    TooLarge,
    Unavailable,
)

REFUSALS = {
    error.code: error
    for error in (Invalid, NotAllowed, NotFound, Stale, Conflict, TooLarge, Unavailable)
}


def refuse(request: HttpRequest, code: str) -> HttpResponse:
    raise REFUSALS[code]


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("tốt")


def stream(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.read())))


stream.reads_stream = True  # type: ignore[attr-defined]

urlpatterns = [
    path("tu-choi/<str:code>", refuse),
    path("mat-csdl", lose_database),
    path("cam", forbid),
    path("hong", crash),
    path("tot", fine),
    path("api/v1/tot", fine),
    path("api/v1/tu-choi/<str:code>", refuse),
    path("luong", stream),
    path("", include("congvu.core.ui.urls")),
]
handler400 = "congvu.core.ui.web.bad_request"
handler403 = "congvu.core.ui.web.forbidden"
handler404 = "congvu.core.ui.web.not_found"
handler500 = "congvu.core.ui.web.server_error"
