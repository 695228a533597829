"""Addresses of files: every answer is authorised anew and, when it carries content, logged."""

from __future__ import annotations

from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from congvu.core.audit.actions import log
from congvu.core.files import pages, queries, store
from congvu.core.files.models import File
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For whatever a browser might run in spite of its type."""
VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For a PDF shown in place: browsers refuse to start their PDF viewer inside a sandbox."""


@require_safe
def download(request: HttpRequest, file_id: int, name: str) -> HttpResponseBase:
    """The content of a file; ``?xem=1`` asks for it in place, which PDF and pictures allow."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return redirect_to_login(request.get_full_path())
    file = queries.get(actor=actor, file_id=file_id)
    etag = f'"{file.blob.sha256}"'
    if _known(request, etag):
        return _headers(HttpResponseNotModified(), etag)
    inline = request.GET.get("xem") == "1" and file.blob.type.inline
    stream = None if _accelerated() else queries.open_file(file)
    log(
        verb="files.file.download", actor=actor, at=now(), subject=file.subject, label=file.name,
        changes={"file": file.pk, "version": file.version, "sha256": file.blob.sha256},
    )  # fmt: skip
    response = _content(file, stream)
    response.headers["Content-Disposition"] = disposition(file.name, inline=inline)
    plain_view = inline and file.blob.kind == "pdf"
    response.headers["Content-Security-Policy"] = VIEWER if plain_view else SANDBOX
    return _headers(response, etag)


@require_safe
def page_image(request: HttpRequest, file_id: int, number: int) -> HttpResponseBase:
    """One page as PNG; opening the first page is what the journal records as reading."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return redirect_to_login(request.get_full_path())
    file = queries.get(actor=actor, file_id=file_id)
    etag = f'"{file.blob.sha256}-{number}"'
    if _known(request, etag):
        return _headers(HttpResponseNotModified(), etag)
    stream = pages.image(file.blob, number)
    log(
        verb="files.page.view", actor=actor, at=now(), subject=file.subject, label=file.name,
        changes={"file": file.pk, "version": file.version, "page": number},
    )  # fmt: skip
    response = FileResponse(stream, content_type="image/png")
    response.headers["Content-Security-Policy"] = SANDBOX
    return _headers(response, etag)


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition with the RFC 5987 name, and an ASCII one for old programs."""
    plain = "".join(ch if ch.isascii() and ch not in '"\\%' else "_" for ch in name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _content(file: File, stream: IO[bytes] | None) -> HttpResponseBase:
    """The bytes, or for nginx the internal address under which it finds them."""
    if stream is None:
        response = HttpResponse(content_type=file.blob.mime)
        key = store.key_of(file.blob.sha256)
        response.headers["X-Accel-Redirect"] = f"{settings.CONGVU_ACCEL}{key}"
        return response
    answer = FileResponse(stream, content_type=file.blob.mime)
    answer.headers["Content-Length"] = str(file.blob.size)
    return answer


def _headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _known(request: HttpRequest, etag: str) -> bool:
    return etag in parse_etags(request.headers.get("If-None-Match", ""))


def _accelerated() -> bool:
    return bool(settings.CONGVU_ACCEL) and isinstance(store.current(), store.LocalStore)
