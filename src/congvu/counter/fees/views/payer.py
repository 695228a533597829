"""The payer's page: no account, only the key in the address."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError, NotFound
from congvu.core.kernel.masking import masked_name
from congvu.core.ui.pace import demand_pace
from congvu.core.ui.web import page
from congvu.counter.fees import actions, queries
from congvu.counter.fees.choices import ChargeState
from congvu.counter.fees.forms import GatewayChoice
from congvu.counter.fees.models import Charge
from congvu.counter.fees.prints import receipt_pdf
from congvu.counter.fees.views.charges import TONES, line_words
from congvu.counter.fees.views.web import pay_address, payer, pdf_answer, ways

WRONG_KEYS_PER_MINUTE = 10
STARTS_PER_HOUR = 30


@never_cache
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """``/nop-phi/<khóa>/``: what is owed and why, how to pay, and how far it has come.

    Nothing is paid by coming back here: only the bank's own message counts.
    """
    charge = _known(request, key)
    if request.method == "POST":
        return _start(request, charge)
    done = charge.state == ChargeState.PAID
    context = {
        "charge": charge, "name": masked_name(charge.payer_name),
        "tone": TONES[ChargeState(charge.state)],
        "lines": [(line, line_words(line)) for line in charge.lines.select_related("rule")],
        "accounts": queries.accounts_of(charge), "ways": ways(charge),
        "receipt": queries.receipt_of(charge.pk) if done else None, "at": now(),
    }  # fmt: skip
    return page(request, "fees/pay.html", context)


def _start(request: HttpRequest, charge: Charge) -> HttpResponse:
    at = now()
    demand_pace(request, "fees:start", STARTS_PER_HOUR, 3600, at)
    form = GatewayChoice(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        actions.start(
            actor=payer(request, charge), at=at, charge_id=charge.pk, key=charge.key,
            gateway=form.cleaned_data["gateway"], back=pay_address(charge),
        )  # fmt: skip
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('fees:pay', args=[charge.key])}#cach-nop")


@never_cache
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """``/nop-phi/<khóa>/bien-lai.pdf``."""
    charge = _known(request, key)
    found = queries.receipt_of(charge.pk)
    if found is None:
        raise NotFound("Khoản này chưa có biên lai. Biên lai có khi ngân hàng báo tiền đã vào.")
    return pdf_answer(receipt_pdf(found), found)


def _known(request: HttpRequest, key: str) -> Charge:
    """:raises NotFound: no such key; :raises TooFast: too many wrong ones"""
    try:
        return queries.charge_by_key(key[:60])
    except NotFound:
        demand_pace(request, "fees:key", WRONG_KEYS_PER_MINUTE, 60, now())
        raise
