"""Rules, exemptions and accounts: dated data, for the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import TypedChoiceField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import demand, permits
from congvu.core.organisation.queries import members
from congvu.core.ui.web import actor_of, page
from congvu.counter.fees import actions, queries
from congvu.counter.fees.forms import (
    EndRuleForm,
    ExemptionForm,
    GatewayForm,
    ProcedureForm,
    RuleForm,
    exemption_initial,
    gateway_initial,
    rule_initial,
)
from congvu.counter.fees.policies import demand_kept, keeps
from congvu.counter.fees.views.web import CHARGES, HOME, form_page, sent

RULES = ("Mức thu", "/thu-phi/muc-thu/")
EXEMPTIONS = ("Đối tượng miễn, giảm", "/thu-phi/mien-giam/")
ACCOUNTS = ("Tài khoản thu", "/thu-phi/tai-khoan/")
SHOWN = 200


def _staff(request: HttpRequest) -> Actor:
    """:raises NotFound: a citizen"""
    actor = actor_of(request)
    if not (actor.is_admin or actor.agency_id is not None):
        raise NotFound
    return actor


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/muc-thu/``: what holds today and before; staff read, administrators write."""
    actor, today = _staff(request), local_date(now())
    form = ProcedureForm(request.GET)
    said = form.cleaned_data["ma"] if form.is_valid() else ""
    rows = queries.rules_for(actor)
    if said:
        rows = rows.filter(procedure_code__startswith=said) | rows.filter(name__icontains=said)
    context = {
        "form": form, "today": today,
        "rows": [
            (row, row.valid_to is None or row.valid_to >= today,
             keeps(actor, "fees.rule.set", row.agency_id))
            for row in rows.order_by("procedure_code", "name", "-valid_from")[:SHOWN]
        ],
        "may_set": _keeper(actor, "fees.rule.set"), "crumbs": [HOME, CHARGES, (RULES[0], "")],
    }  # fmt: skip
    return page(request, "fees/rules.html", context)


def _keeper(actor: Actor, verb: str) -> bool:
    return keeps(actor, verb, actor.agency_id)


@login_required
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/muc-thu/moi/``, ``?tu=<id>`` begins with the words of another."""
    actor = _staff(request)
    demand_kept(actor, "fees.rule.set", actor.agency_id)
    text = request.GET.get("tu", "")
    known = text.isascii() and text.isdigit() and len(text) < 19
    initial = rule_initial(queries.rule_for(actor, int(text))) if known else {}
    form = RuleForm(sent(request), initial=initial)
    if actor.is_admin:
        _add_agencies(form, required=False)

    def act(data: dict[str, Any]) -> object:
        agency_id = data.pop("agency", None) if actor.is_admin else actor.agency_id
        return actions.set_rule(actor=actor, at=now(), agency_id=agency_id or None, **data)

    return form_page(
        request, form, act, title="Khai báo mức thu", crumbs=[RULES], back=RULES[1],
        done="Đã khai báo mức thu. Khoản thu đã lập giữ mức cũ.",
        lead="Mức đang thu cùng tên kết thúc vào hôm trước ngày hiệu lực của mức mới.",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def rule_end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """``/thu-phi/muc-thu/<id>/ket-thuc/``."""
    actor = _staff(request)
    rule = queries.rule_for(actor, rule_id)
    demand_kept(actor, "fees.rule.end", rule.agency_id)
    return form_page(
        request, EndRuleForm(sent(request)),
        lambda data: actions.end_rule(actor=actor, at=now(), rule_id=rule.pk, **data),
        title="Kết thúc mức thu", crumbs=[RULES], back=RULES[1], done="Đã kết thúc mức thu.",
        lead=f"{rule.procedure_code}: {rule.name}.",
    )  # fmt: skip


@login_required
@require_GET
def exemptions(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/mien-giam/``."""
    actor = _staff(request)
    context = {
        "rows": queries.exemptions()[:SHOWN], "may_set": permits(actor, "fees.exemption.set"),
        "crumbs": [HOME, CHARGES, (EXEMPTIONS[0], "")],
    }  # fmt: skip
    return page(request, "fees/exemptions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def exemption(request: HttpRequest, exemption_code: str = "") -> HttpResponse:
    """``/thu-phi/mien-giam/moi/``, ``/thu-phi/mien-giam/<mã>/``."""
    actor = _staff(request)
    demand(actor, "fees.exemption.set")
    row = queries.exemption_by_code(exemption_code) if exemption_code else None
    form = ExemptionForm(sent(request), initial=exemption_initial(row) if row else {})
    if row is not None:
        form.fields["code"].disabled = True
        form.initial["code"] = row.code
    return form_page(
        request, form, lambda data: actions.set_exemption(actor=actor, at=now(), **data),
        title="Sửa đối tượng miễn, giảm" if row else "Thêm đối tượng miễn, giảm",
        crumbs=[EXEMPTIONS], back=EXEMPTIONS[1], done="Đã lưu đối tượng miễn, giảm.",
    )  # fmt: skip


@login_required
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/tai-khoan/``: no secret is ever shown."""
    actor = _staff(request)
    if not _keeper(actor, "fees.gateway.set"):
        raise NotAllowed
    context = {
        "rows": queries.gateways_for(actor)[:SHOWN], "crumbs": [HOME, CHARGES, (ACCOUNTS[0], "")],
    }  # fmt: skip
    return page(request, "fees/accounts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, gateway_code: str = "") -> HttpResponse:
    """``/thu-phi/tai-khoan/moi/``, ``/thu-phi/tai-khoan/<mã>/``."""
    actor = _staff(request)
    demand_kept(actor, "fees.gateway.set", actor.agency_id)
    row = queries.gateway_for(actor, gateway_code) if gateway_code else None
    form = GatewayForm(sent(request), initial=gateway_initial(row) if row else {})
    if row is not None:
        form.fields["code"].disabled = True
    elif actor.is_admin:
        _add_agencies(form, required=actor.agency_id is None)

    def act(data: dict[str, Any]) -> object:
        chosen = data.pop("agency", None) or actor.agency_id
        agency_id = row.agency_id if row else int(chosen or 0)
        data["secret"] = data["secret"] or None
        return actions.set_gateway(actor=actor, at=now(), agency_id=agency_id, **data)

    lead = ""
    if row is not None:
        path = reverse("fees:callback", args=[row.code])
        lead = f"Địa chỉ nhận thông báo của cổng: {request.build_absolute_uri(path)}"
    return form_page(
        request, form, act, title="Sửa tài khoản thu" if row else "Thêm tài khoản thu",
        crumbs=[ACCOUNTS], back=ACCOUNTS[1], done="Đã lưu tài khoản thu.", lead=lead,
    )  # fmt: skip


def _add_agencies(form: Any, *, required: bool) -> None:
    rows = members(local_date(now())).order_by("name").values_list("pk", "name")
    first = [("", "Mọi cơ quan")] if not required else []
    form.fields["agency"] = TypedChoiceField(
        label="Cơ quan", coerce=int, required=required, choices=[*first, *rows], empty_value=None
    )
