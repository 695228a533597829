"""A citizen's own dossiers and record: only what is theirs, or what they filed for somebody."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, UploadedFile

from congvu.core.audit.actions import log
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.queries import open_file
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import (
    Cursor,
    Key,
    Limit,
    PageOut,
    actor_of,
    page_of,
    picked,
    prepare,
    prepared,
    quick,
)
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.counter.dossiers.actions import Scan
from congvu.counter.dossiers.queries import events_of
from congvu.counter.filing import actions, queries
from congvu.counter.filing.actions.papers import LARGEST
from congvu.counter.filing.api import shapes
from congvu.counter.filing.api.router import router
from congvu.counter.filing.choices import TOLD
from congvu.counter.filing.models import Submission

CONTENT = {
    "responses": {
        200: {
            "description": "Nội dung tệp.",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    }
}


@router.get("/dossiers", response=PageOut[shapes.OwnDossierRow], summary="Hồ sơ của tôi")
def dossiers(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Hồ sơ đã nộp trực tuyến của người gọi và hồ sơ nộp thay người khác, mới trước."""
    rows = queries.submissions_of(actor_of(request))
    return quick(page_of(rows, cursor=cursor, limit=limit, show=shapes.own_row))


@router.get(
    "/dossiers/{int:dossier_id}", response=shapes.OwnDossierOut, summary="Một hồ sơ của tôi"
)  # fmt: skip
def dossier(request: HttpRequest, dossier_id: Key) -> HttpResponse:
    """Diễn biến, hạn và cách tính, giấy tờ, yêu cầu bổ sung, khoản phải nộp, kết quả, đánh giá."""
    return quick(_whole(queries.own_dossier(actor_of(request), dossier_id)))


def _whole(row: Submission) -> dict[str, Any]:
    one = row.dossier
    papers, rated = queries.papers_of(one), queries.rating_of(one.pk)
    steps = [e for e in events_of(one.pk) if e.target != e.source or e.verb in TOLD]
    return shapes.own_row(row) | {
        "applicant": one.applicant.name, "filer_name": one.filer_name, "answers": one.answers,
        "due_account": list(one.due_account),
        "papers": [
            {"position": place, "name": name, "provided": provided,
             "files": [shapes.file_facts(file) for file in held]}
            for place, (name, provided, held) in enumerate(papers.papers, start=1)
        ],
        "attached": [shapes.file_facts(file) for file in papers.attached],
        "result": [shapes.file_facts(file) for file in papers.result],
        "supplements": shapes.supplements(one),
        "steps": [shapes.step(event, TOLD) for event in steps],
        "charges": [shapes.charge(charge) for charge in queries.charges_of_dossier(one.pk)],
        "rating": shapes.own_rating(rated) if rated else None,
    }  # fmt: skip


@router.get(
    "/dossiers/{int:dossier_id}/files/{int:file_id}", summary="Tải tệp của hồ sơ",
    openapi_extra=CONTENT,
)  # fmt: skip
def content(request: HttpRequest, dossier_id: Key, file_id: Key) -> FileResponse:
    """Giấy tờ đã nộp, và kết quả khi đã có; mỗi lần tải được ghi nhật ký."""
    actor = actor_of(request)
    file = queries.papers_of(queries.own_dossier(actor, dossier_id).dossier).find(file_id)
    stream = open_file(file)
    log(
        verb="files.file.download", actor=actor, at=now(), subject=file.subject, label=file.name,
        changes={"file": file.pk, "sha256": file.blob.sha256},
    )  # fmt: skip
    answer = FileResponse(
        stream, content_type=file.blob.mime, as_attachment=True, filename=file.name
    )
    answer.headers["Content-Length"] = str(file.blob.size)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


Scans = File[list[UploadedFile]]


def _take_in(
    request: HttpRequest, dossier_id: int, form: shapes.OwnSupplyIn, scans: list[UploadedFile]
) -> list[Scan]:
    """Before the call's transaction; a stranger's files are not even looked at."""
    actor: Actor = actor_of(request)
    queries.own_dossier(actor, dossier_id)
    if len(form.positions) != len(scans):
        raise Invalid("Mỗi tệp trong `scans` cần đúng một thứ tự giấy tờ trong `positions`.")
    return [
        Scan(
            place,
            files.store(
                stream=scan, name=scan.name or "tep", use=Use.ATTACHMENT, actor=actor, at=now(),
                max_bytes=LARGEST,
            ),
        )
        for place, scan in zip(form.positions, scans, strict=True)
    ]  # fmt: skip


@router.post(
    "/dossiers/{int:dossier_id}/supply", response=shapes.OwnDossierOut, summary="Nộp bổ sung"
)  # fmt: skip
@prepare(_take_in)
def supply(
    request: HttpRequest, dossier_id: Key, form: Form[shapes.OwnSupplyIn],
    scans: Scans = [],  # noqa: B006
) -> HttpResponse:  # fmt: skip
    """Tệp trong `scans`, mỗi tệp một số trong `positions`; hoặc chỉ `remark`. Phạm vi:
    `filing.dossier.supply`."""
    actor = actor_of(request)
    actions.supply(
        actor=actor, at=now(), dossier_id=dossier_id, remark=form.remark, scans=prepared(request)
    )
    return quick(_whole(queries.own_dossier(actor, dossier_id)))


@router.post(
    "/dossiers/{int:dossier_id}/withdraw", response=shapes.OwnDossierOut, summary="Rút hồ sơ"
)  # fmt: skip
def withdraw(request: HttpRequest, dossier_id: Key, payload: shapes.FilingReasonIn) -> HttpResponse:
    """Phạm vi: `filing.dossier.withdraw`."""
    actor = actor_of(request)
    queries.own_dossier(actor, dossier_id)
    actions.withdraw(actor=actor, at=now(), dossier_id=dossier_id, **payload.arguments())
    return quick(_whole(queries.own_dossier(actor, dossier_id)))


@router.post(
    "/dossiers/{int:dossier_id}/rating", response={201: shapes.OwnRatingOut}, summary="Đánh giá"
)  # fmt: skip
def rate(request: HttpRequest, dossier_id: Key, payload: shapes.RateDossierIn) -> HttpResponse:
    """Một lần, sau khi có kết quả; 0 đến 2 điểm mỗi mục. Phạm vi: `filing.rating.give`."""
    row = actions.rate(
        actor=actor_of(request), at=now(), dossier_id=dossier_id, **payload.arguments()
    )
    return quick(shapes.own_rating(row), status=201)


@router.get("/person", response=list[shapes.PersonFactOut], summary="Dữ liệu của tôi")
def person(request: HttpRequest) -> HttpResponse:
    """Điều hệ thống biết về người gọi, với nguồn và ngày."""
    rows = queries.person_of(actor_of(request))
    return quick([picked(shapes.PersonFactOut, row) for row in rows])


@router.post("/person", response=list[shapes.PersonFactOut], summary="Sửa dữ liệu của tôi")
def update_person(request: HttpRequest, payload: shapes.PersonIn) -> HttpResponse:
    """Chỉ mục được gửi; nội dung trống là xóa. Phạm vi: `filing.person.update`."""
    actor = actor_of(request)
    actions.update_person(actor=actor, at=now(), **payload.arguments())
    return quick([picked(shapes.PersonFactOut, row) for row in queries.person_of(actor)])
