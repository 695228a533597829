"""Receiving at the counter, and filing what waits for the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.api import actor_of, quick
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.api import shapes
from congvu.counter.dossiers.api.router import router


@router.post("", response={201: shapes.DossierRow}, summary="Tiếp nhận hồ sơ tại quầy")
def receive(request: HttpRequest, payload: shapes.ReceiveDossierIn) -> HttpResponse:
    """Nộp thay và tiếp nhận ngay, có mã và hạn trả. Phạm vi: `dossiers.dossier.receive`."""
    made = actions.receive(
        actor=actor_of(request), at=now(), filing=payload.filing(),
        channel=shapes.CHANNELS[payload.channel],
    )  # fmt: skip
    return quick(shapes.row_of(made), status=201)


@router.post("/file", response={201: shapes.DossierRow}, summary="Nộp hồ sơ")
def file_one(request: HttpRequest, payload: shapes.FileDossierIn) -> HttpResponse:
    """Trực tuyến, hoặc bưu chính do Bộ phận Một cửa nhập: chờ tiếp nhận. Phạm vi:
    `dossiers.dossier.file`."""
    made = actions.file_dossier(
        actor=actor_of(request), at=now(), agency_id=payload.agency_id, filing=payload.filing(),
        channel=shapes.CHANNELS[payload.channel],
    )  # fmt: skip
    return quick(shapes.row_of(made), status=201)
