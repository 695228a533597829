"""The printed forms of a dossier."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from congvu.core.files.actions import Stored
from congvu.core.kernel.api import Key, actor_of, picked, prepare, prepared, quick
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions, prints, queries
from congvu.counter.dossiers.api import shapes
from congvu.counter.dossiers.api.router import router

Number = Annotated[int, Path(ge=1, le=6)]


@router.get(
    "/{int:dossier_id}/forms/{int:number}", summary="Biểu mẫu của hồ sơ (PDF)",
    openapi_extra={
        "responses": {
            200: {
                "description": "Biểu mẫu, PDF/A-2b.",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)  # fmt: skip
def form(request: HttpRequest, dossier_id: Key, number: Number) -> HttpResponse:
    """Mẫu 01-06 theo số của TT 03/2025/TT-VPCP; số in trên giấy theo ngày lập."""
    dossier = queries.for_actor(actor_of(request), dossier_id)
    answer = HttpResponse(
        prints.form_pdf(dossier, number, at=now()), content_type="application/pdf"
    )
    name = prints.file_name(dossier, number)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sign(request: HttpRequest, dossier_id: int, number: int, payload: shapes.SealFormIn) -> Stored:
    """Before the call's transaction: tokens and services take their time."""
    return actions.sign_form(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, number=number,
        key_id=payload.key_id, pin=payload.pin,
    )  # fmt: skip


@router.post(
    "/{int:dossier_id}/forms/{int:number}/sign", response={201: shapes.SealedFormOut},
    summary="Ký số biểu mẫu của hồ sơ",
)  # fmt: skip
@prepare(_sign)
def sign(
    request: HttpRequest, dossier_id: Key, number: Number, payload: shapes.SealFormIn
) -> HttpResponse:
    """Bằng khóa của cơ quan, giữ cùng hồ sơ (PDF/A ký số). Phạm vi: `dossiers.dossier.seal` và
    `signing.`."""
    file = actions.keep_form(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, number=number,
        signed=prepared(request),
    )  # fmt: skip
    return quick(picked(shapes.SealedFormOut, file), status=201)
