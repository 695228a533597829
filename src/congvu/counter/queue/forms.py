"""Shape of the input of the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.counter.queue.choices import CHOSEN, Opening
from congvu.counter.queue.models import Counter, Hall, ServiceGroup


def _number(label: str, least: int, most: int, initial: int, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=initial, help_text=hint
    )


class HallForm(forms.Form):
    """Sảnh."""

    name = SafeCharField(label="Tên sảnh", max_length=150)
    slug = SafeCharField(
        label="Mã ngắn", max_length=40,
        help_text="Chữ thường không dấu, số, gạch nối; đứng trong đường dẫn của máy lấy số, màn hình.",
    )  # fmt: skip
    address = SafeCharField(label="Địa chỉ", max_length=300, required=False)
    opening = forms.ChoiceField(
        label="Giờ mở cửa", choices=Opening.choices, initial=Opening.CALENDAR
    )
    early_minutes = _number("Cấp số trước giờ làm việc (phút)", 0, 120, 30)
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DeviceCodeForm(forms.Form):
    """Mã máy lấy số."""

    ma = SafeCharField(
        label="Mã máy", max_length=200, help_text="Quản trị của sảnh cấp mã khi thêm máy."
    )


class GroupForm(forms.Form):
    """Nhóm dịch vụ."""

    prefix = forms.RegexField(  # type: ignore[assignment]
        r"^[A-Z]{1,2}$", label="Chữ đầu số", max_length=2,
        error_messages={"invalid": "Dùng một hoặc hai chữ cái in hoa, từ A đến Z."},
    )  # fmt: skip
    name = SafeCharField(label="Tên nhóm dịch vụ", max_length=150)
    position = _number("Thứ tự trên máy lấy số", 0, 1000, 0)
    expected_minutes = _number(
        "Phút mỗi lượt (dự kiến)", 1, 240, 10, "Dùng khi chưa có lượt nào để lấy trung vị."
    )
    priority_kinds = forms.MultipleChoiceField(
        label="Diện ưu tiên", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(str(one), one.label) for one in CHOSEN], initial=[str(one) for one in CHOSEN],
    )  # fmt: skip
    priority_run = _number(
        "Số lượt ưu tiên liên tiếp tối đa", 0, 20, 2,
        "Sau số lượt này, quầy gọi một người thường; 0 là không ưu tiên.",
    )  # fmt: skip
    patience_minutes = _number(
        "Chờ tối đa trước khi hết nhường (phút)", 1, 600, 60,
        "Người thường đã chờ chừng này thì không ai được gọi trước nữa.",
    )  # fmt: skip
    slot_minutes = _number("Phút mỗi khung hẹn", 0, 240, 0, "0 là không nhận đặt hẹn.")
    slot_capacity = _number("Số chỗ mỗi khung hẹn", 1, 200, 1)
    book_days = _number("Đặt hẹn trước tối đa (ngày)", 1, 60, 7)
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CounterForm(forms.Form):
    """Quầy."""

    number = _number("Số quầy", 1, 999, 1)
    name = SafeCharField(label="Tên quầy", max_length=100, required=False)
    groups = forms.TypedMultipleChoiceField(
        label="Nhóm dịch vụ", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: list[ServiceGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = [(one.pk, str(one)) for one in groups]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Nhân sự của sảnh."""

    username = SafeCharField(label="Tên đăng nhập của người thuộc cơ quan khác", max_length=150)


class DeviceForm(forms.Form):
    """Máy lấy số."""

    name = SafeCharField(label="Tên máy", max_length=100)


class DayForm(forms.Form):
    """Which day to look at."""

    ngay = VietDateField(label="Ngày", required=False)


class TakeForm(forms.Form):
    """Lấy số; ``khoa`` is made with the page, so that a repeated request is the same wish."""

    khoa = SafeCharField(max_length=64, min_length=8, widget=forms.HiddenInput)
    nhom = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    uu_tien = forms.ChoiceField(
        required=False, choices=[("", "")] + [(str(one), one.label) for one in CHOSEN]
    )


class CodeForm(forms.Form):
    """Mã hẹn, as typed: spaces, dashes and small letters do not matter."""

    ma = SafeCharField(label="Mã hẹn", max_length=20)

    def clean_ma(self) -> str:
        text: str = self.cleaned_data["ma"]
        return text.replace(" ", "").replace("-", "").upper()


class ChooseForm(forms.Form):
    """Group and day whose hours are shown."""

    nhom = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    ngay = VietDateField(required=False)


class BookForm(forms.Form):
    """Đặt lịch hẹn."""

    khoa = SafeCharField(max_length=64, min_length=8, widget=forms.HiddenInput)
    nhom = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    starts_at = forms.ChoiceField(label="Khung giờ", widget=forms.RadioSelect)
    name = SafeCharField(label="Họ và tên", max_length=100)
    phone = SafeCharField(label="Điện thoại", max_length=20)

    def __init__(self, *args: Any, starts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].choices = starts  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])


class ReasonForm(forms.Form):
    """A short reason, for holding."""

    ly_do = SafeCharField(label="Lý do", max_length=300, required=False)


class TransferForm(ReasonForm):
    """Where to."""

    nhom = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def hall_initial(hall: Hall) -> dict[str, Any]:
    return {name: getattr(hall, name) for name in HallForm.base_fields}


def group_initial(group: ServiceGroup) -> dict[str, Any]:
    return {name: getattr(group, name) for name in GroupForm.base_fields}


def counter_initial(counter: Counter) -> dict[str, Any]:
    names = ("number", "name", "is_active", "version")
    return {name: getattr(counter, name) for name in names} | {
        "groups": [group.pk for group in counter.groups.all()]
    }
