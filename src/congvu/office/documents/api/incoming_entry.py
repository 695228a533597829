"""Letters enter: received, registered at once or from "Chờ vào sổ", one or many."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, UploadedFile
from pydantic import Field

from congvu.core.files.choices import Use
from congvu.core.kernel.api import (
    LARGEST,
    Key,
    PageOut,
    actor_of,
    prepare,
    prepared,
    quick,
)
from congvu.core.kernel.clock import now
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Paper, Upload, take_in
from congvu.office.documents.api.incoming import current
from congvu.office.documents.api.incoming_shapes import (
    BatchOut,
    BatchRegisterIn,
    IncomingFieldsIn,
    IncomingRow,
    ReceiveIn,
    RegisterArrivedIn,
    RegisterIn,
    shown,
)
from congvu.office.documents.api.incoming_verbs import outcomes
from congvu.office.documents.api.router import router
from congvu.office.documents.api.uploads import papers_of
from congvu.office.documents.api.verbs import act_now, told
from congvu.office.documents.queries import incoming as queries

Files = File[list[UploadedFile]]
_RECEIVE, _REGISTER = told("documents.incoming.receive"), told("documents.incoming.register")


class ReceiveForm(IncomingFieldsIn):
    """The fields of a letter as parts of a form, beside its files."""


class RegisterForm(IncomingFieldsIn):
    accept_duplicate: bool = False
    held_id: int | None = Field(None, ge=1, le=LARGEST)


def _take_in(
    request: HttpRequest,
    form: IncomingFieldsIn,
    main: list[UploadedFile],
    attachments: list[UploadedFile],
) -> list[Paper]:
    uploads = [Upload(file, file.name or "", Use.MAIN) for file in main]
    uploads += [Upload(file, file.name or "", Use.ATTACHMENT) for file in attachments]
    return take_in(actor=actor_of(request), at=now(), uploads=uploads, secrecy=form.secrecy)


@router.post(
    "/incoming/receive",
    response={201: IncomingRow},
    summary=_RECEIVE[0],
    description=_RECEIVE[1],
)
def receive(request: HttpRequest, payload: ReceiveIn) -> HttpResponse:
    """The letter waits to be registered."""
    actor = actor_of(request)
    letter = actions.receive(
        actor=actor, at=now(), fields=payload.fields.to_domain(),
        papers=papers_of(actor, payload.papers),
    )  # fmt: skip
    return quick(shown(letter), status=201)


@router.post(
    "/incoming/receive-with-files", response={201: IncomingRow}, summary=f"{_RECEIVE[0]} kèm tệp",
    description=_RECEIVE[1],
)  # fmt: skip
@prepare(_take_in)
def receive_with_files(
    request: HttpRequest, form: Form[ReceiveForm], main: Files = [], attachments: Files = []  # noqa: B006
) -> HttpResponse:  # fmt: skip
    """The same with the files in the call."""
    letter = actions.receive(
        actor=actor_of(request), at=now(), fields=form.to_domain(), papers=prepared(request)
    )
    return quick(shown(letter), status=201)


@router.post(
    "/incoming", response={201: IncomingRow}, summary=_REGISTER[0], description=_REGISTER[1]
)
def register(request: HttpRequest, payload: RegisterIn) -> HttpResponse:
    """A letter entered at once; its files were uploaded before."""
    arguments = _arguments(request, payload)
    return quick(
        shown(actions.register(actor=actor_of(request), at=now(), **arguments)), status=201
    )


@router.post(
    "/incoming/register-with-files",
    response={201: IncomingRow},
    summary=f"{_REGISTER[0]} kèm tệp",
    description=_REGISTER[1],
)
@prepare(_take_in)
def register_with_files(
    request: HttpRequest, form: Form[RegisterForm], main: Files = [], attachments: Files = []  # noqa: B006
) -> HttpResponse:  # fmt: skip
    """A letter entered at once with its files, in one call."""
    letter = actions.register(
        actor=actor_of(request), at=now(), fields=form.to_domain(), papers=prepared(request),
        accept_duplicate=form.accept_duplicate, held_id=form.held_id,
    )  # fmt: skip
    return quick(shown(letter), status=201)


@router.post(
    "/incoming/{int:incoming_id}/register",
    response=IncomingRow,
    summary=f"{_REGISTER[0]} đang chờ",
    description=_REGISTER[1],
)
def register_arrived(
    request: HttpRequest, incoming_id: Key, payload: RegisterArrivedIn
) -> HttpResponse:
    """A letter that waits gets its number."""
    arguments = _arguments(request, payload) | {"incoming_id": incoming_id}
    actor = actor_of(request)
    return quick(shown(act_now(actions.register, actor, incoming_id, current, arguments)))


@router.post("/incoming/batch-register", response=BatchOut, summary="Vào sổ hàng loạt")
def batch_register(request: HttpRequest, payload: BatchRegisterIn) -> HttpResponse:
    """Mỗi văn bản một kết quả; từ chối một văn bản không cản các văn bản khác."""
    items = [_arguments(request, item) for item in payload.items]
    return quick(outcomes(actions.batch_register(actor=actor_of(request), at=now(), items=items)))


@router.get(
    "/incoming/duplicates", response=PageOut[IncomingRow], summary="Văn bản có thể đã vào sổ"
)
def duplicates(
    request: HttpRequest,
    code: Annotated[str, Query(max_length=60)] = "",
    issued_on: date | None = None,
    issuer_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    issuer_name: Annotated[str, Query(max_length=200)] = "",
    document_uid: Annotated[str, Query(max_length=200)] = "",
) -> HttpResponse:
    """Theo mã văn bản, hoặc theo số, ký hiệu, ngày và cơ quan ban hành; nhiều nhất mười."""
    actor = actor_of(request)
    found = queries.duplicates(
        actor.agency_id or 0, code=code, issued_on=issued_on, issuer_id=issuer_id,
        issuer_name=issuer_name, document_uid=document_uid,
    )  # fmt: skip
    seen = queries.readable(actor, [one.pk for one in found])
    return quick({"items": [shown(one) for one in found if one.pk in seen], "next_cursor": ""})


def _arguments(request: HttpRequest, payload: RegisterIn) -> dict[str, Any]:
    papers = papers_of(actor_of(request), payload.papers)
    return payload.arguments() | {"papers": papers}
