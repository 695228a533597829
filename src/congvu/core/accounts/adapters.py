"""What django-allauth asks us: words in Vietnamese, no sign-up, secrets kept encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest

from congvu.core.accounts import citizens
from congvu.core.accounts.actions import demand_unlocked, note_identity_refused, note_sign_in
from congvu.core.accounts.errors import AccountLocked
from congvu.core.accounts.identity import IdentityProvider
from congvu.core.accounts.open_sessions import remember
from congvu.core.kernel.box import Box
from congvu.core.kernel.clock import now
from congvu.core.ui.web import page

_CODE = "Mã xác thực không đúng hoặc đã hết hạn. Hãy nhập mã mới nhất trên ứng dụng."
_WAIT = "Ông/bà thao tác quá nhanh. Hãy đợi một phút rồi thử lại."
_INVALID = "Yêu cầu không hợp lệ. Hãy đăng nhập lại."
_box = Box(
    "congvu.second-factor",
    "Không đọc được lớp xác thực thứ hai của tài khoản. Hãy liên hệ quản trị để gỡ rồi bật lại.",
)
MESSAGES = {
    "mfa/messages/totp_activated.txt": "Đã bật ứng dụng xác thực.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt ứng dụng xác thực.",
    "mfa/messages/recovery_codes_generated.txt": "Đã tạo mã khôi phục mới. Hãy cất giữ cẩn thận.",
    "mfa/messages/webauthn_added.txt": "Đã thêm khóa bảo mật.",
    "mfa/messages/webauthn_removed.txt": "Đã gỡ khóa bảo mật.",
    "socialaccount/messages/account_connected.txt": "Đã liên kết định danh điện tử.",
    "socialaccount/messages/account_connected_updated.txt": "Định danh này đã liên kết từ trước.",
    "socialaccount/messages/account_connected_other.txt": (
        "Định danh này đã liên kết với một tài khoản khác."
    ),
    "socialaccount/messages/account_disconnected.txt": "Đã bỏ liên kết định danh điện tử.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **dict.fromkeys(DefaultAccountAdapter.error_messages, _INVALID),
        "account_inactive": "Tài khoản đã ngừng hoạt động. Hãy liên hệ quản trị của cơ quan.",
        "incorrect_code": _CODE,
        "incorrect_password": "Mật khẩu không đúng. Hãy nhập lại.",
        "enter_current_password": "Hãy nhập mật khẩu hiện tại.",
        "too_many_login_attempts": "Sai quá nhiều lần. Hãy thử lại sau.",
        "rate_limited": _WAIT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        remember(request)
        records = get_authentication_records(request, user)
        note_sign_in(
            user,
            ip=request.META.get("REMOTE_ADDR", ""),
            request_id=getattr(request, "request_id", ""),
            at=now(),
            method="+".join(str(record.get("method")) for record in records) or "password",
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **dict.fromkeys(DefaultMFAAdapter.error_messages, _INVALID),
        "cannot_delete_authenticator": "Không tắt được xác thực hai lớp. Hãy liên hệ quản trị.",
        "cannot_generate_recovery_codes": "Hãy bật xác thực hai lớp trước khi tạo mã khôi phục.",
        "incorrect_code": _CODE,
        "rate_limited": _WAIT,
    }

    def encrypt(self, text: str) -> str:
        return _box.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return _box.unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return f"Khóa bảo mật {held + 1}"


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A national identity signs in after its holder has linked it from the profile, or, where
    citizens may come by it, to the citizen's account of the proved number."""

    error_messages = {
        **dict.fromkeys(DefaultSocialAccountAdapter.error_messages, _INVALID),
        "account_already_linked": "Định danh này đã liên kết với một tài khoản khác.",
    }

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        found = super().get_provider(request, provider, client_id=client_id)
        return IdentityProvider(request, app=found.app)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        _refused(request, "unlinked")
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        _refused(request, "identity")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """A citizen is recognised by the proved number; a locked account stays locked, whichever
        door its holder takes."""
        citizens.recognise(request, sociallogin)
        if not sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        try:
            demand_unlocked(sociallogin.user, at=now())
        except AccountLocked as refusal:
            _refused(request, "locked")
            answer = page(request, "account/locked.html", {"said": refusal.message}, status=423)
            raise ImmediateHttpResponse(answer) from refusal


def _refused(request: HttpRequest, reason: str) -> None:
    note_identity_refused(
        ip=request.META.get("REMOTE_ADDR", ""),
        request_id=getattr(request, "request_id", ""),
        at=now(),
        reason=reason,
    )
