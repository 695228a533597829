"""Idempotency keys: a POST that is repeated is answered again, and never done twice."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Conflict, Invalid
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert
from congvu.project.api.models import KeptAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[0-9A-Za-z._:-]{8,100}")
Run = Callable[..., HttpResponseBase]


class KeyReused(Conflict):
    code = "idempotency_key_reused"
    default = (
        "Khóa Idempotency-Key này đã dùng cho một nội dung khác. Hãy tạo khóa mới cho mỗi việc mới."
    )


class KeyMissing(Invalid):
    code = "idempotency_key_required"
    default = (
        "Thiếu tiêu đề Idempotency-Key. Hãy gửi một khóa riêng cho mỗi việc (8 đến 100 chữ, số, "
        "dấu gạch) và dùng lại đúng khóa đó khi gửi lại."
    )


class _Undo(Exception):
    """Carries a refusal out of the transaction, so that nothing of it stays."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.response = response


def keyed(run: Run) -> Run:
    """Around every operation: a POST runs in one transaction with the row of its key.

    The order is: who calls, what is sent, the key's row, the work, the answer. A refusal leaves
    no row, so the caller may correct it and use the key again. Of two calls at once the second
    waits for the first on the row's uniqueness and then gets its answer.
    """
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    if "POST" not in operation.methods:
        return run

    @functools.wraps(run)
    def post(request: HttpRequest, **path: Any) -> HttpResponseBase:
        refusal = operation._run_checks(request)
        if refusal is not None:
            return refusal
        try:
            draft = operation.api.create_temporal_response(request)
            values = operation._get_values(request, path, draft)
            row = _row(request)
            return _done(operation, request, row, values, draft)
        except _Undo as undone:
            return undone.response
        except Exception as error:  # every refusal gets its shape from the API root
            return operation.api.on_exception(request, error)

    return post


def _row(request: HttpRequest) -> KeptAnswer:
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        raise KeyMissing()
    owner: str = request.api_owner  # type: ignore[attr-defined]
    return KeptAnswer(owner=owner, key=key, digest=_digest(request), created_at=now())


def _done(
    operation: Operation,
    request: HttpRequest,
    row: KeptAnswer,
    values: dict[str, Any],
    draft: HttpResponse,
) -> HttpResponseBase:
    """The operation with its steps around the transaction, see ``kernel.api``."""
    view = operation.view_func
    before, after = getattr(view, "prepare", None), getattr(view, "follow", None)
    if before is not None:
        for kept in _KEPT(owner=row.owner, key=row.key):
            return _answer(kept, row)
        request.prepared = before(request, **values)  # type: ignore[attr-defined]
    response = _once(operation, request, row, values, draft)
    if after is None or REPLAYED in response:
        return response
    mine = KeptAnswer.objects.filter(owner=row.owner, key=row.key)
    try:
        result = after(request, **values)
    except Exception:
        mine.delete()
        raise
    response = operation._result_to_response(request, result, draft)
    mine.update(**_kept(response))
    return response


_KEPT = Prepared(
    lambda owner, key: KeptAnswer.objects.filter(owner=owner, key=key), owner=str, key=str
)


def _once(
    operation: Operation,
    request: HttpRequest,
    row: KeptAnswer,
    values: dict[str, Any],
    draft: HttpResponse,
) -> HttpResponseBase:
    with transaction.atomic():
        if not insert(row, unless_known=True):
            return _again(row)
        result = operation.view_func(request, **values)
        response = operation._result_to_response(request, result, draft)
        if response.status_code >= 400:
            raise _Undo(response)
        KeptAnswer.objects.filter(pk=row.pk).update(**_kept(response))
    return response


def _kept(response: HttpResponseBase) -> dict[str, Any]:
    return {
        "status": response.status_code,
        "content_type": response.headers.get("Content-Type", "")[:100],
        "body": getattr(response, "content", b""),
    }


def _again(row: KeptAnswer) -> HttpResponse:
    return _answer(KeptAnswer.objects.get(owner=row.owner, key=row.key), row)


def _answer(kept: KeptAnswer, row: KeptAnswer) -> HttpResponse:
    if kept.digest != row.digest:
        raise KeyReused()
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
    response[REPLAYED] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    """Of what is asked: path, query and body. A form is read by its parts, as the boundary and
    the order of parts change with every sending."""
    content = hashlib.sha256()
    content.update(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, items in sorted(request.POST.lists()):
            content.update(repr((name, items)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                content.update(repr((name, file.name, file.size)).encode())
                for chunk in file.chunks():
                    content.update(chunk)
                file.seek(0)
    else:
        content.update(request.body)
    return content.hexdigest()
