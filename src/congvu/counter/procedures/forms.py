"""Shape of the input of the catalogue's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.organisation.queries import members
from congvu.core.ui.forms import (
    FilteredChecks,
    MultilineField,
    OneFileField,
    SafeCharField,
    VietDateField,
)
from congvu.core.ui.listing import FilterForm
from congvu.counter.procedures import queries
from congvu.counter.procedures.actions.versions import key_of
from congvu.counter.procedures.choices import Authority, ServiceLevel
from congvu.counter.procedures.limits import read

ALL = ("", "Tất cả")
MOST_CODES = 500


class PublicFilter(FilterForm):
    q = SafeCharField(label="Tên thủ tục hoặc mã")
    lv: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=None, empty_label="Tất cả"
    )
    cap = forms.ChoiceField(label="Cấp thực hiện", choices=[ALL, *Authority.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lv"].queryset = queries.fields_on(queries.today())  # type: ignore[attr-defined]


class CatalogueFilter(PublicFilter):
    wide = ("q", "lv", "cap")
    cq: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Cơ quan", queryset=None, empty_label="Tất cả"
    )
    md = forms.ChoiceField(label="Mức độ dịch vụ", choices=[ALL, *ServiceLevel.choices])
    ngay = VietDateField(label="Có hiệu lực vào ngày")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cq"].queryset = members(queries.today())  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """Many procedures of many agencies at once."""

    codes = MultilineField(
        label="Mã thủ tục", max_length=20_000, rows=4,
        help_text="Mỗi dòng một mã, hoặc cách nhau bằng dấu phẩy; tối đa 500 mã.",
    )  # fmt: skip
    agencies: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label="Cơ quan thực hiện", queryset=None, widget=FilteredChecks
    )
    service_level = forms.ChoiceField(
        label="Mức độ dịch vụ", choices=ServiceLevel.choices, initial=ServiceLevel.FULL
    )
    reason = MultilineField(
        label="Lý do chưa toàn trình", max_length=2000, rows=2, required=False,
        help_text="Bắt buộc với dịch vụ một phần từ 01/7/2026; công khai cho người dân.",
    )  # fmt: skip
    limit = SafeCharField(
        label="Thời hạn rút ngắn", max_length=300, required=False,
        help_text="Ví dụ: 10 ngày làm việc. Bỏ trống là theo quy định của thủ tục.",
    )  # fmt: skip
    receiving_place = SafeCharField(label="Nơi tiếp nhận", max_length=300, required=False)
    on_the_spot = forms.BooleanField(label="Giải quyết ngay khi tiếp nhận", required=False)
    valid_from = VietDateField(label="Thực hiện từ ngày")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        words = self.cleaned_data["codes"].replace(",", "\n").replace(";", "\n").split("\n")
        codes = list(dict.fromkeys(word.strip() for word in words if word.strip()))
        if len(codes) > MOST_CODES:
            raise forms.ValidationError("Mỗi lần tối đa 500 mã. Hãy chia làm nhiều lần.")
        return [key_of(code)[0] for code in codes]

    def clean_limit(self) -> Any:
        reading = read(self.cleaned_data["limit"])
        if reading.state == "unreadable":
            raise forms.ValidationError(
                "Không đọc được thời hạn. Hãy nhập số và đơn vị, ví dụ: 10 ngày làm việc."
            )
        return reading


class ImportForm(forms.Form):
    """A catalogue to look at before it is brought in."""

    catalogue = OneFileField(
        label="Tệp danh mục", accept=".csv,.jsonl,.gz,.xlsx", max_bytes=16 * 1024 * 1024
    )
    valid_from = VietDateField(label="Hiệu lực từ ngày")
    new_fields = forms.BooleanField(label="Thêm lĩnh vực chưa có", required=False)
    skip_refused = forms.BooleanField(label="Bỏ qua dòng không nạp được", required=False)
