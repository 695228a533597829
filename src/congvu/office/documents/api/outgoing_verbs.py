"""Drafts: written, judged, signed, issued, recalled; one or many."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import Key, actor_of, follow, quick
from congvu.core.kernel.clock import now
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.api import outgoing_shapes as shapes
from congvu.office.documents.api.outgoing import current
from congvu.office.documents.api.outgoing_shapes import BatchApprovedOut, OutgoingRow, shown
from congvu.office.documents.api.router import router
from congvu.office.documents.api.uploads import bad_use, papers_of
from congvu.office.documents.api.verbs import Verb, act_now, mount, told
from congvu.office.documents.models import Outgoing
from congvu.office.documents.queries import outgoing as queries


def _lay_before_signer(actor: Actor, outgoing_id: int) -> Outgoing:
    """What was approved waits for the signer's own key, if there is one."""
    actions.lay_before_signer(actor=actor, at=now(), outgoing_ids=[outgoing_id])
    return queries.visible_to(actor).get(pk=outgoing_id)


VERBS = (
    Verb("submit", actions.submit, shapes.RemarkIn),
    Verb("withdraw", actions.withdraw, shapes.RemarkIn),
    Verb("cancel", actions.cancel, shapes.RemarkIn),
    Verb("review", actions.review, shapes.RemarkIn),
    Verb("check", actions.check, shapes.RemarkIn),
    Verb("approve", actions.approve, shapes.RemarkIn, after=_lay_before_signer),
    Verb("return", actions.return_draft, shapes.RemarkIn),
    Verb("remove-attachment", actions.remove_attachment, shapes.RemoveAttachmentIn),
    Verb(
        "refuse-number",
        actions.refuse_number,
        shapes.OutgoingReasonIn,
        "documents.outgoing.refuse_number",
    ),
    Verb("issue", actions.issue, shapes.VersionIn),
    Verb("recall", actions.recall, shapes.OutgoingReasonIn),
)
mount(router, "outgoing", VERBS, response=OutgoingRow, show=shown, current=current)
_DRAFT, _EDIT = told("documents.outgoing.draft"), told("documents.outgoing.edit")
_SECRET = told("documents.outgoing.record_secret")


@router.post(
    "/outgoing", response={201: OutgoingRow}, summary=_DRAFT[0], description=_DRAFT[1]
)  # fmt: skip
def draft(request: HttpRequest, payload: shapes.DraftIn) -> HttpResponse:
    """A new draft, written here or uploaded before."""
    actor = actor_of(request)
    arguments = _arguments(actor, payload)
    letter = actions.draft(actor=actor, at=now(), **arguments)
    return quick(shown(letter), status=201)


@router.post(
    "/outgoing/{int:outgoing_id}/edit",
    response=OutgoingRow,
    summary=_EDIT[0],
    description=_EDIT[1],
)
def edit(request: HttpRequest, outgoing_id: Key, payload: shapes.EditIn) -> HttpResponse:
    """A new version; an uploaded draft follows the earlier one."""
    actor = actor_of(request)
    arguments = _arguments(actor, payload) | {"outgoing_id": outgoing_id}
    return quick(shown(act_now(actions.edit, actor, outgoing_id, current, arguments)))


@router.post(
    "/outgoing/record-secret",
    response={201: OutgoingRow},
    summary=_SECRET[0],
    description=_SECRET[1],
)
def record_secret(request: HttpRequest, payload: shapes.SecretIn) -> HttpResponse:
    """A line in the register, no content."""
    letter = actions.record_secret(actor=actor_of(request), at=now(), **payload.arguments())
    return quick(shown(letter), status=201)


def _lay_batch(request: HttpRequest, payload: shapes.BatchApproveIn) -> HttpResponse:
    """What was approved becomes one batch for the signer's key, outside the transaction."""
    answer: dict[str, Any] = request.verdicts  # type: ignore[attr-defined]
    signed = [one["outgoing_id"] for one in answer["outcomes"] if one["refused"] is None]
    actions.lay_before_signer(actor=actor_of(request), at=now(), outgoing_ids=signed)
    return quick(answer)


@router.post("/outgoing/batch-approve", response=BatchApprovedOut, summary="Ký ban hành hàng loạt")
@follow(_lay_batch)
def batch_approve(request: HttpRequest, payload: shapes.BatchApproveIn) -> HttpResponse:
    """Mỗi văn bản một kết quả; từ chối một văn bản không cản các văn bản khác."""
    seen = [(one.id, one.version) for one in payload.letters]
    verdicts = actions.batch_approve(
        actor=actor_of(request), at=now(), letters=seen, remark=payload.remark
    )
    done = sum(one.refusal is None for one in verdicts)
    outcomes = [_outcome(one) for one in verdicts]
    answer = {"done": done, "refused": len(verdicts) - done, "outcomes": outcomes}
    request.verdicts = answer  # type: ignore[attr-defined]
    return quick(answer)


def _outcome(verdict: actions.Verdict) -> dict[str, Any]:
    refusal = verdict.refusal
    return {
        "outgoing_id": verdict.outgoing_id,
        "letter": shown(verdict.letter) if verdict.letter else None,
        "refused": {"code": refusal.code, "message": refusal.message, "data": refusal.data}
        if refusal
        else None,
    }


def _arguments(actor: Actor, payload: shapes.DraftIn | shapes.EditIn) -> dict[str, Any]:
    """The body with its uploads as ``file`` and ``attachments``."""
    arguments = payload.arguments()
    taken = papers_of(actor, payload.papers)
    drafts = [paper.stored for paper in taken if paper.use == Use.DRAFT]
    extras = [paper.stored for paper in taken if paper.use == Use.ATTACHMENT]
    if len(drafts) > 1 or len(drafts) + len(extras) < len(taken):
        raise bad_use()
    del arguments["papers"]
    return arguments | {"file": drafts[0] if drafts else None, "attachments": extras}
