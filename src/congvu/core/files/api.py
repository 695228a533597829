"""Files through the API: what there is, and the bytes, authorised every time and logged."""

from __future__ import annotations

from datetime import datetime

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Schema

from congvu.core.audit.actions import log
from congvu.core.files import queries
from congvu.core.files.models import File
from congvu.core.files.views import disposition
from congvu.core.kernel.api import Key, actor_of, quick
from congvu.core.kernel.clock import now

router = Router()


class VersionOut(Schema):
    id: int
    name: str
    use: str
    version: int
    current: bool
    size: int
    kind: str
    pages: int | None
    sha256: str
    at: datetime
    uploaded_by: str


@router.get("/{int:file_id}", response=list[VersionOut], summary="Các phiên bản của tệp")
def versions(request: HttpRequest, file_id: Key) -> HttpResponse:
    """Mọi phiên bản của một tệp, mới nhất trước."""
    file = queries.get(actor=actor_of(request), file_id=file_id)
    return quick([_shown(one) for one in queries.versions(file)])


@router.get(
    "/{int:file_id}/content", summary="Tải nội dung tệp",
    openapi_extra={
        "responses": {
            200: {
                "description": "Nội dung tệp.",
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                },
            }
        }
    },
)  # fmt: skip
def content(request: HttpRequest, file_id: Key) -> FileResponse:
    """Nội dung tệp, kiểm tra quyền và ghi nhật ký mỗi lần tải."""
    actor = actor_of(request)
    file = queries.get(actor=actor, file_id=file_id)
    stream = queries.open_file(file)
    log(
        verb="files.file.download", actor=actor, at=now(), subject=file.subject, label=file.name,
        changes={"file": file.pk, "version": file.version, "sha256": file.blob.sha256},
    )  # fmt: skip
    answer = FileResponse(stream, content_type=file.blob.mime)
    answer.headers["Content-Length"] = str(file.blob.size)
    answer.headers["Content-Disposition"] = disposition(file.name, inline=False)
    answer.headers["ETag"] = f'"{file.blob.sha256}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _shown(file: File) -> dict[str, object]:
    names = ("id", "name", "use", "version", "current", "at")
    blob = {name: getattr(file.blob, name) for name in ("size", "kind", "pages", "sha256")}
    who = file.uploaded_by.full_name if file.uploaded_by else ""
    return {name: getattr(file, name) for name in names} | blob | {"uploaded_by": who}
