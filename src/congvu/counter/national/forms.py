"""Shape of what people type about the national portal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congvu.core.organisation.queries import members
from congvu.core.ui.forms import MultilineField, SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm


class MessageFilter(FilterForm):
    """Which messages."""

    wide = ("q",)

    q = SafeCharField(label="Mã hồ sơ", max_length=60)
    tt = forms.ChoiceField(
        choices=[(key, "") for key in ("", "cho", "loi", "da-gui", "gop", "da-bo")],
        widget=forms.HiddenInput,
    )


class PortalForm(forms.Form):
    """The connection."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0,
                                 max_value=2**31 - 1)  # fmt: skip
    name = SafeCharField(label="Tên", max_length=200)
    base_url = SafeCharField(label="Địa chỉ", max_length=300, help_text="https://…")
    unit_code = SafeCharField(label="Mã đơn vị kết nối", max_length=35,
                              help_text="Mã định danh của tỉnh mà cổng cấp tài khoản cho.")  # fmt: skip
    username = SafeCharField(label="Tài khoản", max_length=100)
    secret = SafeCharField(
        label="Mật khẩu", max_length=200, required=False,
        help_text="Để trống là giữ nguyên mật khẩu đang dùng.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class DiscardForm(forms.Form):
    reason = MultilineField(label="Lý do bỏ", max_length=300)


class ReckonForm(forms.Form):
    """Which day of which agency."""

    day = VietDateField(label="Ngày nộp hồ sơ")
    agency: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Cơ quan", queryset=None, required=False
    )

    def __init__(self, *args: Any, today: date, own: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = members(today)
        if own is not None:
            rows = rows.filter(pk=own)
        self.fields["agency"].queryset = rows  # type: ignore[attr-defined]
        self.fields["agency"].required = own is None
        if own is not None:
            self.fields["agency"].widget = forms.HiddenInput()
