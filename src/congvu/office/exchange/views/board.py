"""The post office: everything on its way, one envelope, sending again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from congvu.core.kernel.clock import VIETNAM, now
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.subject import cards
from congvu.core.ui.chain import ChainNode
from congvu.core.ui.listing import Column, Count, Listing, Tab
from congvu.core.ui.web import actor_of, page
from congvu.office.exchange import actions, policies, queries
from congvu.office.exchange.choices import DeliveryState, QuarantineState
from congvu.office.exchange.forms import BoardFilter
from congvu.office.exchange.models import Delivery, StatusEntry
from congvu.office.exchange.queries.board import TABS as CONDITIONS

TONES = {
    DeliveryState.WAITING: "info", DeliveryState.FAILED: "warn", DeliveryState.SENT: "info",
    DeliveryState.ARRIVED: "ok", DeliveryState.REFUSED: "bad", DeliveryState.DEAD: "bad",
    DeliveryState.CANCELLED: "",
}  # fmt: skip
TABS = (
    ("", "Tất cả", ()), ("cho", "Chờ gửi", ("waiting", "failed")),
    ("loi", "Không gửi được", ("dead",)), ("da-gui", "Đã gửi, chưa báo đến", ("sent",)),
    ("da-den", "Đã đến", ("arrived",)), ("tu-choi", "Bị từ chối", ("refused",)),
    ("thu-hoi", "Thu hồi", ()),
)  # fmt: skip
CRUMB = ("Liên thông", "/lien-thong/")

LISTING: Listing[Delivery] = Listing(
    name="exchange.board",
    label="Bưu cục liên thông",
    noun="lượt gửi",
    default="-luc",
    tab="tt",
    columns=(
        Column("luc", "Lúc", "pk", css="nowrap", first_descending=True),
        Column("van-ban", "Văn bản", css="main"),
        Column("noi-gui", "Nơi gửi", css="opt"),
        Column("noi-nhan", "Nơi nhận", css="wide"),
        Column("tinh-trang", "Tình trạng; nguyên nhân"),
    ),
    filter_form=BoardFilter,
)


def _start(day: Any) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)


def _narrowed(rows: QuerySet[Delivery], form: BoardFilter) -> QuerySet[Delivery]:
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    rows = rows.filter(CONDITIONS.get(asked["tt"], Q()))
    if asked["q"]:
        rows = rows.filter(Q(envelope__code=asked["q"]) | Q(envelope__document_id=asked["q"]))
    if asked["nhan"]:
        rows = rows.filter(Q(organ_code=asked["nhan"]) | Q(name__icontains=asked["nhan"]))
    if asked["tu"]:
        rows = rows.filter(waiting_since__gte=_start(asked["tu"]))
    if asked["den"]:
        rows = rows.filter(waiting_since__lt=_start(asked["den"] + timedelta(days=1)))
    return rows


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/``."""
    actor, at = actor_of(request), now()
    form = BoardFilter(request.GET)
    rows = queries.deliveries(actor)
    counts = queries.counts(actor)
    tabs = [
        Tab(key, label, Count(sum(counts.get(state, 0) for state in states)) if states else None,
            hot=key == "loi")
        for key, label, states in TABS
    ]  # fmt: skip
    admin = policies.is_it(actor)
    context = {
        "page": LISTING.page(request, _narrowed(rows, form), tabs=tabs, form=form),
        "tones": TONES,
        "admin": admin,
        "peers": queries.peers(at=at) if admin else [],
        "held": queries.held(actor).filter(state=QuarantineState.HELD).count() if admin else 0,
        "crumbs": [("Trang chủ", "/"), ("Liên thông", "")],
    }
    context["rows"] = [(row, TONES[DeliveryState(row.state)]) for row in context["page"]]  # type: ignore[attr-defined]
    return page(request, "exchange/board.html", context)


@login_required
@require_GET
def envelope(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/phong-bi/<id>/``: what it is, and its way to every recipient."""
    actor = actor_of(request)
    found = queries.envelope_for(actor, pk)
    [posted] = queries.posted([found])
    ways = posted.ways
    if not (actor.is_admin or actor.is_system or found.sender_agency_id == actor.agency_id):
        ways = tuple(way for way in ways if way.delivery.agency_id == actor.agency_id)
    subject = found.subject
    context = {
        "envelope": found,
        "origin": cards([subject]).get(subject) if subject is not None else None,
        "facts": _facts(found),
        "files": [
            {"name": file.name, "size": file.blob.size, "note": file.description}
            for file in found.files.select_related("blob").order_by("position")
        ],
        "nodes": [_node(way.delivery, way.entries) for way in ways],
        "stuck": [
            way.delivery for way in ways if policies.abilities(actor, found, way.delivery)["resend"]
        ],
        "crumbs": [("Trang chủ", "/"), CRUMB, (found.code or "Phong bì", "")],
    }
    return page(request, "exchange/envelope.html", context)


def _facts(found: Any) -> list[tuple[str, Any]]:
    return [
        ("Số, ký hiệu", found.code),
        ("Nghiệp vụ", found.get_business_display()),
        ("Nơi gửi", f"{found.sender_name} ({found.sender_code})"),
        ("Người gửi", found.sent_by),
        ("Chiều", found.get_direction_display()),
        ("Qua hệ thống", found.origin_peer),
        ("Mã liên thông", found.document_id),
        ("Tác động đến", ", ".join(found.targets)),
    ]


def _state_of(row: Delivery) -> str:
    """What is stuck says so first; else the receiver's last word."""
    stuck = row.state in (DeliveryState.FAILED, DeliveryState.DEAD)
    return str(row.get_state_display() if stuck else row.status_label or row.get_state_display())


def _node(row: Delivery, entries: tuple[StatusEntry, ...]) -> ChainNode:
    """One recipient, with everything that it or the sender said below."""
    node = ChainNode(
        who=str(row), post=row.organ_code, role=f"qua {row.peer}" if row.peer else "trong hệ thống",
        verb="Gửi", at=row.sent_at, remark=row.cause,
        state=_state_of(row), tone=TONES[DeliveryState(row.state)],
    )  # fmt: skip
    node.children = [
        ChainNode(
            who=entry.label, post=entry.staff, verb="Báo", at=entry.at, remark=entry.description,
            state=entry.get_state_display() if entry.to_peer_id else "",
        )
        for entry in entries
    ]  # fmt: skip
    return node


@login_required
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """``/lien-thong/luot-gui/<id>/gui-lai/``."""
    row = actions.resend(actor=actor_of(request), at=now(), delivery_id=pk)
    messages.success(request, f"Đã xếp gửi lại cho {row}.")
    return redirect("exchange:envelope", row.envelope_id)


def told(request: HttpRequest, act: Any, done: str) -> bool:
    """Do it, and say how it went; refusals become messages."""
    try:
        act()
    except DomainError as refused:
        fields = refused.data.get("fields", {})
        more = " ".join(text for texts in fields.values() for text in texts)
        messages.error(request, more or refused.message)
        return False
    messages.success(request, done)
    return True


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Trang chủ", "/"), ("Liên thông", reverse("exchange:board")), *more]
