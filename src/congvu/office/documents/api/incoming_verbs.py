"""The verbs on an incoming letter that stands in the register, and on many at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.api import Key, actor_of, picked, quick
from congvu.core.kernel.clock import now
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.api import incoming_shapes as shapes
from congvu.office.documents.api.incoming import current
from congvu.office.documents.api.incoming_shapes import (
    AddFilesIn,
    BatchDirectIn,
    BatchOut,
    DecideIn,
    IncomingRow,
    shown,
)
from congvu.office.documents.api.router import router
from congvu.office.documents.api.shapes import PartOut
from congvu.office.documents.api.uploads import papers_of
from congvu.office.documents.api.verbs import Verb, act_now, mount, told
from congvu.office.documents.queries import incoming as queries
from congvu.office.work.api.shapes import ExtensionOut

VERBS = (
    Verb("correct", actions.correct, shapes.CorrectIn),
    Verb("remove-file", actions.remove_file, shapes.RemoveFileIn),
    Verb("refuse", actions.refuse, shapes.IncomingReasonIn),
    Verb("present", actions.present, shapes.PresentIn),
    Verb("direct", actions.direct, shapes.DirectIn),
    Verb("assign", actions.assign, shapes.HandOnIn),
    Verb("forward", actions.forward, shapes.HandOnIn),
    Verb("return", actions.return_letter, shapes.ReturnIn),
    Verb("report", actions.report, shapes.ReportIn),
    Verb("recall", actions.recall, shapes.RecallIn),
    Verb("finish", actions.finish, shapes.FinishIn),
    Verb("keep", actions.keep, shapes.RemarkIn),
    Verb("reopen", actions.reopen, shapes.IncomingReasonIn),
    Verb("agree-recall", actions.agree_recall, shapes.RemarkIn),
    Verb("refuse-recall", actions.refuse_recall, shapes.IncomingReasonIn),
)
mount(router, "incoming", VERBS, response=IncomingRow, show=shown, current=current)

_ADD = told("documents.incoming.add_file")
_OPEN, _DECIDE = told("documents.incoming.open"), told("documents.incoming.decide_extension")


@router.post(
    "/incoming/{int:incoming_id}/add-files",
    response=IncomingRow,
    summary=_ADD[0],
    description=_ADD[1],
)
def add_files(request: HttpRequest, incoming_id: Key, payload: AddFilesIn) -> HttpResponse:
    """Files that were uploaded before, put on a letter of the register."""
    actor = actor_of(request)
    arguments = {
        "incoming_id": incoming_id,
        "version": payload.version,
        "papers": papers_of(actor, payload.papers),
    }
    return quick(shown(act_now(actions.add_file, actor, incoming_id, current, arguments)))


@router.post(
    "/incoming/{int:incoming_id}/open",
    response=list[PartOut],
    summary=_OPEN[0],
    description=_OPEN[1],
)
def open_letter(request: HttpRequest, incoming_id: Key) -> HttpResponse:
    """The caller's unseen parts are marked as seen; none is no error."""
    actor = actor_of(request)
    queries.for_actor(actor, incoming_id)
    opened = actions.open_letter(actor=actor, at=now(), incoming_id=incoming_id)
    return quick([picked(PartOut, part) for part in opened])


@router.post(
    "/extensions/{int:request_id}/decide",
    response=ExtensionOut,
    summary=_DECIDE[0],
    description=_DECIDE[1],
)
def decide_extension(request: HttpRequest, request_id: Key, payload: DecideIn) -> HttpResponse:
    """On a letter; a later limit of the whole is the letter's limit too."""
    decided = actions.decide_extension(
        actor=actor_of(request), at=now(), request_id=request_id, **payload.arguments()
    )
    return quick(picked(ExtensionOut, decided))


@router.post("/incoming/batch-direct", response=BatchOut, summary="Bút phê hàng loạt")
def batch_direct(request: HttpRequest, payload: BatchDirectIn) -> HttpResponse:
    """Mỗi văn bản một kết quả; từ chối một văn bản không cản các văn bản khác."""
    items = [item.arguments() for item in payload.items]
    return quick(outcomes(actions.batch_direct(actor=actor_of(request), at=now(), items=items)))


def outcomes(found: list[actions.Outcome]) -> dict[str, Any]:
    done = sum(one.ok for one in found)
    return {
        "done": done,
        "refused": len(found) - done,
        "outcomes": [
            {
                "incoming_id": one.incoming_id,
                "letter": shown(one.letter) if one.letter else None,
                "refused": None
                if one.ok
                else {"code": one.code, "message": one.message, "data": one.data},
            }
            for one in found
        ],
    }
