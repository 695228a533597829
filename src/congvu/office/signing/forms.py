"""Shapes of what people type on the pages of signatures."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings

from congvu.core.ui.forms import OneFileField, SafeCharField
from congvu.office.signing.choices import Purpose
from congvu.office.signing.models import SigningKey

PIN = {"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}
KEY_FILE_BYTES = 200_000


def pin_box(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """Kept as typed: a PIN may begin or end with a space."""
    return forms.CharField(
        label=label, max_length=64, strip=False, required=required, help_text=help_text,
        widget=forms.PasswordInput(attrs=PIN),
    )  # fmt: skip


class EnrolForm(forms.Form):
    """Names hold ``code`` or ``pass``, so that no error page ever repeats what was typed."""

    key_file = OneFileField(
        label="Tệp khóa (.p12, .pfx)", accept=".p12,.pfx", max_bytes=KEY_FILE_BYTES
    )
    file_password = forms.CharField(
        label="Mật khẩu của tệp", max_length=200, required=False, strip=False,
        widget=forms.PasswordInput(attrs=PIN), help_text="Chỉ dùng để mở tệp, không được lưu lại.",
    )  # fmt: skip
    label = SafeCharField(label="Tên gọi", max_length=200, required=False)
    pin_code = pin_box("Mã PIN mới", help_text="Từ 6 ký tự, hỏi mỗi lần ký.")
    pin_code_again = pin_box("Nhập lại mã PIN")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("pin_code") != found.get("pin_code_again"):
            self.add_error("pin_code_again", "Hai mã PIN không giống nhau. Hãy nhập lại.")
        return found


class AgencyEnrolForm(EnrolForm):
    purpose = forms.ChoiceField(
        label="Dùng để", initial=Purpose.SEAL, widget=forms.RadioSelect,
        choices=[(Purpose.SEAL, Purpose.SEAL.label), (Purpose.ENVELOPE, Purpose.ENVELOPE.label)],
    )  # fmt: skip
    field_order = ("purpose",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pin_code", "pin_code_again"):
            self.fields[name].required = False
        self.fields[
            "pin_code"
        ].help_text = (
            "Từ 6 ký tự với khóa ký văn bản. Để trống với khóa ký gói tin: hệ thống tự dùng."
        )


class TokenForm(forms.Form):
    """The driver is one of the settings: a person names no file of the server."""

    module = forms.ChoiceField(label="Trình điều khiển")
    token = SafeCharField(
        label="Tên thiết bị", max_length=64, help_text="Nhãn của thiết bị cắm ở máy chủ ký."
    )
    key = SafeCharField(
        label="Tên khóa trên thiết bị", max_length=200,
        help_text="Nhãn chung của khóa và chứng thư số.",
    )  # fmt: skip
    label = SafeCharField(label="Tên gọi", max_length=200, required=False)
    pin_code = pin_box("Mã PIN của thiết bị", help_text="Để thử thiết bị, không được lưu lại.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(path, PurePath(path).name) for path in settings.CONGVU_PKCS11_MODULES]
        self.fields["module"].choices = known  # type: ignore[attr-defined]


class RemoteForm(forms.Form):
    """The service is one of the settings; the PIN is asked for when something is signed."""

    service = forms.ChoiceField(label="Dịch vụ")
    credential = SafeCharField(
        label="Mã khóa ký", max_length=200,
        help_text="Mã (credentialID) mà nơi cấp đã giao. Mã PIN chỉ hỏi khi ký.",
    )  # fmt: skip
    label = SafeCharField(label="Tên gọi", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, name) for name in settings.CONGVU_CSC_SERVICES]
        self.fields["service"].choices = known  # type: ignore[attr-defined]


class PinForm(forms.Form):
    old_code = pin_box("Mã PIN đang dùng")
    new_code = pin_box("Mã PIN mới")
    new_code_again = pin_box("Nhập lại mã PIN mới")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("new_code") != found.get("new_code_again"):
            self.add_error("new_code_again", "Hai mã PIN không giống nhau. Hãy nhập lại.")
        return found


class LikenessForm(forms.Form):
    picture = OneFileField(label="Ảnh PNG nền trong suốt", accept=".png", max_bytes=5 * 1024 * 1024)
    width_mm = forms.DecimalField(
        label="Rộng trên giấy (mm)", min_value=5, max_value=120, decimal_places=1, max_digits=5,
        localize=True,
    )  # fmt: skip
    height_mm = forms.DecimalField(
        label="Cao trên giấy (mm)", min_value=5, max_value=80, decimal_places=1, max_digits=5,
        localize=True,
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """One PIN for all letters."""

    key_id = forms.TypedChoiceField(label="Khóa ký", coerce=int, widget=forms.RadioSelect)
    pin_code = pin_box("Mã PIN")

    def __init__(self, *args: Any, keys: list[SigningKey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(key.pk), f"{key.label}, {key.certificate.issuer_name}") for key in keys]
        self.fields["key_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["key_id"].initial = choices[0][0]
