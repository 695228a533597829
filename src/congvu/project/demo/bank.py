"""The demo's bank: a page on which one pays with a press, and which tells the house as banks do.

Mounted in the demo only. The message goes over HTTP from the worker, signed with the account's
key, so that everything behind it is the real thing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import orjson
from django import forms
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.core.jobs.actions import enqueue
from congvu.core.jobs.registry import job
from congvu.core.ui.forms import MoneyField, SafeCharField
from congvu.core.ui.web import page
from congvu.counter.fees.gateways.signed import sign
from congvu.counter.fees.models import Payment

KEY = "khoa-chung-thu-nghiem-cua-tinh-mau"
"""The shared key of the demo's accounts; printed on purpose, production refuses the demo."""
PLACE = "ngan-hang-thu/"
SECONDS = 10


class OrderForm(forms.Form):
    """Lệnh chuyển tiền."""

    reference = SafeCharField(label="Nội dung chuyển khoản", max_length=40)
    amount = MoneyField(label="Số tiền (đồng)", lowest=1)
    outcome = forms.ChoiceField(
        label="Kết quả", choices=[("success", "Trả tiền"), ("failed", "Giao dịch thất bại")]
    )


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """``/ngan-hang-thu/``: the page of a redirect gateway, and of somebody who scans a code."""
    back = request.GET.get("back", "")
    if request.GET and not _signed(request):
        raise BadRequest
    if back and urlsplit(back).netloc != urlsplit(settings.BASE_URL).netloc:
        raise BadRequest
    form = OrderForm(request.POST or None, initial=request.GET.dict())
    sent = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        payment = Payment.objects.filter(reference=data["reference"], gateway__isnull=False)
        code = payment.values_list("gateway__code", flat=True).first()
        if code is None:
            form.add_error("reference", "Ngân hàng không biết tài khoản nào chờ nội dung này.")
        else:
            enqueue("demo.bank", args={"code": code, **data})
            sent = True
    context = {"form": form, "sent": sent, "back": back}
    return page(request, "demo/bank.html", context, status=422 if form.errors else 200)


def _signed(request: HttpRequest) -> bool:
    """Whether the house itself sent the payer here."""
    query, _, proof = request.META.get("QUERY_STRING", "").rpartition("&signature=")
    made = hmac.digest(KEY.encode(), query.encode(), hashlib.sha256).hex()
    return proof.isascii() and hmac.compare_digest(made, proof)


@job("demo.bank")
def tell(*, at: datetime, code: str, reference: str, amount: int, outcome: str) -> None:
    """The bank's message; a job that failed is tried again, as a bank would."""
    said = {
        "reference": reference, "amount": amount, "status": outcome,
        "transaction": f"FT{secrets.token_hex(6).upper()}",
    }  # fmt: skip
    body = orjson.dumps(said)
    address = settings.BASE_URL + reverse("fees:callback", args=[code])
    headers = {"Content-Type": "application/json", **sign(KEY, body, at=at)}
    with urlopen(Request(address, body, headers), timeout=SECONDS):  # noqa: S310 - our own address
        pass
