"""Citizens at the door of the national identity, where ``CONGVU_OIDC_CITIZENS`` opens it to them."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest

from congvu.core.accounts.actions import Proof, note_identity_refused, prove_identity
from congvu.core.accounts.choices import Kind
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError, Invalid
from congvu.core.ui.web import page

LOW = (
    "Tài khoản định danh của ông/bà chưa đạt mức xác thực mà cổng này yêu cầu. Hãy nâng mức tại nơi "
    "cấp định danh rồi đăng nhập lại."
)
NAMELESS = (
    "Nơi cấp định danh không cho biết số định danh hoặc họ tên của ông/bà. Hãy đăng nhập bằng mật "
    "khẩu và báo quản trị hệ thống."
)


def recognise(request: HttpRequest, sociallogin: Any) -> None:
    """Lead the sign-in to the citizen's account, or keep what was proved anew.

    Staff accounts are left as they are: they hold whatever their holder has linked.

    :raises ImmediateHttpResponse: the page that says why not
    """
    if not settings.CONGVU_OIDC_CITIZENS:
        return
    linking = sociallogin.state.get("process") == "connect"
    linked = sociallogin.user if sociallogin.is_existing else None
    asking = request.user if isinstance(request.user, User) else None
    holder = asking if linking else linked
    if linking and (asking is None or linked not in (None, asking)):
        return
    if holder is not None and (holder.kind != Kind.CITIZEN or not holder.is_active):
        return
    try:
        user = _proved(_proof(sociallogin.told), holder.pk if holder is not None else None)
    except DomainError as refusal:
        note_identity_refused(
            ip=request.META.get("REMOTE_ADDR", ""),
            request_id=getattr(request, "request_id", ""), at=now(), reason="citizen",
        )  # fmt: skip
        context = {"said": refusal.message}
        answer = page(request, "socialaccount/refused.html", context, status=refusal.status)
        raise ImmediateHttpResponse(answer) from refusal
    if holder is None and user.is_active:
        sociallogin.connect(request, user)
    elif holder is None:
        sociallogin.user = user


def _proof(told: dict[str, str]) -> Proof:
    if not told.get("number") or not told.get("name", "").strip():
        raise Invalid(NAMELESS)
    wanted = settings.CONGVU_OIDC_LEVELS
    if wanted and told.get("level", "") not in wanted:
        raise Invalid(LOW)
    return Proof(
        told["number"], told["name"][:100], settings.CONGVU_OIDC_NAME, told.get("level", "")
    )


def _proved(proof: Proof, user_id: int | None) -> User:
    try:
        return prove_identity(actor=system_actor("page"), at=now(), proof=proof, user_id=user_id)
    except IntegrityError:  # the same person came by two windows at once, and is known now
        return prove_identity(actor=system_actor("page"), at=now(), proof=proof, user_id=user_id)
