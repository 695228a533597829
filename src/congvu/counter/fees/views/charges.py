"""Charges of an agency: the list, one, a new one, and what can be done with one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.money import format_dong
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.listing import Column, Listing, Tab
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.fees import actions, queries
from congvu.counter.fees.choices import HOLDING, ChargeState, FeeKind
from congvu.counter.fees.codes import procedure_key
from congvu.counter.fees.forms import (
    TAB_STATES,
    CashForm,
    ChargeFilter,
    GatewayChoice,
    ProcedureForm,
    RaiseForm,
    ReasonForm,
)
from congvu.counter.fees.models import Charge, ChargeLine, Payment
from congvu.counter.fees.policies import abilities
from congvu.counter.fees.prints import receipt_pdf
from congvu.counter.fees.quote import Priced
from congvu.counter.fees.views.web import (
    CHARGES,
    HOME,
    demand_good,
    form_page,
    pay_address,
    pdf_answer,
    pressed,
    sent,
    ways,
)

LISTING: Listing[Charge] = Listing(
    name="fees.charges",
    label="Khoản thu",
    noun="khoản thu",
    default="-ma",
    tab="tt",
    columns=(
        Column("ma", "Mã nộp tiền", "pk", css="nowrap", first_descending=True),
        Column("noi-dung", "Nội dung thu", css="main"),
        Column("nguoi", "Người nộp", css="wide"),
        Column("tien", "Số tiền", "amount", css="num"),
        Column("trang-thai", "Trạng thái"),
    ),
    filter_form=ChargeFilter,
)
TABS = (
    ("", "Tất cả"), ("cho-nop", "Chờ nộp"), ("da-nop", "Đã nộp"), ("mien", "Được miễn"),
    ("huy", "Đã hủy"), ("da-hoan", "Đã hoàn"),
)  # fmt: skip
TONES = {
    ChargeState.DUE: "warn", ChargeState.PAID: "ok", ChargeState.WAIVED: "info",
    ChargeState.CANCELLED: "", ChargeState.REFUNDED: "",
}  # fmt: skip
RULES_SHOWN = 50


@for_staff
@require_GET
def charges(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/``."""
    actor = actor_of(request)
    form = ChargeFilter(request.GET)
    rows = queries.charges_for(actor)
    rows = _narrowed(rows, form.cleaned_data) if form.is_valid() else rows.none()
    listed = LISTING.page(request, rows, tabs=[Tab(*tab) for tab in TABS], form=form)
    context = {
        "page": listed,
        "rows": [(row, TONES[ChargeState(row.state)]) for row in listed.rows],
        "may_raise": permits(actor, "fees.charge.raise"),
        "crumbs": [HOME, (CHARGES[0], "")],
    }
    return page(request, "fees/list.html", context)


def _narrowed(rows: QuerySet[Charge], asked: dict[str, Any]) -> QuerySet[Charge]:
    if asked["q"]:
        q = asked["q"]
        rows = rows.filter(Q(code__iexact=q) | Q(payer_name__icontains=q) | Q(reason__icontains=q))
    if asked["tt"]:
        rows = rows.filter(state=TAB_STATES[asked["tt"]])
    if asked["tu"]:
        rows = rows.filter(raised_at__gte=_midnight(asked["tu"]))
    if asked["den"]:
        rows = rows.filter(raised_at__lt=_midnight(asked["den"]) + timedelta(days=1))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


@never_cache
@for_staff
@require_GET
def charge(request: HttpRequest, charge_id: int) -> HttpResponse:
    """``/thu-phi/<id>/``: what is owed and why, what came, what can be done."""
    actor = actor_of(request)
    found = queries.charge_for(actor, charge_id)
    may = abilities(actor, found)
    payments = found.payments.select_related("gateway", "till", "receipt__book")
    payments = payments.prefetch_related("refunds")
    asks = permits(actor, "fees.refund.ask")
    context = {
        "charge": found, "tone": TONES[ChargeState(found.state)], "may": may,
        "lines": [(line, line_words(line)) for line in found.lines.select_related("rule")],
        "payments": [(one, asks and _can_go_back(one)) for one in payments],
        "till": queries.open_till_of(actor) if may["take_cash"] else None,
        "accounts": queries.accounts_of(found) if may["start"] else [],
        "ways": ways(found), "address": pay_address(found),
        "crumbs": [HOME, CHARGES, (found.code, "")],
    }  # fmt: skip
    return page(request, "fees/charge.html", context)


def line_words(line: ChargeLine) -> str:
    """How a line came to its sum."""
    per = line.rule.per if line.rule else ""
    words = f"{line.quantity} {per} × {format_dong(line.unit_amount)}"
    if line.reduced:
        words += f", giảm {format_dong(line.reduced)}"
    words += f" = {format_dong(line.amount)}"
    basis = line.rule.legal_basis if line.rule else ""
    return words + (f" ({basis})" if basis else "")


def _can_go_back(payment: Payment) -> bool:
    asked = any(refund.state != "refused" for refund in payment.refunds.all())
    return payment.state in HOLDING and not asked


@for_staff
@require_http_methods(["GET", "POST"])
def raise_charge(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/moi/``: which procedure (``?ma=``), then who pays and how many."""
    actor, at = actor_of(request), now()
    demand(actor, "fees.charge.raise")
    choice = ProcedureForm(request.GET)
    code = choice.cleaned_data["ma"] if choice.is_valid() else ""
    rules = _rules(actor, code, at)
    if not rules:
        return _choose(request, actor, code)
    key = procedure_key(code)
    form = RaiseForm(
        sent(request), rules=rules, exempt=list(queries.exemptions_on(key, local_date(at))),
        initial={"reason": rules[0].name},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            made = actions.raise_charge(
                actor=actor, at=at, agency_id=actor.agency_id or 0, procedure_code=code,
                **form.arguments(),
            )  # fmt: skip
        if attempt.ok:
            return redirect(_url(made))
    context = {
        "form": form, "rules": rules, "code": code, "kinds": FeeKind,
        "crumbs": [HOME, CHARGES, ("Lập khoản thu", "")],
    }  # fmt: skip
    return page(request, "fees/raise.html", context, status=status_of(form))


def _rules(actor: Actor, code: str, at: datetime) -> list[Priced]:
    """Prices of the day for a code as typed; none when it is no code, or costs are not known."""
    try:
        return queries.prices_on(code, agency_id=actor.agency_id or 0, day=local_date(at))
    except Invalid:
        return []


def _choose(request: HttpRequest, actor: Actor, said: str) -> HttpResponse:
    rows = queries.priced_on(actor.agency_id or 0, local_date(now()))
    if said:
        rows = rows.filter(Q(procedure_code__startswith=said) | Q(name__icontains=said))
    context = {
        "form": ProcedureForm(initial={"ma": said}), "said": said,
        "rows": rows.order_by("procedure_code", "name")[:RULES_SHOWN],
        "crumbs": [HOME, CHARGES, ("Lập khoản thu", "")],
    }  # fmt: skip
    return page(request, "fees/choose.html", context)


@for_staff
@require_POST
def take_cash(request: HttpRequest, charge_id: int) -> HttpResponse:
    """``…/thu-tien/``: the sum that was shown, into the open session."""
    actor = actor_of(request)
    found = queries.charge_for(actor, charge_id)
    form = CashForm(request.POST)
    demand_good(form)
    return pressed(
        request,
        lambda: actions.take_cash(actor=actor, at=now(), charge_id=found.pk, **form.cleaned_data),
        done="Đã thu tiền mặt và lập biên lai.", back=_url(found),
    )  # fmt: skip


@for_staff
@require_POST
def start(request: HttpRequest, charge_id: int) -> HttpResponse:
    """``…/chuyen-khoan/``: shows the code to scan, or the way to the gateway, on the page."""
    actor = actor_of(request)
    found = queries.charge_for(actor, charge_id)
    form = GatewayChoice(request.POST)
    demand_good(form)
    return pressed(
        request,
        lambda: actions.start(
            actor=actor, at=now(), charge_id=found.pk, back=pay_address(found), **form.cleaned_data
        ),
        done="Đã tạo yêu cầu thanh toán. Trang tự cập nhật khi ngân hàng báo tiền đã vào.",
        back=_url(found),
    )


@for_staff
@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, charge_id: int) -> HttpResponse:
    """``…/mien/``."""
    return _ended(request, charge_id, "waive", actions.waive, "Miễn khoản thu", "Đã miễn.")


@for_staff
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, charge_id: int) -> HttpResponse:
    """``…/huy/``."""
    return _ended(request, charge_id, "cancel", actions.cancel, "Hủy khoản thu", "Đã hủy.")


def _ended(
    request: HttpRequest, charge_id: int, verb: str, act: Any, title: str, done: str
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.charge_for(actor, charge_id)
    demand(actor, f"fees.charge.{verb}")
    if request.method == "GET" and not abilities(actor, found)[verb]:
        raise NotAllowed(f"Khoản thu đang ở trạng thái “{found.get_state_display()}”.")
    form = ReasonForm(sent(request), initial={"version": found.version})
    return form_page(
        request, form,
        lambda data: act(actor=actor, at=now(), charge_id=found.pk, **data),
        title=title, crumbs=[(found.code, _url(found))], done=f"{done} {found.code}.",
        back=_url(found), button=title,
        lead=f"{found.reason}, {found.payer_name}, {format_dong(found.amount)}.",
    )  # fmt: skip


@for_staff
@require_GET
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """``/thu-phi/bien-lai/<id>.pdf``."""
    found = queries.receipt_for(actor_of(request), receipt_id)
    return pdf_answer(receipt_pdf(found), found)


def _url(charge: Charge) -> str:
    return reverse("fees:charge", args=[charge.pk])
