"""What the API root cannot see: unknown paths, wrong methods, bodies refused unread, crashes."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from congvu.project.api.limits import refused_status
from congvu.project.api.problems import problem

PREFIX = "/api/"
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiAnswers:
    """Every refusal under ``/api/`` leaves in the one shape, whoever made it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        unread = refused_status(request)
        response = problem(unread) if unread else self.get_response(request)
        return _shaped(response)


def _shaped(response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or _has_shape(response):
        return response
    shaped = problem(response.status_code)
    for name in KEPT_HEADERS:
        if name in response.headers:
            shaped[name] = response.headers[name]
    return shaped


def _has_shape(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(
        "application/json"
    ) and b'"status"' in getattr(response, "content", b"")
