"""Words between citizen and desk; the desk's links, ratings and remedies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.api import Cursor, Key, Limit, PageOut, actor_of, page_of, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import permits
from congvu.counter.dossiers.queries import for_actor
from congvu.counter.filing import actions, queries
from congvu.counter.filing.api import shapes
from congvu.counter.filing.api.router import router


@router.get(
    "/dossiers/{int:dossier_id}/messages", response=PageOut[shapes.DossierMessageOut],
    summary="Trao đổi về hồ sơ",
)  # fmt: skip
def messages(
    request: HttpRequest, dossier_id: Key, cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """Của người nộp về hồ sơ mình, và của cán bộ đọc được hồ sơ; cũ trước."""
    rows = queries.messages_for(actor_of(request), dossier_id)
    return quick(page_of(rows, cursor=cursor, limit=limit, order=("id",), show=shapes.message))


@router.post(
    "/dossiers/{int:dossier_id}/messages", response={201: shapes.DossierMessageOut},
    summary="Viết cho phía bên kia",
)  # fmt: skip
def write(request: HttpRequest, dossier_id: Key, payload: shapes.FilingWordIn) -> HttpResponse:
    """Phía bên kia được báo. Phạm vi: `filing.message.write`."""
    row = actions.write_message(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, **payload.arguments()
    )
    return quick(shapes.message(row), status=201)


@router.get(
    "/dossiers/{int:dossier_id}/links", response=list[shapes.DossierLinkOut],
    summary="Đường dẫn riêng của hồ sơ",
)  # fmt: skip
def links(request: HttpRequest, dossier_id: Key) -> HttpResponse:
    """Cán bộ đọc được hồ sơ; `url` chỉ hiện cho người được cấp đường dẫn."""
    actor = actor_of(request)
    for_actor(actor, dossier_id)
    shown = permits(actor, "filing.link.issue")
    return quick([shapes.link(row, shown=shown) for row in queries.links_of(dossier_id)])


@router.post(
    "/dossiers/{int:dossier_id}/links", response={201: shapes.DossierLinkOut},
    summary="Cấp đường dẫn riêng",
)  # fmt: skip
def issue(request: HttpRequest, dossier_id: Key, payload: shapes.IssueLinkIn) -> HttpResponse:
    """Đường dẫn cũ cùng loại hết hiệu lực. Phạm vi: `filing.link.issue`."""
    actor = actor_of(request)
    for_actor(actor, dossier_id)
    row = actions.issue_link(actor=actor, at=now(), dossier_id=dossier_id, **payload.arguments())
    return quick(shapes.link(row, shown=True), status=201)


@router.post("/links/{int:link_id}/revoke", response={204: None}, summary="Thu hồi đường dẫn riêng")
def revoke(request: HttpRequest, link_id: Key) -> HttpResponse:
    """Có hiệu lực ngay. Phạm vi: `filing.link.revoke`."""
    actions.revoke_link(actor=actor_of(request), at=now(), link_id=link_id)
    return HttpResponse(status=204)


@router.get("/ratings", response=PageOut[shapes.DossierRatingOut], summary="Đánh giá của người dân")
def ratings(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Của cơ quan người gọi, mới trước."""
    rows = queries.ratings_for(actor_of(request))
    return quick(page_of(rows, cursor=cursor, limit=limit, show=shapes.rating))


@router.get("/remedies", response=PageOut[shapes.RemedyOut], summary="Việc còn nợ sau đánh giá xấu")
def remedies(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Của cơ quan người gọi, chưa ghi là xong."""
    rows = queries.remedies_for(actor_of(request))
    return quick(page_of(rows, cursor=cursor, limit=limit, show=shapes.remedy))


@router.post(
    "/remedies/{int:remedy_id}/close", response=shapes.RemedyOut, summary="Ghi việc đã làm"
)  # fmt: skip
def close(request: HttpRequest, remedy_id: Key, payload: shapes.FilingWordIn) -> HttpResponse:
    """Người dân thấy việc đã làm. Phạm vi: `filing.remedy.close`."""
    row = actions.close_remedy(
        actor=actor_of(request), at=now(), remedy_id=remedy_id, **payload.arguments()
    )
    return quick(shapes.remedy(row))
