"""Input of the account pages; the forms of allauth with Vietnamese words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as BaseAddWebAuthnForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as BaseAuthenticateWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as BaseEditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from congvu.core.accounts.actions import count_failure, demand_unlocked
from congvu.core.accounts.errors import AccountLocked
from congvu.core.accounts.passwords import GUIDE, MAX_LENGTH
from congvu.core.accounts.used_codes import spend
from congvu.core.kernel.clock import now
from congvu.core.ui.forms import FilteredChecks, SafeCharField, VietDateField


class PasswordField(forms.CharField):
    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": autocomplete}))
        super().__init__(max_length=MAX_LENGTH, strip=False, **kwargs)


class SignInForm(forms.Form):
    username = SafeCharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True,
                   "spellcheck": "false"}
        ),
    )  # fmt: skip
    password = PasswordField(label="Mật khẩu", autocomplete="current-password")


class PasswordForm(forms.Form):
    old_password = PasswordField(label="Mật khẩu hiện tại", autocomplete="current-password")
    new_password = PasswordField(label="Mật khẩu mới", autocomplete="new-password", help_text=GUIDE)
    again = PasswordField(label="Nhập lại mật khẩu mới", autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("again") and data.get("again") != data.get("new_password"):
            self.add_error("again", "Hai lần nhập mật khẩu mới chưa giống nhau.")
        return data


class ProfileForm(forms.Form):
    full_name = SafeCharField(label="Họ và tên", max_length=100)
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)


class TokenForm(forms.Form):
    name = SafeCharField(
        label="Tên gọi", max_length=100, help_text="Ví dụ: Phần mềm một cửa huyện Hiệp Hòa."
    )
    scopes = forms.MultipleChoiceField(label="Phạm vi", widget=FilteredChecks, choices=[])
    expires_on = VietDateField(label="Dùng đến hết ngày")

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]


def _code_field(label: str = "Mã xác thực") -> forms.CharField:
    return SafeCharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class _Once:
    """A code that was accepted before is a wrong one."""

    authenticator: Any

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        if not spend(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_Once, BaseAuthenticateForm):  # type: ignore[misc]
    """A wrong code counts like a wrong password: the fifth locks the account."""

    code = _code_field()

    def clean_code(self) -> str:
        until = self.user.locked_until
        if until is not None and until > now():
            raise ValidationError(AccountLocked.default)
        try:
            return super().clean_code()
        except ValidationError:
            request = context.request
            refusal = count_failure(
                self.user,
                ip=request.META.get("REMOTE_ADDR", ""),
                request_id=getattr(request, "request_id", ""),
                at=now(),
            )
            if refusal.status != 401:
                raise ValidationError(refusal.message) from None
            raise


class AuthenticateWebAuthnForm(BaseAuthenticateWebAuthnForm):  # type: ignore[misc]
    """The key of a locked account opens nothing either."""

    def clean_credential(self) -> Any:
        try:
            demand_unlocked(self.user, at=now())
        except AccountLocked as refusal:
            raise ValidationError(refusal.message) from refusal
        return super().clean_credential()


class ReauthenticateCodeForm(_Once, BaseReauthenticateCodeForm):  # type: ignore[misc]
    code = _code_field()


class ReauthenticateForm(BaseReauthenticateForm):  # type: ignore[misc]
    password = PasswordField(label="Mật khẩu", autocomplete="current-password")


class ActivateTOTPForm(BaseActivateTOTPForm):  # type: ignore[misc]
    code = _code_field("Mã trên ứng dụng xác thực")


class AddWebAuthnForm(BaseAddWebAuthnForm):  # type: ignore[misc]
    name = SafeCharField(label="Tên khóa", max_length=60, required=False)


class EditWebAuthnForm(BaseEditWebAuthnForm):  # type: ignore[misc]
    name = SafeCharField(label="Tên khóa", max_length=60)
