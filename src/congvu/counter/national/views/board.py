"""``/cong-quoc-gia/``: how the connection stands, and every message."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.permissions import permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.listing import Column, Count, Listing, Tab
from congvu.core.ui.web import actor_of, page
from congvu.counter.dossiers.choices import VERBS
from congvu.counter.dossiers.policies import may_read
from congvu.counter.national import actions, policies, queries
from congvu.counter.national.choices import MESSAGE, MessageState
from congvu.counter.national.forms import DiscardForm, MessageFilter
from congvu.counter.national.models import Message
from congvu.counter.national.statuses import label_of
from congvu.counter.national.views.web import HOME, crumbs, pressed, staff

TONES = {
    MessageState.WAITING: "info", MessageState.SENT: "ok", MessageState.MERGED: "",
    MessageState.DEAD: "bad", MessageState.DROPPED: "",
}  # fmt: skip
TABS = (
    ("", "Tất cả", None), ("cho", "Chờ gửi", MessageState.WAITING),
    ("loi", "Bị từ chối", MessageState.DEAD), ("da-gui", "Đã gửi", MessageState.SENT),
    ("gop", "Đã gộp", MessageState.MERGED), ("da-bo", "Đã bỏ", MessageState.DROPPED),
)  # fmt: skip
STATES = {key: state for key, _, state in TABS if state}

LISTING: Listing[Message] = Listing(
    name="national.messages",
    label="Thông điệp lên cổng quốc gia",
    noun="thông điệp",
    default="-luc",
    tab="tt",
    columns=(
        Column("luc", "Lúc", "event_id", css="nowrap", first_descending=True),
        Column("ho-so", "Hồ sơ", css="main"),
        Column("trang-thai", "Trạng thái quốc gia", css="wide"),
        Column("tinh-trang", "Tình trạng; nguyên nhân"),
    ),
    filter_form=MessageFilter,
)


@staff("GET")
def board(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    form = MessageFilter(request.GET)
    counts = queries.counts(actor)
    tabs = [
        Tab(key, label, Count(counts.states.get(state, 0)) if state else None, hot=key == "loi")
        for key, label, state in TABS
    ]
    listed = LISTING.page(request, _narrowed(queries.messages(actor), form), tabs=tabs, form=form)
    context = {
        "page": listed,
        "rows": [_row(row) for row in listed.rows],
        "portal": queries.portal(),
        "counts": counts,
        "waiting": counts.states.get(MessageState.WAITING, 0),
        "dead": counts.states.get(MessageState.DEAD, 0),
        "admin": policies.sees_all(actor),
        "crumbs": [HOME, ("Cổng quốc gia", "")],
        "at": at,
    }
    return page(request, "national/board.html", context)


def _narrowed(rows: QuerySet[Message], form: MessageFilter) -> QuerySet[Message]:
    if not form.is_valid():
        return rows.none()
    if state := STATES.get(form.cleaned_data["tt"]):
        rows = rows.filter(state=state)
    if code := form.cleaned_data["q"]:
        rows = rows.filter(dossier__code=code.strip())
    return rows.defer("payload")


def _row(row: Message) -> dict[str, Any]:
    day = local_date(row.event.at)
    return {
        "one": row, "tone": TONES[MessageState(row.state)], "status": label_of(row.status, day),
        "verb": VERBS.get(row.event.verb, row.event.verb),
    }  # fmt: skip


@staff("GET")
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """What is told, what the portal said, and the verbs."""
    row = queries.message_for(actor_of(request), message_id)
    return _shown(request, row, DiscardForm())


def _shown(request: HttpRequest, row: Message, form: DiscardForm) -> HttpResponse:
    actor = actor_of(request)
    reads = may_read(actor, row.dossier)  # who keeps the machine does not read people's dossiers
    told = row.payload if reads else None
    text = json.dumps(told, ensure_ascii=False, indent=1) if told else ""
    shown = _row(row)
    context = {
        "row": row, "tone": shown["tone"], "payload": text, "form": form,
        "reads": reads,
        "facts": [
            ("Việc", row.get_service_display()), ("Diễn biến", shown["verb"]),
            ("Trạng thái quốc gia", shown["status"]), ("Xếp hàng lúc", row.queued_at),
            ("Gửi lúc", row.sent_at), ("Số lần gửi", row.tries), ("Gửi lại lúc", row.next_try_at),
            ("Cổng trả lời", row.answer), ("Tên thông điệp", row.name),
        ],
        "may_resend": MESSAGE.allows("resend", row.state)
        and permits(actor, "national.message.resend"),
        "may_discard": MESSAGE.allows("discard", row.state)
        and permits(actor, "national.message.discard"),
        "crumbs": crumbs((row.dossier.code, "")),
    }  # fmt: skip
    return page(request, "national/message.html", context, status=status_of(form))


@staff("POST")
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    def act() -> str:
        actions.resend(actor=actor_of(request), at=now(), message_id=message_id)
        return "Đã xếp thông điệp để gửi lại."

    return pressed(request, act, f"/cong-quoc-gia/thong-diep/{message_id}/")


@staff("POST")
def discard(request: HttpRequest, message_id: int) -> HttpResponse:
    actor = actor_of(request)
    row = queries.message_for(actor, message_id)
    policies.demand_own(actor, "national.message.discard", row.agency_id_then)
    form = DiscardForm(request.POST)
    if form.is_valid():
        with refusals(form) as attempt:
            actions.discard(
                actor=actor, at=now(), message_id=message_id, reason=form.cleaned_data["reason"]
            )
        if attempt.ok:
            return redirect("national:message", message_id)
    return _shown(request, row, form)
