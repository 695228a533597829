"""Registering keys: a key file, a key on a token, a key that a remote service holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.ui.forms import refusals
from congvu.core.ui.web import actor_of, for_staff
from congvu.office.signing import actions, policies
from congvu.office.signing.choices import Purpose
from congvu.office.signing.forms import AgencyEnrolForm, EnrolForm, RemoteForm, TokenForm
from congvu.office.signing.models import SigningKey
from congvu.office.signing.views.frame import form_page, sent

Take = Callable[[Actor, dict[str, Any], Purpose], SigningKey]
NO_DEVICE = (
    "Máy chủ chưa cho phép thiết bị ký nào. Hãy báo quản trị hệ thống khai báo trình điều khiển "
    "(CONGVU_PKCS11_MODULES)."
)
NO_SERVICE = (
    "Máy chủ chưa kết nối dịch vụ ký số từ xa nào. Hãy báo quản trị hệ thống khai báo dịch vụ "
    "(CONGVU_CSC_SERVICES)."
)


def elsewhere(head: str) -> list[tuple[str, str]]:
    """Ways of registering keys that lie elsewhere, as far as the settings know any.

    :param head: ``agency_`` for the agency's pages
    """
    known = (
        (settings.CONGVU_PKCS11_MODULES, "token", "Thiết bị ký"),
        (settings.CONGVU_CSC_SERVICES, "remote", "Ký số từ xa"),
    )
    return [(reverse(f"signing:{head}{name}"), label) for given, name, label in known if given]


@never_cache
@sensitive_post_parameters()
@for_staff
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, purpose: Purpose = Purpose.PERSON) -> HttpResponse:
    """``/chu-ky-so/khoa/moi/``; the agency's with another ``purpose``."""
    kind = EnrolForm if purpose == Purpose.PERSON else AgencyEnrolForm
    return _page(request, purpose, kind, _take_file, "Đăng ký khóa ký")


@never_cache
@sensitive_post_parameters()
@for_staff
@require_http_methods(["GET", "POST"])
def token(request: HttpRequest, purpose: Purpose = Purpose.PERSON) -> HttpResponse:
    """``/chu-ky-so/khoa/thiet-bi/``: the PIN is tried at the token and not kept."""
    hint = "" if settings.CONGVU_PKCS11_MODULES else NO_DEVICE
    return _page(request, purpose, TokenForm, _take_token, "Đăng ký thiết bị ký", hint)


@never_cache
@for_staff
@require_http_methods(["GET", "POST"])
def remote(request: HttpRequest, purpose: Purpose = Purpose.PERSON) -> HttpResponse:
    """``/chu-ky-so/khoa/tu-xa/``: the service is asked for the certificate."""
    hint = "" if settings.CONGVU_CSC_SERVICES else NO_SERVICE
    return _page(request, purpose, RemoteForm, _take_remote, "Đăng ký khóa ký từ xa", hint)


def _page(
    request: HttpRequest, purpose: Purpose, kind: type[forms.Form], take: Take, title: str,
    hint: str = "",
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    if purpose != Purpose.PERSON:
        policies.demand_agency(actor, actor.agency_id)
    form = kind(*sent(request))
    back = reverse("signing:mine" if purpose == Purpose.PERSON else "signing:agency")
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            take(actor, form.cleaned_data, Purpose(form.cleaned_data.get("purpose", purpose)))
        if attempt.ok:
            messages.success(request, "Đã đăng ký khóa ký.")
            return redirect(back)
    return form_page(request, form, title, back, "Đăng ký", hint)


def _take_file(actor: Actor, data: dict[str, Any], purpose: Purpose) -> SigningKey:
    return actions.enrol_soft_key(
        actor=actor, at=now(), pkcs12=data["key_file"].read(), label=data["label"],
        password=data["file_password"], pin=data["pin_code"], purpose=purpose,
    )  # fmt: skip


def _take_token(actor: Actor, data: dict[str, Any], purpose: Purpose) -> SigningKey:
    return actions.enrol_pkcs11(
        actor=actor, at=now(), module=data["module"], token=data["token"], key=data["key"],
        pin=data["pin_code"], label=data["label"], purpose=purpose,
    )  # fmt: skip


def _take_remote(actor: Actor, data: dict[str, Any], purpose: Purpose) -> SigningKey:
    return actions.enrol_remote(
        actor=actor, at=now(), service=data["service"], credential=data["credential"],
        label=data["label"], purpose=purpose,
    )  # fmt: skip
