"""Drafts: begun, saved, looked at, shared, filed. Each is its owner's and of whom they let in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import Cursor, Key, Limit, PageOut, actor_of, page_of, picked, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.counter.filing import actions, queries
from congvu.counter.filing.actions.submit import checked, files_of
from congvu.counter.filing.api import shapes
from congvu.counter.filing.api.router import router
from congvu.counter.filing.policies import owns


def _shown(actor: Actor, draft_id: int, *, status: int = 200) -> HttpResponse:
    draft = queries.draft_for(actor, draft_id)
    return quick(shapes.whole_draft(draft, files_of(draft)), status=status)


@router.get("/drafts", response=PageOut[shapes.FilingDraftRow], summary="Bản khai của tôi")
def drafts(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Bản khai đang mở của người gọi và bản khai được mời cùng khai."""
    rows = queries.drafts_of(actor_of(request)).select_related("procedure__procedure", "agency")
    return quick(page_of(rows, cursor=cursor, limit=limit, show=shapes.draft_row))


@router.post("/drafts", response={201: shapes.FilingDraftOut}, summary="Bắt đầu khai")
def begin(request: HttpRequest, payload: shapes.BeginDraftIn) -> HttpResponse:
    """Theo phiên bản thủ tục và tờ khai của hôm nay, điền sẵn điều đã biết. Phạm vi:
    `filing.draft.begin`."""
    actor = actor_of(request)
    begun = actions.begin(actor=actor, at=now(), **payload.arguments())
    return _shown(actor, begun.draft.pk, status=201)


@router.get("/drafts/{int:draft_id}", response=shapes.FilingDraftOut, summary="Một bản khai")
def draft(request: HttpRequest, draft_id: Key) -> HttpResponse:
    return _shown(actor_of(request), draft_id)


@router.post(
    "/drafts/{int:draft_id}/save", response=shapes.FilingDraftOut, summary="Lưu các ô"
)  # fmt: skip
def save(request: HttpRequest, draft_id: Key, payload: shapes.SaveDraftIn) -> HttpResponse:
    """Đúng những ô được gửi, giữ nguyên như đã gõ. Phạm vi: `filing.draft.save`."""
    actor = actor_of(request)
    actions.save(actor=actor, at=now(), draft_id=draft_id, **payload.arguments())
    return _shown(actor, draft_id)


@router.post(
    "/drafts/{int:draft_id}/renew", response=shapes.FilingDraftOut,
    summary="Chuyển sang phiên bản mới",
)  # fmt: skip
def renew(request: HttpRequest, draft_id: Key) -> HttpResponse:
    """Thủ tục hoặc tờ khai vừa đổi: nội dung đã khai được giữ. Phạm vi: `filing.draft.renew`."""
    actor = actor_of(request)
    actions.renew(actor=actor, at=now(), draft_id=draft_id)
    return _shown(actor, draft_id)


@router.post("/drafts/{int:draft_id}/drop", response={204: None}, summary="Bỏ bản khai")
def drop(request: HttpRequest, draft_id: Key) -> HttpResponse:
    """Nội dung đã khai bị xóa. Phạm vi: `filing.draft.drop`."""
    actions.drop(actor=actor_of(request), at=now(), draft_id=draft_id)
    return HttpResponse(status=204)


@router.get(
    "/drafts/{int:draft_id}/review", response=shapes.DraftReviewOut, summary="Xem lại trước khi nộp"
)
def review(request: HttpRequest, draft_id: Key) -> HttpResponse:
    """Mọi điều còn cản việc nộp, cùng một lúc."""
    one = queries.draft_for(actor_of(request), draft_id)
    found = checked(one, files_of(one), now())
    return quick({"ready": not found.problems, "problems": dict(found.problems)})


@router.post(
    "/drafts/{int:draft_id}/file", response={201: shapes.SubmissionOut}, summary="Nộp hồ sơ"
)  # fmt: skip
def file_one(request: HttpRequest, draft_id: Key, payload: shapes.DraftSeenIn) -> HttpResponse:
    """Còn thiếu thì 422 với `data.paths`; bản khai vẫn nguyên khi bị từ chối. Phạm vi:
    `filing.draft.file`."""
    done = actions.file_draft(
        actor=actor_of(request), at=now(), draft_id=draft_id, **payload.arguments()
    )
    return quick(shapes.submission(done), status=201)


@router.get(
    "/drafts/{int:draft_id}/shares", response=list[shapes.DraftShareOut],
    summary="Người được mời, ủy quyền",
)  # fmt: skip
def shares(request: HttpRequest, draft_id: Key) -> HttpResponse:
    """Chỉ chủ bản khai xem được."""
    actor = actor_of(request)
    one = queries.draft_for(actor, draft_id)
    if not owns(actor, one):
        raise NotFound
    return quick([picked(shapes.DraftShareOut, row) for row in one.shares.order_by("-id")[:100]])


@router.post(
    "/drafts/{int:draft_id}/shares", response={201: shapes.DraftShareOut},
    summary="Mời cùng khai, ủy quyền nộp",
)  # fmt: skip
def share(request: HttpRequest, draft_id: Key, payload: shapes.ShareDraftIn) -> HttpResponse:
    """Thư mời gửi tới hộp thư; người nhận cần tài khoản. Phạm vi: `filing.draft.share`."""
    row = actions.share(actor=actor_of(request), at=now(), draft_id=draft_id, **payload.arguments())
    return quick(picked(shapes.DraftShareOut, row), status=201)


@router.post(
    "/drafts/{int:draft_id}/shares/{int:share_id}/revoke", response={204: None},
    summary="Thu hồi lời mời, ủy quyền",
)  # fmt: skip
def unshare(request: HttpRequest, draft_id: Key, share_id: Key) -> HttpResponse:
    """Có hiệu lực ngay. Phạm vi: `filing.draft.unshare`."""
    actions.unshare(actor=actor_of(request), at=now(), draft_id=draft_id, share_id=share_id)
    return HttpResponse(status=204)


@router.post("/shares/accept", response=shapes.FilingDraftOut, summary="Nhận lời mời, ủy quyền")
def accept(request: HttpRequest, payload: shapes.AcceptShareIn) -> HttpResponse:
    """`key` ở cuối đường dẫn trong thư mời. Phạm vi: `filing.draft.accept`."""
    actor = actor_of(request)
    one = actions.accept_share(actor=actor, at=now(), **payload.arguments())
    return _shown(actor, one.pk)
