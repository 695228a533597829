"""Many results at once, and templates of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from congvu.core.ui.forms import FilteredChecks, MultilineField, VietDateField
from congvu.core.ui.forms import SafeCharField as Line
from congvu.core.ui.listing import FilterForm
from congvu.counter.dossiers.models import Result


class ResultSpan(FilterForm):
    """The days of the register of results."""

    tu = VietDateField(label="Cấp số từ ngày", required=False)
    den = VietDateField(label="đến ngày", required=False)

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data


class LayForm(forms.Form):
    """Results that wait for the leader's signature."""

    dossiers = forms.TypedMultipleChoiceField(
        label="Kết quả chờ ký số", coerce=int, widget=FilteredChecks
    )

    def __init__(self, *args: Any, results: Iterable[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].choices = [  # type: ignore[attr-defined]
            (
                str(one.dossier_id),
                f"{one.dossier.code}: {one.name} ({one.dossier.applicant.name})",
            )
            for one in results
        ]


class SealManyForm(LayForm):
    """Results that the desk numbers and seals with one PIN."""

    key_id = forms.TypedChoiceField(label="Khóa của cơ quan", coerce=int, widget=forms.Select)
    pin_code = forms.CharField(
        label="Mã PIN", max_length=64, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Chỉ dùng cho lần ký này, không được lưu lại.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, results: Iterable[Result], keys: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, results=results, **kwargs)
        self.fields["dossiers"].label = "Kết quả chờ cấp số, đóng dấu số"
        self.fields["key_id"].choices = [(key.pk, key.label) for key in keys]  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    """Without a procedure's code the template serves all others."""

    procedure_code = Line(
        label="Mã thủ tục", max_length=60, required=False,
        help_text="Để trống: mẫu cho các thủ tục không có mẫu riêng.",
    )  # fmt: skip
    heading = Line(label="Tên loại in trên kết quả", max_length=200)
    notation = Line(label="Ký hiệu sau số", max_length=30, help_text="Ví dụ GP, CN, QĐ.")
    body = MultilineField(label="Nội dung", max_length=20_000, rows=12)
