"""Input of the citizen's side: shape only, the doors decide."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.ui.forms import FilteredRadios, MultilineField, SafeCharField
from congvu.counter.dossiers.choices import ApplicantKind, Way
from congvu.counter.filing.choices import AGENCIES, ATTITUDE, CONTACTS

GUIDE = "Ít nhất 8 ký tự, có chữ thường, chữ hoa, chữ số và ký tự đặc biệt; không chứa tên hộp thư."


def _password(label: str, **kwargs: Any) -> forms.CharField:
    box = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=128, strip=False, widget=box, **kwargs)


class SignUpForm(forms.Form):
    full_name = SafeCharField(
        label="Họ và tên", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = SafeCharField(
        label="Thư điện tử", max_length=60, help_text="Cũng là tên đăng nhập.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    password = _password("Mật khẩu", help_text=GUIDE)
    again = _password("Nhập lại mật khẩu")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("again") and data["again"] != data.get("password"):
            self.add_error("again", "Hai lần nhập mật khẩu chưa giống nhau.")
        return data


class PersonForm(forms.Form):
    full_name = SafeCharField(label="Họ và tên", max_length=100)
    personal_id = SafeCharField(label="Số định danh", max_length=20, required=False)
    address = SafeCharField(label="Địa chỉ", max_length=300, required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)
    email = SafeCharField(label="Thư điện tử", max_length=60, required=False)
    organisation = SafeCharField(label="Tổ chức, doanh nghiệp", max_length=200, required=False)
    tax_code = SafeCharField(label="Mã số thuế", max_length=20, required=False)


class WhoForm(forms.Form):
    """Who asks and how the result is wanted; a draft keeps whatever is typed."""

    prefix = "who"
    kind = forms.ChoiceField(label="Đối tượng", choices=ApplicantKind.choices, required=False)
    name = SafeCharField(label="Họ tên, tên tổ chức", max_length=200, required=False)
    identifier = SafeCharField(label="Số định danh, mã số thuế", max_length=20, required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)
    email = SafeCharField(label="Thư điện tử", max_length=254, required=False)
    address = SafeCharField(label="Địa chỉ", max_length=300, required=False)
    result_way = forms.ChoiceField(
        label="Nhận kết quả", required=False,
        choices=[(Way.ONLINE, Way.ONLINE.label), (Way.COUNTER, Way.COUNTER.label),
                 (Way.POST, Way.POST.label)],
    )  # fmt: skip
    result_address = SafeCharField(
        label="Địa chỉ nhận qua bưu chính", max_length=300, required=False
    )


class CodeForm(forms.Form):
    code = SafeCharField(
        label="Mã 6 số", max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class ShareForm(forms.Form):
    name = SafeCharField(label="Họ tên người được mời", max_length=100)
    email = forms.EmailField(label="Thư điện tử", max_length=254)
    may_file = forms.BooleanField(label="Ủy quyền nộp thay tôi", required=False)


class MessageForm(forms.Form):
    text = MultilineField(label="Nội dung", max_length=4000)


class WithdrawForm(forms.Form):
    reason = MultilineField(label="Lý do rút hồ sơ", max_length=1000)


class RatingForm(forms.Form):
    contacts = forms.TypedChoiceField(
        label="Số lần phải liên hệ thêm để hoàn thiện hồ sơ", choices=CONTACTS, coerce=int,
        widget=FilteredRadios,
    )  # fmt: skip
    agencies = forms.TypedChoiceField(
        label="Số cơ quan phải đến", choices=AGENCIES, coerce=int, widget=FilteredRadios
    )
    attitude = forms.TypedChoiceField(
        label="Thái độ phục vụ", choices=ATTITUDE, coerce=int, widget=FilteredRadios
    )
    comment = MultilineField(label="Ý kiến thêm", max_length=2000, required=False)


class RemedyForm(forms.Form):
    remedy = forms.IntegerField(widget=forms.HiddenInput)
    text = MultilineField(label="Đã làm gì", max_length=2000)


class LinkForm(forms.Form):
    days = forms.IntegerField(label="Số ngày", min_value=1, max_value=365, initial=30)
