"""The counter of somebody who calls: one screen, one key a verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from congvu.core.kernel.subject import Card, Subject, cards, kinds
from congvu.core.ui.web import actor_of, for_staff, is_htmx, page
from congvu.counter.queue import actions, queries
from congvu.counter.queue.choices import TICKET, TicketState
from congvu.counter.queue.forms import ReasonForm, TransferForm
from congvu.counter.queue.models import Counter, Ticket
from congvu.counter.queue.registry import works
from congvu.counter.queue.views.web import HOME

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


@never_cache
@for_staff
@require_GET
def waiting(request: HttpRequest, counter_id: int) -> HttpResponse:
    """``/quay/<id>/cho/``: who waits, alone; every open counter asks for it every ten seconds, so
    it costs one statement beside the session's."""
    counter = queries.counter_for(actor_of(request), counter_id)
    return page(request, "queue/_waiting.html", _line(counter))


def _line(counter: Counter) -> dict[str, Any]:
    rows, many = queries.first_waiting(counter, local_date(now()))
    return {"counter": counter, "waiting": rows, "more": max(0, many - len(rows))}


@dataclass(frozen=True, slots=True)
class Press:
    """A button of the counter: ``needs`` is what the ticket's state must allow, if anything."""

    verb: str
    label: str
    key: str
    css: str = ""
    needs: str = ""
    finishing: bool = False


FREE = (Press("goi", "Gọi số tiếp theo", "g", "btn-primary"), Press("dong", "Đóng quầy", ""))
BUSY = (
    Press("goi", "Xong và gọi tiếp", "g", "btn-primary", "finish", finishing=True),
    Press("phuc-vu", "Khách đã đến", "s", needs="serve"),
    Press("goi-lai", "Gọi lại", "r", needs="recall"),
    Press("xong", "Xong", "f", needs="finish"),
    Press("tam-dung", "Tạm dừng", "h", needs="hold"),
    Press("vang", "Không có mặt", "v", "btn-bad", "miss"),
)
CLOSED = (Press("mo", "Mở quầy", "m", "btn-primary"),)


def _scene(actor: Actor, counter: Counter) -> dict[str, Any]:
    mine = counter.staffed_by_id is not None and counter.staffed_by_id == actor.user_id
    ticket = queries.current_of(counter)
    may = set(TICKET.verbs(ticket.state)) if ticket and mine else set()
    return _line(counter) | {
        "mine": mine, "ticket": ticket, "presses": _presses(counter, ticket, mine, may),
        "aside": queries.aside_for(counter, local_date(now())) if mine else [],
        "groups": queries.groups_of(counter.hall_id) if "transfer" in may else [],
        "works": _works(actor, ticket) if may else [], "about": _about(actor, ticket),
        "base": reverse("queue:desk", args=[counter.pk]),
        "crumbs": [HOME, LIST, (f"{counter}, {counter.hall.name}", "")],
    }  # fmt: skip


def _presses(counter: Counter, ticket: Ticket | None, mine: bool, may: set[str]) -> Sequence[Press]:
    if not mine:
        return () if counter.is_open else CLOSED
    return [press for press in BUSY if press.needs in may] if ticket else FREE


def _works(actor: Actor, ticket: Ticket | None) -> list[tuple[str, str]]:
    """What can be begun for the person at the counter, as links."""
    if ticket is None or ticket.state != TicketState.SERVING or ticket.subject_kind:
        return []
    return [(work.label, work.address(ticket)) for work in works if work.visible(actor)]


def _about(actor: Actor, ticket: Ticket | None) -> Card | None:
    """What the visit is about, to whoever may read it."""
    if ticket is None or not ticket.subject_kind or ticket.subject_id is None:
        return None
    kind = kinds.get(ticket.subject_kind)
    if kind is None or ticket.subject_id not in kind.readable(actor, [ticket.subject_id]):
        return None
    subject = Subject(ticket.subject_kind, ticket.subject_id)
    return cards([subject]).get(subject)


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
        counter = queries.counter_for(actor, counter_id)
        scene = _scene(actor, counter) | {"refusal": refusal, "done": done}
        return page(request, "queue/_desk.html", scene)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, done)
    return redirect(reverse("queue:desk", args=[counter.pk]))
