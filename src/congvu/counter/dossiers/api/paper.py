"""The printed forms of a dossier."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from congvu.core.kernel.api import Key, actor_of
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import prints, queries
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
    name = f"mau-{number:02}-{dossier.code}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
