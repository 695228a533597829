"""Number and date, and the file that goes out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from congvu.core.files.choices import Use
from congvu.core.kernel.api import Key, actor_of, follow, quick
from congvu.core.kernel.clock import now
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.api.outgoing import current
from congvu.office.documents.api.outgoing_shapes import AttachFinalIn, NumberIn, OutgoingRow, shown
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import PaperIn
from congvu.office.documents.api.uploads import papers_of
from congvu.office.documents.api.verbs import act_now, told

_NUMBER, _FINAL = told("documents.outgoing.number"), told("documents.outgoing.attach_final")


def _complete(request: HttpRequest, outgoing_id: int, payload: NumberIn) -> HttpResponse:
    """The paper and the signature, while no lock is held."""
    seal = actions.Seal(payload.key_id, payload.pin) if payload.key_id and payload.pin else None
    letter = actions.complete(actor=actor_of(request), at=now(), outgoing_id=outgoing_id, seal=seal)
    return quick(shown(letter))


@router.post(
    "/outgoing/{int:outgoing_id}/number",
    response=OutgoingRow,
    summary=_NUMBER[0],
    description=f"{_NUMBER[1]} Trạng thái `numbered` là xong; còn `approved` có số là hệ thống "
    "đang hoàn tất và sẽ tự thử lại, lý do ở `numbering_error`.",
)
@follow(_complete)
def number(request: HttpRequest, outgoing_id: Key, payload: NumberIn) -> HttpResponse:
    """Reserved in the transaction; the paper is made and signed after it."""
    arguments = {
        "outgoing_id": outgoing_id, "version": payload.version, "held_id": payload.held_id,
    }  # fmt: skip
    letter = act_now(actions.reserve, actor_of(request), outgoing_id, current, arguments)
    return quick(shown(letter))


@router.post(
    "/outgoing/{int:outgoing_id}/attach-final",
    response=OutgoingRow,
    summary=_FINAL[0],
    description=_FINAL[1],
)
def attach_final(request: HttpRequest, outgoing_id: Key, payload: AttachFinalIn) -> HttpResponse:
    """The signed scan in place of the file made here."""
    actor = actor_of(request)
    [paper] = papers_of(actor, [PaperIn(upload=payload.upload, use=Use.MAIN)])
    arguments = {"outgoing_id": outgoing_id, "version": payload.version, "file": paper.stored}
    return quick(shown(act_now(actions.attach_final, actor, outgoing_id, current, arguments)))
