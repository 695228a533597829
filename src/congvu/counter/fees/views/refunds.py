"""Money that goes back, and money that nothing wants."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import WrongState
from congvu.core.kernel.money import format_dong
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.fees import actions, queries
from congvu.counter.fees.choices import PAYMENT, RefundState
from congvu.counter.fees.forms import DecideForm, ReasonForm
from congvu.counter.fees.views.web import CHARGES, HOME, demand_good, form_page, pressed, sent

SHOWN = 50
TONES = {RefundState.ASKED: "warn", RefundState.DONE: "ok", RefundState.REFUSED: ""}


@for_staff
@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/hoan-tien/``: what waits for a decision, surplus, and what was decided."""
    actor = actor_of(request)
    rows = queries.refunds_for(actor)
    decides = permits(actor, "fees.refund.decide")
    waiting = rows.filter(state=RefundState.ASKED)[:SHOWN]
    context = {
        "waiting": [(row, decides and row.asked_by_user != actor.user_id) for row in waiting],
        "decided": [
            (row, TONES[RefundState(row.state)])
            for row in rows.exclude(state=RefundState.ASKED)[:SHOWN]
        ],
        "surplus": queries.surplus_for(actor)[:SHOWN],
        "may_ask": permits(actor, "fees.refund.ask"),
        "crumbs": [HOME, CHARGES, ("Hoàn tiền", "")],
    }
    return page(request, "fees/refunds.html", context)


@for_staff
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, payment_id: int) -> HttpResponse:
    """``/thu-phi/lan-nop/<id>/hoan/``: the whole payment, with the reason."""
    actor = actor_of(request)
    payment = queries.payment_for(actor, payment_id)
    demand(actor, "fees.refund.ask")
    if request.method == "GET" and not PAYMENT.allows("refund", payment.state):
        raise WrongState("Khoản tiền này chưa thu hoặc đã hoàn nên không có gì để hoàn.")
    form = ReasonForm(sent(request))
    return form_page(
        request, form,
        lambda data: actions.ask_refund(
            actor=actor, at=now(), payment_id=payment.pk, reason=data["reason"]
        ),
        title="Đề nghị hoàn tiền", done="Đã gửi đề nghị hoàn tiền. Người khác sẽ duyệt.",
        crumbs=[(payment.charge.code, reverse("fees:charge", args=[payment.charge_id]))],
        back=reverse("fees:charge", args=[payment.charge_id]), button="Đề nghị hoàn tiền",
        lead=f"{payment.charge.reason}, {payment.charge.payer_name}, {format_dong(payment.amount)}.",
    )  # fmt: skip


@for_staff
@require_POST
def decide(request: HttpRequest, refund_id: int) -> HttpResponse:
    """``/thu-phi/hoan-tien/<id>/``: by another person than who asked."""
    actor = actor_of(request)
    refund = queries.refund_for(actor, refund_id)
    form = DecideForm(request.POST)
    demand(actor, "fees.refund.decide")
    demand_good(form)
    agreed = form.cleaned_data["agreed"]
    return pressed(
        request,
        lambda: actions.decide_refund(actor=actor, at=now(), refund_id=refund.pk, agreed=agreed),
        done="Đã duyệt hoàn tiền." if agreed else "Đã ghi không hoàn tiền.",
        back=reverse("fees:refunds"),
    )
