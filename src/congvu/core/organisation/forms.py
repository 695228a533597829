"""Shape of the input of the organisation pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congvu.core.accounts.choices import Kind
from congvu.core.kernel.permissions import permissions
from congvu.core.organisation.choices import (
    Authority,
    CodeScheme,
    DayKind,
    Level,
    Role,
    UnitKind,
)
from congvu.core.organisation.models import Agency, Appointment, Post, Unit
from congvu.core.ui.forms import (
    FilteredChecks,
    FilteredRadios,
    SafeCharField,
    VietDateField,
    VietDateTimeField,
)
from congvu.core.ui.listing import FilterForm

VERSION = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class AgencyFilter(FilterForm):
    wide = ("q", "cap")
    q = SafeCharField(label="Tên, ký hiệu hoặc mã định danh", required=False)
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Tất cả"), *Level.choices])
    ngay = VietDateField(label="Hoạt động vào ngày", required=False)


class PersonFilter(FilterForm):
    wide = ("q", "vai")
    q = SafeCharField(label="Họ tên hoặc tên đăng nhập", required=False)
    vai = forms.ChoiceField(
        label="Vai trò", required=False, choices=[("", "Tất cả"), *Role.choices]
    )
    tt = forms.ChoiceField(
        label="Tài khoản", required=False,
        choices=[("", "Tất cả"), ("khoa", "Đang khóa"), ("ngung", "Ngừng hoạt động")],
    )  # fmt: skip


class AgencyForm(forms.Form):
    version = VERSION
    name = SafeCharField(label="Tên cơ quan", max_length=200)
    short_name = SafeCharField(label="Tên ngắn", max_length=100, required=False)
    slug = forms.SlugField(
        label="Mã ngắn", max_length=60, help_text="Chữ thường không dấu, dùng trong địa chỉ."
    )
    notation = SafeCharField(
        label="Ký hiệu",
        max_length=30,
        required=False,
        help_text="Phần sau dấu gạch của số văn bản.",
    )
    level = forms.ChoiceField(label="Cấp", choices=Level.choices)
    parent = forms.ModelChoiceField(
        label="Cơ quan chủ quản", queryset=Agency.objects.none(), required=False
    )
    is_member = forms.BooleanField(label="Dùng hệ thống này", required=False, initial=True)
    place = SafeCharField(label="Địa danh", max_length=100, required=False)
    address = SafeCharField(label="Địa chỉ", max_length=300, required=False)
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)
    website = SafeCharField(label="Trang thông tin", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            valid_to=None, is_member=True
        )
        self.fields["version"].required = False


class CodeForm(forms.Form):
    code = SafeCharField(
        label="Mã định danh", max_length=35,
        help_text="H02.15 (QĐ 20/2020/QĐ-TTg) hoặc 000.00.15.H02 (QCVN 102:2016).",
    )  # fmt: skip
    valid_from = VietDateField(label="Hiệu lực từ ngày")


class LastDayForm(forms.Form):
    last_day = VietDateField(label="Ngày cuối cùng có hiệu lực")


class MergeForm(LastDayForm):
    successor = forms.ModelChoiceField(label="Cơ quan kế thừa", queryset=Agency.objects.none())

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heirs = Agency.objects.filter(valid_to=None).exclude(pk=agency.pk)
        self.fields["successor"].queryset = heirs  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    version = VERSION
    name = SafeCharField(label="Tên đơn vị", max_length=200)
    notation = SafeCharField(label="Ký hiệu", max_length=30, required=False)
    kind = forms.ChoiceField(label="Loại", choices=UnitKind.choices)
    parent = forms.ModelChoiceField(
        label="Đơn vị cấp trên", queryset=Unit.objects.none(), required=False
    )
    position = forms.IntegerField(label="Thứ tự", min_value=0, max_value=32000, initial=0)

    def __init__(self, *args: Any, agency_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(agency_id=agency_id, valid_to=None)
        self.fields["parent"].queryset = units  # type: ignore[attr-defined]
        self.fields["version"].required = False


class PostForm(forms.Form):
    version = VERSION
    title = SafeCharField(label="Chức vụ", max_length=100, help_text="Như in trên văn bản.")
    role = forms.ChoiceField(label="Vai trò trong hệ thống", choices=Role.choices)
    position = forms.IntegerField(label="Thứ tự", min_value=0, max_value=32000, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False


def _post_field(agency_id: int) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    posts = Post.objects.filter(unit__agency_id=agency_id, valid_to=None).select_related("unit")
    field = forms.ModelChoiceField(
        label="Vị trí", queryset=posts.order_by("unit__position", "unit_id", "position")
    )
    field.label_from_instance = lambda post: f"{post.title}, {post.unit.name}"  # type: ignore[assignment]
    return field


class AppointForm(forms.Form):
    username = SafeCharField(label="Tên đăng nhập của người được phân công", max_length=60)
    valid_from = VietDateField(label="Từ ngày", required=False, help_text="Bỏ trống là hôm nay.")
    is_primary = forms.BooleanField(label="Là vị trí chính", required=False)
    extra_roles = forms.MultipleChoiceField(
        label="Vai trò kiêm nhiệm", choices=Role.choices, required=False, widget=FilteredChecks
    )


class PersonForm(forms.Form):
    username = SafeCharField(label="Tên đăng nhập", max_length=60)
    full_name = SafeCharField(label="Họ và tên", max_length=100)
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)


class NewPersonForm(PersonForm):
    """A person with a first post, in the agency acted in."""

    def __init__(self, *args: Any, agency_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"] = _post_field(agency_id)


class AccountForm(PersonForm):
    """An account without a post, by the system administrator."""

    kind = forms.ChoiceField(label="Loại", choices=Kind.choices)
    is_superuser = forms.BooleanField(label="Quản trị hệ thống", required=False)


class PersonDetailsForm(forms.Form):
    full_name = SafeCharField(label="Họ và tên", max_length=100)
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)


class DelegationForm(forms.Form):
    giver = forms.ModelChoiceField(
        label="Người ủy quyền", queryset=Appointment.objects.none(), widget=FilteredRadios
    )
    receiver = forms.ModelChoiceField(
        label="Người được ủy quyền", queryset=Appointment.objects.none(), widget=FilteredRadios
    )
    scopes = forms.MultipleChoiceField(label="Phạm vi", choices=[], widget=FilteredChecks)
    starts_at = VietDateTimeField(label="Từ")
    ends_at = VietDateTimeField(label="Đến trước", help_text="Hết ngày 15/03 thì nhập 16/03 00:00.")
    authority = forms.ChoiceField(label="Ghi trên văn bản", choices=Authority.choices)
    basis = SafeCharField(label="Căn cứ", max_length=300, required=False)

    def __init__(self, *args: Any, givers: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("giver", givers), ("receiver", receivers)):
            field = self.fields[name]
            field.queryset = rows  # type: ignore[attr-defined]
            field.empty_label = None  # type: ignore[attr-defined]
            field.label_from_instance = _seat_label  # type: ignore[attr-defined]
        self.fields["scopes"].choices = delegable()  # type: ignore[attr-defined]


def _seat_label(row: Appointment) -> str:
    return f"{row.user.full_name}, {row.post.title}, {row.unit.name}"


def delegable() -> list[tuple[str, str]]:
    """Everything, then the verbs of posts that one may hand on, in the table's order."""
    return [
        ("*", "Mọi việc của vị trí"),
        *(
            (row.verb, row.label)
            for row in permissions
            if row.roles - {Role.AGENCY_ADMIN} and not row.personal and row.room != "organisation"
        ),
    ]


class DayForm(forms.Form):
    day = VietDateField(label="Ngày", earliest=date(2000, 1, 1), latest=date(2100, 12, 31))
    kind = forms.ChoiceField(label="Loại", choices=DayKind.choices)
    name = SafeCharField(label="Tên ngày", max_length=100)


class HoursForm(forms.Form):
    season_from = forms.RegexField(
        r"^\d{4}$", label="Mùa từ (MMDD)", initial="0101", max_length=4,
        error_messages={"invalid": "Hãy nhập bốn chữ số tháng và ngày, ví dụ 0415."},
    )  # fmt: skip
    season_to = forms.RegexField(
        r"^\d{4}$", label="đến (MMDD)", initial="1231", max_length=4,
        error_messages={"invalid": "Hãy nhập bốn chữ số tháng và ngày, ví dụ 1015."},
    )  # fmt: skip
    morning_from = forms.TimeField(label="Sáng từ", initial="07:30")
    morning_to = forms.TimeField(label="đến", initial="11:30")
    afternoon_from = forms.TimeField(label="Chiều từ", initial="13:30")
    afternoon_to = forms.TimeField(label="đến", initial="17:30")


class YearForm(forms.Form):
    nam = forms.IntegerField(min_value=2000, max_value=2100, required=False)


SCHEMES = dict(CodeScheme.choices)
