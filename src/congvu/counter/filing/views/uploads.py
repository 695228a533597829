"""Files in pieces: begun, continued from where they stopped, ended. The answers are JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError, NotFound
from congvu.counter.filing import actions, queries
from congvu.counter.filing.models import DraftFile, Upload
from congvu.counter.filing.views.web import draft_actor


@never_cache
@require_POST
def start(request: HttpRequest, pk: int) -> JsonResponse:
    """``/nop-ho-so/<số>/tai-len/``: ``slot``, ``name``, ``size``; the same file again goes on."""
    draft = queries.draft_for(draft_actor(request, pk), pk)
    size = request.POST.get("size", "")
    try:
        upload = actions.start_upload(
            draft=draft, slot=request.POST.get("slot", "")[:60],
            name=request.POST.get("name", "")[:255],
            size=int(size) if size.isdecimal() and len(size) < 15 else 0, at=now(),
        )  # fmt: skip
    except DomainError as refusal:
        return _refused(refusal)
    return JsonResponse({"key": upload.key, "received": upload.received}, status=201)


@never_cache
@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, pk: int, key: str) -> JsonResponse:
    """``/nop-ho-so/<số>/tai-len/<khóa>/``: GET says how much is there, POST brings the next piece
    with ``Upload-Offset``; the last one answers with the file."""
    actor = draft_actor(request, pk)
    draft = queries.draft_for(actor, pk)
    if request.method == "GET":
        found = Upload.objects.filter(draft=draft, key=key[:43]).first()
        if found is None:
            raise NotFound
        return JsonResponse({"received": found.received, "size": found.size})
    offset = request.headers.get("Upload-Offset", "")
    try:
        upload = actions.take_piece(
            draft=draft, key=key[:43], piece=request.body,
            offset=int(offset) if offset.isdecimal() and len(offset) < 15 else -1,
        )  # fmt: skip
        if upload.received < upload.size:
            return JsonResponse({"received": upload.received})
        row = actions.finish_upload(actor=actor, at=now(), upload=upload)
    except NotFound:
        raise
    except DomainError as refusal:
        return _refused(refusal)
    return JsonResponse(_shown(row), status=201)


def _shown(row: DraftFile) -> dict[str, Any]:
    return {"file": row.pk, "name": row.file.name, "size": row.file.blob.size, "slot": row.slot}


def _refused(refusal: DomainError) -> JsonResponse:
    received = refusal.data.get("received")
    more = {} if received is None else {"received": received}
    return JsonResponse(
        {"code": refusal.code, "message": refusal.message, **more}, status=refusal.status
    )
