"""Shape of what people type in the post office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from congvu.core.kernel.clock import VIETNAM
from congvu.core.ui.forms import MultilineField, SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm
from congvu.office.exchange.choices import QuarantineState, Speech
from congvu.office.exchange.queries.board import TABS

OPTIONS = ("clock_minutes", "one_stamp", "attempts")
"""Options of a peer that are one field each."""
KEEP = "Để trống là giữ nguyên."


class BoardFilter(FilterForm):
    """Which deliveries."""

    wide = ("q",)

    q = SafeCharField(label="Số, ký hiệu hoặc mã liên thông", max_length=250)
    nhan = SafeCharField(label="Nơi nhận", max_length=200)
    tu = VietDateField(label="Từ ngày")
    den = VietDateField(label="đến ngày")
    tt = forms.ChoiceField(choices=[(key, "") for key in TABS], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data


class QuarantineFilter(FilterForm):
    """Which held messages."""

    wide = ("q",)

    q = SafeCharField(label="Mã liên thông hoặc cơ quan gửi", max_length=250)
    tt = forms.ChoiceField(
        choices=[("", ""), *((state.value, "") for state in QuarantineState)],
        widget=forms.HiddenInput,
    )


class PeerForm(forms.Form):
    """One connection."""

    code = SafeCharField(label="Mã hệ thống", max_length=60,
                         help_text="Tên mà bên kia tự xưng trong yêu cầu, như huyen-hiep-hoa.")  # fmt: skip
    name = SafeCharField(label="Tên", max_length=200)
    speech = forms.ChoiceField(label="Cách nói chuyện", choices=Speech.choices)
    base_url = SafeCharField(label="Địa chỉ", max_length=300, required=False,
                             help_text="https://…, cần khi hệ thống này gọi sang bên kia.")  # fmt: skip
    system_id = SafeCharField(label="Định danh hệ thống trên trục", max_length=100, required=False)
    secret = SafeCharField(label="Khóa chung", max_length=200, required=False, help_text=KEEP,
                           widget=forms.PasswordInput(attrs={"autocomplete": "off"}))  # fmt: skip
    client_fingerprint = SafeCharField(
        label="Vân tay chứng thư khi bên kia gọi vào (SHA-256)", max_length=95, required=False
    )
    tls_pem = MultilineField(label="Chứng thư máy chủ bên kia (PEM)", max_length=20000,
                             required=False)  # fmt: skip
    envelope_key = MultilineField(label="Khóa công khai ký phong bì (PEM)", max_length=4000,
                                  required=False)  # fmt: skip
    letters_per_day = forms.IntegerField(label="Số văn bản mỗi ngày", min_value=1, required=False,
                                         max_value=10_000_000)  # fmt: skip
    max_bytes = forms.IntegerField(label="Dung lượng mỗi gói tin (byte)", min_value=1000,
                                   max_value=10**10, required=False)  # fmt: skip
    valid_from = VietDateField(label="Kết nối từ ngày", required=False)
    valid_to = VietDateField(label="đến hết ngày", required=False)
    clock_minutes = forms.IntegerField(
        label="Đồng hồ hai bên được lệch (phút)", min_value=1, max_value=60, required=False,
        help_text="Để trống là theo mức chung của hệ thống.",
    )  # fmt: skip
    one_stamp = forms.BooleanField(
        label="Phần mềm bên kia dùng một dấu thời gian cho nhiều lời gọi (thế hệ 1)",
        required=False,
        help_text="Chỉ chọn khi bên kia không sửa được: lời gọi lặp lại sẽ không bị phát hiện.",
    )
    attempts = forms.IntegerField(
        label="Số lần thử một lời gọi", min_value=1, max_value=10, required=False,
        help_text="Khi hệ thống này gọi lên trục; thường là 3 đến 5.",
    )  # fmt: skip
    login_username = SafeCharField(
        label="Tên đăng nhập (thế hệ 2)", max_length=100, required=False,
        help_text="Để trống là dùng định danh hệ thống trên trục.",
    )  # fmt: skip
    login_application = SafeCharField(
        label="Mã ứng dụng khi đăng nhập (thế hệ 2)", max_length=100, required=False
    )
    login_secret = SafeCharField(
        label="Mật khẩu đăng nhập (thế hệ 2)", max_length=200, required=False,
        help_text=f"{KEEP} Chưa nhập lần nào thì khóa chung là mật khẩu.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0,
                                 max_value=2**31 - 1)  # fmt: skip

    @staticmethod
    def shown(options: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a peer as initial values; secrets are never shown."""
        login = dict(options.get("login") or {})
        return {name: options.get(name) for name in OPTIONS} | {
            "login_username": login.get("username", ""),
            "login_application": login.get("applicationCode", ""),
        }

    def clean_client_fingerprint(self) -> str:
        text: str = self.cleaned_data["client_fingerprint"].replace(":", "").lower()
        if text and (len(text) != 64 or set(text) - set("0123456789abcdef")):
            raise forms.ValidationError("Vân tay SHA-256 gồm 64 chữ số hex. Hãy chép lại.")
        return text

    def values(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Keyword arguments of ``actions.save_peer``; options that no field shows are kept."""
        found = dict(self.cleaned_data)
        for name in ("secret", "login_secret"):
            found[name] = found[name] or None
        login = dict(options.get("login") or {}) | {
            "username": found.pop("login_username"),
            "applicationCode": found.pop("login_application"),
        }
        told = {name: found.pop(name) for name in OPTIONS}
        told["login"] = {name: value for name, value in login.items() if value}
        kept = {name: value for name, value in options.items() if name not in told}
        found["options"] = kept | {name: value for name, value in told.items() if value}
        return found


class RouteForm(forms.Form):
    """One code that goes through the peer."""

    code = SafeCharField(label="Mã cơ quan", max_length=35, help_text="* là mọi mã khác.")
    below = forms.BooleanField(label="Gồm cả các mã bên dưới", required=False)
    name = SafeCharField(label="Tên cơ quan", max_length=200, required=False)


class RemarkForm(forms.Form):
    """Why a held message was settled."""

    remark = SafeCharField(label="Ghi chú", max_length=500, required=False)


class PeriodForm(FilterForm):
    """From the first to the last day, both included."""

    tu = VietDateField(label="Từ ngày")
    den = VietDateField(label="đến ngày")

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data


class ReconcileForm(PeriodForm):
    """With whom, and over which days."""

    def __init__(self, *args: Any, peers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["he"] = forms.ChoiceField(label="Hệ thống", choices=peers)
        self.order_fields(["he", "tu", "den"])

    def period(self) -> tuple[datetime, datetime]:
        first, last = self.cleaned_data["tu"], self.cleaned_data["den"]
        start = datetime.combine(first, time.min, VIETNAM)
        return start, datetime.combine(last + timedelta(days=1), time.min, VIETNAM)
