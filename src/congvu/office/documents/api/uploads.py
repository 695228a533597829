"""Files that come before their letter: taken in, judged, and named by a ticket of some hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.core import signing
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Schema, UploadedFile
from pydantic import Field

from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.queries import stored
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import actor_of, prepare, prepared, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.office.documents.actions.incoming import Paper, Upload, take_in
from congvu.office.documents.actions.outgoing import store_draft
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import PaperIn

SALT = "congvu.documents.upload"
GOOD_FOR = 20 * 3600
"""Seconds a ticket may wait for its letter; the sweep leaves contents alone for 24 hours."""


class UploadIn(Schema):
    """What the file is to be. A secret letter's files are refused before a byte is kept."""

    letter: Literal["incoming", "outgoing"] = Field(description="Cho văn bản đến hay đi.")
    use: Literal["main", "attachment", "draft"] = "main"
    secrecy: int = Field(0, ge=0, le=9)


class UploadOut(Schema):
    upload: str
    name: str
    size: int
    kind: str
    pages: int | None
    sha256: str


def _take_in(request: HttpRequest, form: UploadIn, file: UploadedFile) -> Stored:
    actor, use = actor_of(request), Use(form.use)
    if form.letter == "outgoing":
        return store_draft(
            actor=actor, at=now(), stream=file, name=file.name or "", secrecy=form.secrecy,
            use=use,
        )  # fmt: skip
    uploads = [Upload(file, file.name or "", use)]
    return take_in(actor=actor, at=now(), uploads=uploads, secrecy=form.secrecy)[0].stored


@router.post("/uploads", response={201: UploadOut}, summary="Tải tệp lên trước")
@prepare(_take_in)
def upload(request: HttpRequest, form: Form[UploadIn], file: File[UploadedFile]) -> HttpResponse:
    """Kiểm tra và cất tệp, trả mã `upload` dùng một lần hoặc nhiều lần trong 20 giờ, chỉ cho
    chính người tải lên. Tệp không được văn bản nào dùng sẽ tự mất sau một ngày."""
    taken: Stored = prepared(request)
    return quick(
        {
            "upload": _ticket(actor_of(request), taken, form.use),
            "name": taken.name,
            "size": taken.size,
            "kind": taken.kind,
            "pages": taken.pages,
            "sha256": taken.sha256,
        },
        status=201,
    )


def _ticket(actor: Actor, taken: Stored, use: str) -> str:
    named = {"u": actor.user_id, "s": taken.sha256, "n": taken.name, "as": use}
    return signing.dumps(named, salt=SALT, compress=True)


def papers_of(actor: Actor, papers: Sequence[PaperIn]) -> list[Paper]:
    """The contents that tickets name.

    :raises Invalid: a ticket that is not the caller's, too old, or for another use
    """
    return [Paper(_redeem(actor, paper), paper.use) for paper in papers]


def _redeem(actor: Actor, paper: PaperIn) -> Stored:
    try:
        named: dict[str, Any] = signing.loads(paper.upload, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise _bad_ticket() from error
    found = stored(sha256=named["s"], name=named["n"])
    if named["u"] != actor.user_id or named["as"] != paper.use or found is None:
        raise _bad_ticket()
    return found


def bad_use() -> Invalid:
    return Invalid(
        "Dự thảo chỉ nhận một tệp dự thảo và các tài liệu kèm theo. Hãy tải tệp lên lại với đúng "
        "mục đích.",
        fields={"papers": ["Một tệp `draft`, còn lại là `attachment`."]},
    )


def _bad_ticket() -> Invalid:
    return Invalid(
        "Mã tệp tải lên không đúng, đã quá hạn hoặc của người khác. Hãy tải tệp lên lại rồi dùng "
        "mã mới.",
        fields={"papers": ["Mã tệp tải lên không dùng được."]},
    )
