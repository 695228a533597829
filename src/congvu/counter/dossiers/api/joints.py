"""Joint work under way through the API: what is stuck, whose it is, sending it again."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from congvu.core.kernel.api import Key, actor_of, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import demand
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.api.router import router
from congvu.counter.dossiers.policies import READ
from congvu.counter.dossiers.queries.joints import Part, parts_of


class JointPartOut(Schema):
    """`side` là `asking` (đã chuyển đi) hoặc `asked` (hệ thống khác chuyển đến)."""

    id: int
    side: str
    dossier_id: int
    code: str
    far_code: str
    other: str
    state: str
    owner: str
    since: datetime
    age_seconds: int
    error: str
    gaps: list[str]
    due_at: datetime | None
    away: bool
    stuck: bool


class JointPartsOut(Schema):
    items: list[JointPartOut]


@router.get("/joints", response=JointPartsOut, summary="Liên thông đang đi")
def joints(request: HttpRequest) -> HttpResponse:
    """Việc đã chuyển chưa có kết quả và hồ sơ do hệ thống khác chuyển đến, kèm người phụ trách,
    tuổi và lỗi cuối; việc bị kẹt đứng trước. Phạm vi: `dossiers.dossier.read`."""
    actor = actor_of(request)
    demand(actor, READ)
    return quick({"items": [_shown(part) for part in parts_of(actor, now())]})


@router.post("/joints/{int:joint_id}/retry", response=JointPartsOut, summary="Gửi lại liên thông")
def retry_joint(request: HttpRequest, joint_id: Key) -> HttpResponse:
    """Chuyển lại việc chưa chuyển được, hoặc thử gửi ngay thư đang kẹt.
    Phạm vi: `dossiers.dossier.retry`."""
    actor, at = actor_of(request), now()
    actions.retry_joint(actor=actor, at=at, joint_id=joint_id)
    return quick({"items": [_shown(part) for part in parts_of(actor, at)]})


@router.post(
    "/joints/asked/{int:link_id}/retry", response=JointPartsOut, summary="Gửi lại tin về nơi chuyển"
)
def retry_joint_link(request: HttpRequest, link_id: Key) -> HttpResponse:
    """Báo lại tình trạng hồ sơ cho hệ thống đã chuyển đến. Phạm vi: `dossiers.dossier.retry_link`."""
    actor, at = actor_of(request), now()
    actions.retry_link(actor=actor, at=at, link_id=link_id)
    return quick({"items": [_shown(part) for part in parts_of(actor, at)]})


def _shown(part: Part) -> dict[str, object]:
    names = set(JointPartOut.model_fields) - {"id", "age_seconds", "gaps"}
    return {name: getattr(part, name) for name in names} | {
        "id": part.pk, "age_seconds": int(part.age.total_seconds()), "gaps": list(part.gaps),
    }  # fmt: skip
