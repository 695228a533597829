"""Shape of the input of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from congvu.core.ui.forms import MoneyField, OneFileField, SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm
from congvu.counter.fees.choices import ChargeState, FeeKind
from congvu.counter.fees.gateways import gateways
from congvu.counter.fees.models import Exemption, FeeRule, GatewayAccount
from congvu.counter.fees.quote import Priced

MOST_UNITS = 10_000
STATEMENT_BYTES = 5 * 1024 * 1024
TAB_STATES = {
    "cho-nop": ChargeState.DUE,
    "da-nop": ChargeState.PAID,
    "mien": ChargeState.WAIVED,
    "huy": ChargeState.CANCELLED,
    "da-hoan": ChargeState.REFUNDED,
}
"""``?tt=`` of the list to the state it shows."""


class ChargeFilter(FilterForm):
    """The filter bar of the list of charges."""

    wide = ("q", "tu", "den")

    q = SafeCharField(label="Mã nộp tiền, người nộp, nội dung", max_length=100)
    tu = VietDateField(label="Lập từ ngày")
    den = VietDateField(label="đến ngày")
    tt = forms.ChoiceField(
        choices=[("", ""), *((key, key) for key in TAB_STATES)], widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data


class ProcedureForm(forms.Form):
    """For which procedure money is asked."""

    ma = SafeCharField(
        label="Mã thủ tục, tên khoản thu", max_length=100, required=False,
        help_text="Ví dụ 1.009374, hoặc một phần tên khoản thu.",
    )  # fmt: skip


class RaiseForm(forms.Form):
    """Lập khoản thu."""

    payer_name = SafeCharField(label="Người nộp", max_length=200)
    payer_address = SafeCharField(label="Địa chỉ", max_length=300, required=False)
    reason = SafeCharField(label="Nội dung thu", max_length=300)
    exemption = forms.ChoiceField(label="Đối tượng miễn, giảm", required=False)

    def __init__(
        self, *args: Any, rules: Sequence[Priced], exempt: Sequence[Exemption], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = [(one.code, f"{one.name} (giảm {one.percent} %)") for one in exempt]
        self.fields["exemption"].choices = [("", "Không"), *shown]  # type: ignore[attr-defined]
        self.rules = [rule for rule in rules if rule.rule_id is not None]
        for rule in self.rules:
            self.fields[f"units_{rule.rule_id}"] = forms.IntegerField(
                label=f"Số {rule.per}, {rule.name}", min_value=1, max_value=MOST_UNITS, initial=1
            )

    def arguments(self) -> dict[str, Any]:
        """As the verb takes them."""
        data = self.cleaned_data
        units = {rule.rule_id: data[f"units_{rule.rule_id}"] for rule in self.rules}
        names = ("payer_name", "payer_address", "reason", "exemption")
        return {name: data[name] for name in names} | {"quantities": units}


class ReasonForm(forms.Form):
    """Why something is waived, cancelled or given back."""

    reason = SafeCharField(label="Lý do", max_length=300)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class CashForm(forms.Form):
    """The sum that the cashier saw."""

    amount = MoneyField(label="Số tiền")
    version = forms.IntegerField(required=False, min_value=0)


class GatewayChoice(forms.Form):
    """Through which account."""

    gateway = forms.SlugField(max_length=40)


class OpenTillForm(forms.Form):
    """Mở ca thu."""

    opening = MoneyField(label="Tiền đầu ca (đồng)", initial=0)


class CloseTillForm(forms.Form):
    """Khóa ca thu."""

    counted = MoneyField(label="Tiền đếm được (đồng)")
    difference_reason = SafeCharField(
        label="Lý do chênh lệch", max_length=300, required=False,
        help_text="Bắt buộc khi số đếm khác số trên sổ.",
    )  # fmt: skip


class DecideForm(forms.Form):
    """Duyệt hoàn tiền."""

    agreed = forms.TypedChoiceField(
        choices=[("co", "Duyệt"), ("khong", "Không duyệt")], coerce=lambda value: value == "co"
    )


class ReconcileForm(forms.Form):
    """Which account and day."""

    cong = forms.ChoiceField(label="Tài khoản thu", required=False)
    ngay = VietDateField(label="Ngày", required=False)

    def __init__(self, *args: Any, accounts: Sequence[GatewayAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cong"].choices = [(one.code, one.name) for one in accounts]  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """Sao kê."""

    sao_ke = OneFileField(
        label="Sao kê của ngày", accept=".csv,.xlsx", max_bytes=STATEMENT_BYTES,
        help_text="CSV hoặc Excel có cột mã giao dịch và số tiền; nạp lại thì thay bản trước.",
    )  # fmt: skip


class RuleForm(forms.Form):
    """Mức thu."""

    procedure_code = SafeCharField(label="Mã thủ tục", max_length=40)
    name = SafeCharField(label="Tên khoản thu", max_length=200)
    kind = forms.ChoiceField(label="Loại", choices=FeeKind.choices)
    amount = MoneyField(label="Mức thu (đồng)")
    online_amount = MoneyField(
        label="Mức thu khi nộp trực tuyến (đồng)", required=False,
        help_text="Để trống khi như nhau.",
    )  # fmt: skip
    per = SafeCharField(label="Đơn vị tính", max_length=50, initial="hồ sơ")
    legal_basis = SafeCharField(label="Căn cứ", max_length=300)
    valid_from = VietDateField(label="Hiệu lực từ")
    valid_to = VietDateField(label="Hiệu lực đến", required=False)


class EndRuleForm(forms.Form):
    """Kết thúc mức thu."""

    last_day = VietDateField(label="Ngày cuối còn thu theo mức này")


class ExemptionForm(forms.Form):
    """Đối tượng miễn, giảm."""

    code = forms.SlugField(label="Mã", max_length=40)
    name = SafeCharField(label="Đối tượng", max_length=200)
    percent = forms.IntegerField(label="Tỷ lệ giảm (%)", min_value=1, max_value=100, initial=100)
    procedure_code = SafeCharField(
        label="Chỉ cho thủ tục", max_length=40, required=False, help_text="Để trống: mọi thủ tục."
    )
    legal_basis = SafeCharField(label="Căn cứ", max_length=300)
    valid_from = VietDateField(label="Hiệu lực từ", required=False)
    valid_to = VietDateField(label="Hiệu lực đến", required=False)


class GatewayForm(forms.Form):
    """Tài khoản thu."""

    code = forms.SlugField(
        label="Mã", max_length=40, help_text="Đứng trong địa chỉ mà cổng thanh toán báo về."
    )
    name = SafeCharField(label="Tên", max_length=200)
    speech = forms.ChoiceField(label="Cách kết nối")
    bank_bin = forms.RegexField(
        r"^[0-9]{6}$", label="Mã ngân hàng (BIN)", required=False,
        error_messages={"invalid": "Mã ngân hàng gồm 6 chữ số."},
    )  # fmt: skip
    account_number = forms.RegexField(
        r"^[A-Za-z0-9]{1,19}$", label="Số tài khoản", required=False,
        error_messages={"invalid": "Tối đa 19 chữ cái không dấu và chữ số."},
    )  # fmt: skip
    account_name = SafeCharField(label="Tên tài khoản", max_length=100, required=False)
    base_url = forms.URLField(
        label="Địa chỉ cổng", max_length=300, required=False, assume_scheme="https"
    )
    secret = SafeCharField(
        label="Khóa chung", max_length=200, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Để trống thì giữ khóa đang dùng.",
    )  # fmt: skip
    active = forms.BooleanField(label="Đang dùng", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(name, gateways[name].label) for name in gateways.names()]
        self.fields["speech"].choices = spoken  # type: ignore[attr-defined]


def exemption_initial(row: Exemption) -> dict[str, Any]:
    names = ("code", "name", "percent", "procedure_code", "legal_basis", "valid_from", "valid_to")
    return {name: getattr(row, name) for name in names}


def gateway_initial(row: GatewayAccount) -> dict[str, Any]:
    names = (
        "code", "name", "speech", "bank_bin", "account_number", "account_name", "base_url",
        "active",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def rule_initial(row: FeeRule) -> dict[str, Any]:
    """For another sum of the same fee: all but the days."""
    names = ("procedure_code", "name", "kind", "amount", "online_amount", "per", "legal_basis")
    return {name: getattr(row, name) for name in names}
