"""Keys and pictures: one's own, and those of the agency for who looks after them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.core.ui.forms import refusals
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.signing import actions, policies, queries
from congvu.office.signing.choices import KeyKind, KeyState, LikenessKind
from congvu.office.signing.forms import LikenessForm, PinForm
from congvu.office.signing.models import Likeness, SigningKey
from congvu.office.signing.views.enrol import elsewhere
from congvu.office.signing.views.frame import HOME, form_page, sent

KINDS = {
    KeyKind.SOFT: "Tệp khóa giữ mã hóa", KeyKind.PKCS11: "Thiết bị ký", KeyKind.REMOTE: "Ký từ xa",
}  # fmt: skip
SIZES = {LikenessKind.SIGNATURE: ("45", "20"), LikenessKind.SEAL: ("36", "36")}


@for_staff
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """``/chu-ky-so/``."""
    actor = actor_of(request)
    context = {
        "title": "Chữ ký số của tôi",
        "rows": [_shown(actor, key) for key in queries.own_keys(actor)],
        "likeness": queries.likeness_of(user_id=actor.user_id, agency_id=None),
        "what": "chữ ký",
        "enrol_url": reverse("signing:enrol"),
        "elsewhere": elsewhere(""),
        "likeness_url": reverse("signing:likeness"),
        "crumbs": [HOME, ("Chữ ký số của tôi", "")],
        "agency_page": policies.keeps_agency(actor, actor.agency_id),
    }
    return page(request, "signing/keys.html", context)


@for_staff
@require_GET
def agency(request: HttpRequest) -> HttpResponse:
    """``/chu-ky-so/co-quan/``."""
    actor = actor_of(request)
    agency_id = actor.agency_id or 0
    context = {
        "title": "Khóa ký và con dấu của cơ quan",
        "rows": [_shown(actor, key) for key in queries.agency_keys(actor, agency_id)],
        "likeness": queries.likeness_of(user_id=None, agency_id=agency_id),
        "what": "con dấu",
        "enrol_url": reverse("signing:agency_enrol"),
        "elsewhere": elsewhere("agency_"),
        "likeness_url": reverse("signing:agency_likeness"),
        "crumbs": [HOME, ("Khóa ký và con dấu của cơ quan", "")],
    }
    return page(request, "signing/keys.html", context)


def _shown(actor: Actor, key: SigningKey) -> dict[str, Any]:
    at = now()
    certificate = key.certificate
    tones = {KeyState.ACTIVE: "ok", KeyState.LOCKED: "bad", KeyState.DISABLED: ""}
    days = (certificate.not_after - at).days
    return {
        "key": key,
        "kind": KINDS[KeyKind(key.kind)],
        "tone": tones[KeyState(key.state)],
        "alive": key.state != KeyState.DISABLED,
        "soon": f"còn {days} ngày" if 0 <= days < 30 else ("đã hết hạn" if days < 0 else ""),
        "may_pin": key.kind == KeyKind.SOFT and key.has_pin and key.state == KeyState.ACTIVE,
        "may_unlock": key.state == KeyState.LOCKED and policies.keeps_agency(actor, key.agency_id),
    }


@never_cache
@sensitive_post_parameters()
@for_staff
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest, key_id: int) -> HttpResponse:
    """``/chu-ky-so/khoa/…/ma-pin/``."""
    actor, key = actor_of(request), queries.key_for(actor_of(request), key_id)
    policies.demand_charge(actor, key, "signing.key.change_pin")
    form, back = PinForm(*sent(request)), _page_of(key)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.change_pin(
                actor=actor, at=now(), key_id=key_id, old=form.cleaned_data["old_code"],
                new=form.cleaned_data["new_code"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã đổi mã PIN.")
            return redirect(back)
    return form_page(request, form, f"Đổi mã PIN: {key.label}", back, "Đổi mã PIN")


@for_staff
@require_POST
def unlock(request: HttpRequest, key_id: int) -> HttpResponse:
    key = actions.unlock_key(actor=actor_of(request), at=now(), key_id=key_id)
    messages.success(request, "Đã mở khóa. Mã PIN giữ nguyên.")
    return redirect(_page_of(key) if key.agency_id else "signing:agency")


@for_staff
@require_POST
def disable(request: HttpRequest, key_id: int) -> HttpResponse:
    key = actions.disable_key(actor=actor_of(request), at=now(), key_id=key_id)
    messages.success(request, "Đã ngừng dùng khóa ký.")
    return redirect(_page_of(key))


@for_staff
@require_http_methods(["GET", "POST"])
def likeness(request: HttpRequest, kind: LikenessKind = LikenessKind.SIGNATURE) -> HttpResponse:
    """``/chu-ky-so/anh/``; the agency's seal with another ``kind``."""
    actor = actor_of(request)
    personal = kind == LikenessKind.SIGNATURE
    if not personal:
        policies.demand_agency(actor, actor.agency_id)
    wide, high = (Decimal(one) for one in SIZES[kind])
    form = LikenessForm(*sent(request), initial={"width_mm": wide, "height_mm": high})
    back = reverse("signing:mine" if personal else "signing:agency")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals(form) as attempt:
            actions.set_likeness(
                actor=actor, at=now(), kind=kind, png=data["picture"].read(),
                width_mm=data["width_mm"], height_mm=data["height_mm"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã lưu ảnh.")
            return redirect(back)
    title = "Ảnh chữ ký" if personal else "Ảnh con dấu"
    return form_page(request, form, title, back, "Lưu ảnh")


@for_staff
@require_GET
def picture(request: HttpRequest, likeness_id: int) -> HttpResponse:
    """The picture itself, for its owner or the people of its agency who look after it."""
    actor = actor_of(request)
    row = Likeness.objects.filter(pk=likeness_id).first()
    mine = row is not None and row.user_id is not None and row.user_id == actor.user_id
    if row is None or not (mine or policies.keeps_agency(actor, row.agency_id)):
        raise NotFound
    answer = HttpResponse(queries.likeness_content(row), content_type="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page_of(key: SigningKey) -> str:
    return reverse("signing:mine" if key.user_id else "signing:agency")
