"""Every verb on a dossier as a row; start and hand-over for many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.api import In, Key, actor_of, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError, Stale
from congvu.core.kernel.permissions import permissions
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.api import shapes
from congvu.counter.dossiers.api.router import router


@dataclass(frozen=True, slots=True)
class Verb:
    """``POST /dossiers/{id}/{path}`` with ``body`` calls ``act``."""

    path: str
    act: Callable[..., Any]
    body: type[In]


VERBS = (
    Verb("accept", actions.accept, shapes.AcceptIn),
    Verb("refuse", actions.refuse, shapes.DossierReasonIn),
    Verb("ask-supplement", actions.ask_supplement, shapes.AskSupplementIn),
    Verb("supply", actions.supply, shapes.SupplyIn),
    Verb("start", actions.start, shapes.HandDossierIn),
    Verb("hand-over", actions.hand_over, shapes.HandDossierIn),
    Verb("extend", actions.extend, shapes.ExtendDossierIn),
    Verb("redate", actions.decide_date, shapes.RedateIn),
    Verb("ask-payment", actions.ask_payment, shapes.DossierTextIn),
    Verb("confirm-payment", actions.confirm_payment, shapes.DossierNoteIn),
    Verb("propose", actions.propose, shapes.ProposeIn),
    Verb("finish", actions.finish, shapes.FinishDossierIn),
    Verb("return", actions.return_result, shapes.ReturnResultIn),
    Verb("stop", actions.stop, shapes.DossierReasonIn),
    Verb("withdraw", actions.withdraw, shapes.DossierReasonIn),
)
BATCHED = {"start": actions.start, "hand-over": actions.hand_over}


@router.post("/batch", response=shapes.DossierBatchOut, summary="Chuyển nhiều hồ sơ")
def batch(request: HttpRequest, payload: shapes.DossierBatchIn) -> HttpResponse:
    """`start` hoặc `hand-over` cho nhiều hồ sơ, mỗi hồ sơ một kết quả; từ chối một hồ sơ không cản
    các hồ sơ khác. Phạm vi: `dossiers.dossier.start`, `dossiers.dossier.hand_over`."""
    given, actor, at = payload.arguments(), actor_of(request), now()
    act = BATCHED[given.pop("verb")]
    outcomes = []
    for dossier_id in dict.fromkeys(given.pop("dossier_ids")):
        refused = None
        try:
            act(actor=actor, at=at, dossier_id=dossier_id, **given)
        except DomainError as refusal:
            refused = {"code": refusal.code, "message": refusal.message, "data": refusal.data}
        outcomes.append({"dossier_id": dossier_id, "done": refused is None, "refused": refused})
    done = sum(bool(one["done"]) for one in outcomes)
    return quick({"done": done, "refused": len(outcomes) - done, "outcomes": outcomes})


def mount(verb: Verb) -> None:
    row = permissions[verb.act.verb]  # type: ignore[attr-defined] # set by @action
    condition = f"Điều kiện: {row.condition.rstrip('.')}. " if row.condition else ""
    router.post(
        f"/{{int:dossier_id}}/{verb.path}", response=shapes.DossierRow, summary=row.label,
        description=f"{condition}Phạm vi mã truy cập: `{row.verb}`.",
        operation_id=f"dossiers_{verb.path}".replace("-", "_"),
    )(_operation(verb))  # fmt: skip


def _operation(verb: Verb) -> Callable[..., HttpResponse]:
    def operation(request: HttpRequest, dossier_id: int, payload: In) -> HttpResponse:
        actor = actor_of(request)
        try:
            verb.act(actor=actor, at=now(), dossier_id=dossier_id, **payload.arguments())
        except Stale as late:
            late.data["current"] = _current(actor, dossier_id)
            raise
        return quick(_current(actor, dossier_id))

    operation.__name__ = verb.path.replace("-", "_")
    operation.__annotations__ = {
        "request": HttpRequest,
        "dossier_id": Key,
        "payload": verb.body,
        "return": HttpResponse,
    }
    return operation


def _current(actor: Actor, dossier_id: int) -> dict[str, Any]:
    """The dossier as it is now; who handed it out of sight still gets what became of it."""
    return shapes.row_of(queries.just_handled(dossier_id))


for one in VERBS:
    mount(one)
