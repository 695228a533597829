"""The counter of somebody who calls: one screen, one key a verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.core.ui.web import actor_of, for_staff, is_htmx, page
from congvu.counter.queue import actions, queries
from congvu.counter.queue.choices import TICKET
from congvu.counter.queue.forms import ReasonForm, TransferForm
from congvu.counter.queue.models import Counter, Ticket
from congvu.counter.queue.views.web import HOME

SHOWN = 12
"""People shown waiting; the count is of all."""
LIST = ("Quầy của tôi", "/quay/")


@for_staff
@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """``/quay/``: straight to one's own counter, else the counters that can be opened."""
    actor = actor_of(request)
    seat = queries.seat_of(actor)
    if seat is not None:
        return redirect(reverse("queue:desk", args=[seat.pk]))
    halls = [
        (hall, queries.counters_of(hall.pk))
        for hall in queries.halls_for(actor).filter(is_active=True)[:20]
    ]
    return page(request, "queue/desks.html", {"halls": halls, "crumbs": [HOME, (LIST[0], "")]})


@never_cache
@for_staff
@require_GET
def desk(request: HttpRequest, counter_id: int) -> HttpResponse:
    """``/quay/<id>/``: who is here, who waits, what can be done."""
    actor = actor_of(request)
    counter = queries.counter_for(actor, counter_id)
    return page(request, "queue/desk.html", _scene(actor, counter), fragment="queue/_desk.html")


def _scene(actor: Actor, counter: Counter) -> dict[str, Any]:
    day = local_date(now())
    mine = counter.staffed_by_id is not None and counter.staffed_by_id == actor.user_id
    ticket = queries.current_of(counter)
    rows = queries.waiting_for(counter, day)
    waiting = list(rows[: SHOWN + 1])
    return {
        "counter": counter, "mine": mine, "ticket": ticket,
        "may": dict.fromkeys(TICKET.verbs(ticket.state), True) if ticket and mine else {},
        "waiting": waiting[:SHOWN], "more": rows.count() - SHOWN if len(waiting) > SHOWN else 0,
        "aside": list(queries.aside_for(counter, day)[:SHOWN]) if mine else [],
        "groups": queries.groups_of(counter.hall_id),
        "crumbs": [HOME, LIST, (f"{counter}, {counter.hall.name}", "")],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeskVerb:
    """A press at the counter; ``run(request, actor, counter)`` gives the sentence to say."""

    run: Callable[[HttpRequest, Actor, Counter], str]


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text)):
        raise BadRequest
    return int(text)


def _open(request: HttpRequest, actor: Actor, counter: Counter) -> str:
    actions.open_counter(actor=actor, counter_id=counter.pk, at=now())
    return f"Đã mở {counter}."


def _close(request: HttpRequest, actor: Actor, counter: Counter) -> str:
    actions.close_counter(actor=actor, counter_id=counter.pk, at=now())
    return f"Đã đóng {counter}."


def _call(request: HttpRequest, actor: Actor, counter: Counter) -> str:
    finishing = _number(request, "xong") if request.POST.get("xong") else None
    ticket = actions.call_next(actor=actor, counter_id=counter.pk, finishing=finishing, at=now())
    return f"Đã gọi {ticket.code}."


def _plain(act: Callable[..., Ticket], done: str) -> DeskVerb:
    def run(request: HttpRequest, actor: Actor, counter: Counter) -> str:
        ticket = act(actor=actor, ticket_id=_number(request, "phieu"), at=now())
        return done.format(ticket.code)

    return DeskVerb(run)


def _hold(request: HttpRequest, actor: Actor, counter: Counter) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    key, reason = _number(request, "phieu"), form.cleaned_data["ly_do"]
    ticket = actions.hold(actor=actor, ticket_id=key, reason=reason, at=now())
    return f"Đã tạm dừng {ticket.code}."


def _transfer(request: HttpRequest, actor: Actor, counter: Counter) -> str:
    form = TransferForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    ticket = actions.transfer(
        actor=actor, ticket_id=_number(request, "phieu"), group_id=form.cleaned_data["nhom"],
        reason=form.cleaned_data["ly_do"], at=now(),
    )  # fmt: skip
    return f"Đã chuyển {ticket.code}; phiếu giữ nguyên chỗ."


VERBS = {
    "mo": DeskVerb(_open),
    "dong": DeskVerb(_close),
    "goi": DeskVerb(_call),
    "goi-lai": _plain(actions.recall, "Đã gọi lại {}."),
    "phuc-vu": _plain(actions.serve, "Đang phục vụ {}."),
    "tam-dung": DeskVerb(_hold),
    "tiep-tuc": _plain(actions.resume, "Phục vụ tiếp {}."),
    "xong": _plain(actions.finish, "Đã xong {}."),
    "vang": _plain(actions.miss, "Đã ghi {} không có mặt."),
    "chuyen": DeskVerb(_transfer),
}


@for_staff
@require_POST
def act(request: HttpRequest, counter_id: int, verb: str) -> HttpResponse:
    """``/quay/<id>/<việc>/``: do it and show the counter again; a refusal is said in its place."""
    actor = actor_of(request)
    counter = queries.counter_for(actor, counter_id)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise NotFound
    refusal, done = "", ""
    try:
        done = chosen.run(request, actor, counter)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refused:
        refusal = refused.message
    if is_htmx(request):
        counter.refresh_from_db()
        scene = _scene(actor, counter) | {"refusal": refusal, "done": done}
        return page(request, "queue/_desk.html", scene)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, done)
    return redirect(reverse("queue:desk", args=[counter.pk]))
