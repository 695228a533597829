"""A day of an account: our books beside the bank's list."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.fees import actions, queries
from congvu.counter.fees.forms import ReconcileForm, StatementForm
from congvu.counter.fees.statement import read_statement
from congvu.counter.fees.views.web import CHARGES, HOME


@for_staff
@require_http_methods(["GET", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """``/thu-phi/doi-chieu/?cong=…&ngay=…``: totals, differences, and the list to import."""
    actor = actor_of(request)
    accounts = [row for row in queries.gateways_for(actor) if row.agency_id == actor.agency_id]
    asked = ReconcileForm(request.GET, accounts=accounts)
    if not asked.is_valid():
        raise BadRequest
    day = asked.cleaned_data["ngay"] or local_date(now())
    code = asked.cleaned_data["cong"] or (accounts[0].code if accounts else "")
    account = next((row for row in accounts if row.code == code), None)
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        demand(actor, "fees.statement.import")
        if account is None:
            raise BadRequest
        form = StatementForm(request.POST, request.FILES)
        if form.is_valid():
            with refusals(form) as attempt:
                count = actions.import_statement(
                    actor=actor, at=now(), gateway=account.code, day=day,
                    lines=read_statement(form.cleaned_data["sao_ke"].read()),
                )  # fmt: skip
            if attempt.ok:
                messages.success(request, f"Đã nạp {count} dòng sao kê ngày {day:%d/%m/%Y}.")
                query = urlencode({"cong": account.code, "ngay": f"{day:%d/%m/%Y}"})
                return redirect(f"{reverse('fees:reconcile')}?{query}")
    context = {
        "asked": ReconcileForm(initial={"cong": code, "ngay": day}, accounts=accounts),
        "account": account, "day": day, "form": form,
        "found": queries.reconcile(gateway=account, day=day) if account else None,
        "may_import": permits(actor, "fees.statement.import"),
        "crumbs": [HOME, CHARGES, ("Đối chiếu", "")],
    }  # fmt: skip
    return page(request, "fees/reconcile.html", context, status=status_of(form))
