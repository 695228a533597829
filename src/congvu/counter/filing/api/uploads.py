"""Files of drafts: whole in one call, or in pieces that go on where they stopped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, UploadedFile

from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.api import Key, actor_of, picked, prepare, prepared, quick
from congvu.core.kernel.clock import now
from congvu.counter.filing import actions, queries
from congvu.counter.filing.actions.papers import LARGEST, PIECE
from congvu.counter.filing.api import shapes
from congvu.counter.filing.api.router import router
from congvu.counter.filing.models import DraftFile, Upload


def _added(row: DraftFile) -> HttpResponse:
    return quick(shapes.draft_file(row), status=201)


def _take_in(
    request: HttpRequest, draft_id: int, form: shapes.AddDraftFileIn, file: UploadedFile
) -> Stored:
    """Before the call's transaction: judging and keeping a file takes its time."""
    actor = actor_of(request)
    queries.draft_for(actor, draft_id)
    return files.store(
        stream=file, name=file.name or "tep", use=Use.ATTACHMENT, actor=actor, at=now(),
        max_bytes=LARGEST,
    )  # fmt: skip


@router.post(
    "/drafts/{int:draft_id}/files", response={201: shapes.DraftFileOut},
    summary="Thêm tệp vào bản khai",
)  # fmt: skip
@prepare(_take_in)
def add(
    request: HttpRequest, draft_id: Key, form: Form[shapes.AddDraftFileIn],
    file: File[UploadedFile],
) -> HttpResponse:  # fmt: skip
    """Nhiều nhất 50 MB; loại tệp xét theo nội dung. Phạm vi: `filing.file.add`."""
    row = actions.add_file(
        actor=actor_of(request), at=now(), draft_id=draft_id, stored=prepared(request),
        **form.arguments(),
    )  # fmt: skip
    return _added(row)


@router.post(
    "/drafts/{int:draft_id}/files/{int:file_id}/remove", response={204: None}, summary="Gỡ tệp"
)  # fmt: skip
def remove(request: HttpRequest, draft_id: Key, file_id: Key) -> HttpResponse:
    """Phạm vi: `filing.file.remove`."""
    actions.remove_file(actor=actor_of(request), at=now(), draft_id=draft_id, file_id=file_id)
    return HttpResponse(status=204)


@router.post(
    "/drafts/{int:draft_id}/uploads", response={201: shapes.PieceUploadOut},
    summary="Bắt đầu tải tệp từng phần",
)  # fmt: skip
def start(request: HttpRequest, draft_id: Key, payload: shapes.StartUploadIn) -> HttpResponse:
    """Cùng chỗ, tên và dung lượng thì tiếp tục tệp đang tải dở. Phạm vi: `filing.file.add`."""
    draft = queries.draft_for(actor_of(request), draft_id)
    upload = actions.start_upload(draft=draft, at=now(), **payload.arguments())
    return quick(picked(shapes.PieceUploadOut, upload), status=201)


@router.get(
    "/drafts/{int:draft_id}/uploads/{key}", response=shapes.PieceUploadOut,
    summary="Đã nhận đến đâu",
)  # fmt: skip
def upload(request: HttpRequest, draft_id: Key, key: str) -> HttpResponse:
    return quick(picked(shapes.PieceUploadOut, _upload(request, draft_id, key)))


@router.post(
    "/drafts/{int:draft_id}/uploads/{key}", response=shapes.PieceUploadOut,
    summary="Gửi phần tiếp theo",
)  # fmt: skip
def piece(
    request: HttpRequest, draft_id: Key, key: str, form: Form[shapes.PieceIn],
    piece: File[UploadedFile],
) -> HttpResponse:  # fmt: skip
    """Mỗi phần nhiều nhất 4 MB. Không nối tiếp thì 409 với `data.received` là chỗ phải tiếp tục.
    Phạm vi: `filing.file.add`."""
    known = _upload(request, draft_id, key)
    row = actions.take_piece(
        draft=known.draft, key=known.key, offset=form.offset, piece=piece.read(PIECE + 1)
    )
    return quick(picked(shapes.PieceUploadOut, row))


def _judge(request: HttpRequest, draft_id: int, key: str) -> Stored:
    return actions.keep_upload(
        actor=actor_of(request), at=now(), upload=_upload(request, draft_id, key)
    )


@router.post(
    "/drafts/{int:draft_id}/uploads/{key}/finish", response={201: shapes.DraftFileOut},
    summary="Kết thúc tải từng phần",
)  # fmt: skip
@prepare(_judge)
def finish(request: HttpRequest, draft_id: Key, key: str) -> HttpResponse:
    """Xét cả tệp rồi thêm vào bản khai; tệp bị từ chối thì tải lại từ đầu. Phạm vi:
    `filing.file.add`."""
    row = actions.end_upload(
        actor=actor_of(request), at=now(), upload=_upload(request, draft_id, key),
        stored=prepared(request),
    )  # fmt: skip
    return _added(row)


def _upload(request: HttpRequest, draft_id: int, key: str) -> Upload:
    draft = queries.draft_for(actor_of(request), draft_id)
    return queries.upload_of(draft, key)
