"""What the pages share: drawings, forms that end in a verb, the payer without an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.core.ui.forms import VietDateField, refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.fees import queries
from congvu.counter.fees.models import Charge, Receipt
from congvu.counter.fees.queries import Underway

HOME = ("Trang chủ", "/")
CHARGES = ("Thu phí, lệ phí", "/thu-phi/")
Crumbs = Sequence[tuple[str, str]]


class DayForm(forms.Form):
    """Which day to look at."""

    ngay = VietDateField(label="Ngày", required=False)


def payer(request: HttpRequest, charge: Charge) -> Actor:
    """Who holds the charge's key, which the view has checked: a person of no agency, no right."""
    return Actor(
        user_id=0, username="người nộp", name=charge.payer_name,
        ip=request.META.get("REMOTE_ADDR", ""), request_id=getattr(request, "request_id", ""),
    )  # fmt: skip


def pay_address(charge: Charge) -> str:
    """Where the payer pays without an account, whole, for a gateway to lead back to."""
    return settings.BASE_URL + reverse("fees:pay", args=[charge.key])


def qr(text: str) -> SafeString:
    """A text as a drawing; made here, no request leaves the house."""
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(
        scale=4, omitsize=True, svgclass="qr", lineclass=None, title="Mã VietQR để quét"
    )
    return mark_safe(svg)  # noqa: S308 - drawn by segno


def ways(charge: Charge) -> list[tuple[Underway, SafeString]]:
    """Attempts that wait, each with its drawing or an empty text."""
    found = queries.underway(charge, back=pay_address(charge))
    return [(one, qr(one.qr) if one.qr else mark_safe("")) for one in found]


def form_page(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], *,
    title: str, crumbs: Crumbs, done: str, back: str, button: str = "Lưu", lead: str = "",
) -> HttpResponse:  # fmt: skip
    """Show a form; when it is sent and holds, do the verb, say so and go ``back``."""
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            act(form.cleaned_data)
        if attempt.ok:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form, "title": title, "crumbs": [HOME, CHARGES, *crumbs, (title, "")],
        "back": back, "button": button, "lead": lead,
    }  # fmt: skip
    return page(request, "fees/form.html", context, status=status_of(form))


def pressed(
    request: HttpRequest, act: Callable[[], object], *, done: str, back: str
) -> HttpResponse:
    """Do a verb that needs no page of its own; a refusal is said on the page one comes from."""
    try:
        act()
        messages.success(request, done)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect(back)


def day_of(request: HttpRequest, at: datetime) -> date:
    """The day asked for, today by default."""
    form = DayForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    return form.cleaned_data["ngay"] or local_date(at)


def demand_good(form: forms.BaseForm) -> None:
    """For forms without a page of their own.

    :raises BadRequest: the page never sends this
    """
    if not form.is_valid():
        raise BadRequest


def pdf_answer(content: bytes, receipt: Receipt) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    name = f"bien-lai-{receipt.book.symbol}-{receipt.number:07d}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
