"""Shape of what is typed on the pages of verification and of trusted roots."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.ui.forms import OneFileField, SafeCharField, VietDateTimeField
from congvu.office.signing.choices import AnchorLabel
from congvu.office.signing.verification.anchors import ENDINGS


class VerifyForm(forms.Form):
    document = OneFileField(label="Tệp PDF cần xác minh", accept=".pdf")


class AnchorForm(forms.Form):
    certificate = OneFileField(
        label="Tệp chứng thư (PEM hoặc DER)",
        accept=",".join(sorted(ENDINGS)),
        max_bytes=1_000_000,
    )
    label = forms.ChoiceField(label="Nhãn", choices=AnchorLabel.choices)
    source = SafeCharField(
        label="Đã đối chiếu dấu vân tay ở đâu",
        max_length=300,
        help_text="Ví dụ: công bố trên cổng thông tin của tổ chức chứng thực, hoặc công văn số …",
    )
    trusted_from = VietDateTimeField(
        label="Tin cậy từ (để trống nếu không giới hạn)", required=False
    )
    trusted_until = VietDateTimeField(
        label="Tin cậy đến (để trống nếu không giới hạn)", required=False
    )


class WithdrawForm(forms.Form):
    reason = SafeCharField(label="Lý do ngừng tin cậy", max_length=300)


def upload_bytes(form: forms.Form, name: str) -> tuple[str, bytes]:
    """Name and bytes of a file of a valid form."""
    upload: Any = form.cleaned_data[name]
    return str(upload.name), upload.read()
