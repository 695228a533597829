"""Results that are signed by keys: the person's signature, number and seal, revoking, the register,
templates, and what the QR of a result tells."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from congvu.core.kernel.api import Key, actor_of, picked, prepare, prepared, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Paper
from congvu.counter.dossiers.api import shapes
from congvu.counter.dossiers.api.router import router
from congvu.counter.dossiers.models import ResultEntry
from congvu.counter.dossiers.policies import READ

MOST = 1000


def _sign(request: HttpRequest, dossier_id: int, payload: shapes.SignResultIn) -> Paper:
    """Before the call's transaction: tokens and services take their time."""
    return actions.sign_result(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, **payload.arguments()
    )


@router.post(
    "/{int:dossier_id}/result/sign", response=shapes.DossierRow, summary="Ký số kết quả"
)  # fmt: skip
@prepare(_sign)
def sign_result(
    request: HttpRequest, dossier_id: Key, payload: shapes.SignResultIn
) -> HttpResponse:
    """Bằng khóa của chính lãnh đạo. Phạm vi: `dossiers.dossier.sign` và `signing.`."""
    actions.keep_signed(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, paper=prepared(request)
    )
    return quick(shapes.row_of(queries.just_handled(dossier_id)))


def _seal(request: HttpRequest, dossier_id: int, payload: shapes.SignResultIn) -> Paper:
    return actions.seal_result(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, **payload.arguments()
    )


@router.post(
    "/{int:dossier_id}/result/seal", response=shapes.ResultEntryOut,
    summary="Cấp số, đóng dấu số kết quả",
)  # fmt: skip
@prepare(_seal)
def seal_result(
    request: HttpRequest, dossier_id: Key, payload: shapes.SignResultIn
) -> HttpResponse:
    """Số của sổ kết quả, rồi chữ ký số của cơ quan. Phạm vi: `dossiers.dossier.seal_result`,
    `dossiers.dossier.number` và `signing.`."""
    entry = actions.keep_sealed(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, paper=prepared(request)
    )
    return quick(_entry(entry))


@router.post(
    "/{int:dossier_id}/result/revoke", response=shapes.ResultEntryOut, summary="Thu hồi kết quả"
)
def revoke_result(
    request: HttpRequest, dossier_id: Key, payload: shapes.DossierReasonIn
) -> HttpResponse:
    """Số vẫn giữ trong sổ, trang xác minh báo đã thu hồi. Phạm vi: `dossiers.dossier.revoke`."""
    entry = actions.revoke_result(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, **payload.arguments()
    )
    return quick(_entry(entry))


@router.post(
    "/{int:dossier_id}/result/reissue", response=shapes.DossierRow, summary="Lập lại kết quả"
)
def reissue_result(
    request: HttpRequest, dossier_id: Key, payload: shapes.ReissueResultIn
) -> HttpResponse:
    """Sau khi thu hồi; ký số, cấp số, đóng dấu lại từ đầu. Phạm vi: `dossiers.dossier.reissue`."""
    actions.reissue_result(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, **payload.arguments()
    )
    return quick(shapes.row_of(queries.just_handled(dossier_id)))


@router.get("/results", response=list[shapes.ResultEntryOut], summary="Sổ kết quả")
def results(request: HttpRequest, first: date, last: date) -> HttpResponse:
    """Số đã cấp giữa hai ngày, mới trước, tối đa 1.000. Phạm vi: `dossiers.dossier.read`."""
    actor = actor_of(request)
    demand(actor, READ)
    return quick([_entry(one) for one in queries.register_entries(actor, first, last)[:MOST]])


@router.get("/results/{key}", response=shapes.VerifiedOut, summary="Xác minh kết quả theo mã QR")
def verify(
    request: HttpRequest, key: Annotated[str, Path(max_length=32, pattern=r"^[\w-]+$")]
) -> HttpResponse:
    """Như trang `/ket-qua/<khóa>/`: không có họ tên đầy đủ, không có nội dung."""
    found = queries.verified(key)
    facts = _entry(found.entry) | {
        "agency": found.agency, "applicant": found.applicant, "verdict": found.verdict,
        "replaced_by": found.replaced_by.code if found.replaced_by else "",
    }  # fmt: skip
    return quick(facts)


@router.post("/templates", response=shapes.TemplateOut, summary="Lập, sửa mẫu kết quả")
def template(request: HttpRequest, payload: shapes.ResultTemplateIn) -> HttpResponse:
    """Của cơ quan mình; mỗi thủ tục một mẫu. Phạm vi: `dossiers.dossier.keep_template`."""
    row = actions.keep_template(actor=actor_of(request), at=now(), **payload.arguments())
    return quick(picked(shapes.TemplateOut, row))


def _entry(entry: ResultEntry) -> dict[str, object]:
    return picked(shapes.ResultEntryOut, entry)
