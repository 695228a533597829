"""Shape of the input of the hub's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, get_args

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.organisation.choices import Level
from congvu.core.organisation.queries import agencies_on, members
from congvu.core.ui.forms import OneFileField, SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm
from congvu.counter.dossiers.queries import By
from congvu.counter.hub import queries
from congvu.counter.hub.choices import FactCode
from congvu.counter.hub.queries import Span

_SPANS: dict[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]] = {
    re.compile(r"(0?[1-9]|1[0-2])/(\d{4})"): lambda m: (int(m[1]), int(m[1]), int(m[2])),
    re.compile(r"[qQ]([1-4])/(\d{4})"): lambda m: (int(m[1]) * 3 - 2, int(m[1]) * 3, int(m[2])),
    re.compile(r"(\d{4})"): lambda m: (1, 12, int(m[1])),
}
_OLDEST, _NEWEST = 1990, 2100
BY: tuple[str, ...] = get_args(By)


class SpanField(SafeCharField):
    """``03/2016``, ``Q1/2016`` or ``2016``."""

    def clean(self, value: Any) -> Span | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        for shape, months in _SPANS.items():
            if (found := shape.fullmatch(text)) and _OLDEST <= months(found)[2] <= _NEWEST:
                first, last, year = months(found)
                return Span(date(year, first, 1), date(year, last, 1))
        raise ValidationError("Hãy nhập kỳ dạng 03/2016 (tháng), Q1/2016 (quý) hoặc 2016 (năm).")


class SpanForm(forms.Form):
    ky = SpanField(label="Kỳ", max_length=10, required=False, help_text="03/2016, Q1/2016, 2016")


class ScoreForm(SpanForm):
    theo = forms.ChoiceField(
        label="Theo", required=False,
        choices=[("agency", "Cơ quan"), ("unit", "Đơn vị"), ("officer", "Cán bộ"),
                 ("procedure", "Thủ tục")],
    )  # fmt: skip


class BehindForm(FilterForm):
    """Which figure a list of dossiers stands behind; nothing of it is typed."""

    ky = SpanField(max_length=10, required=False, widget=forms.HiddenInput)
    theo = forms.ChoiceField(choices=[(one, one) for one in BY], widget=forms.HiddenInput)
    khoa = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    so = forms.RegexField(r"[a-z_]{1,20}", max_length=20, widget=forms.HiddenInput)


class SheetForm(FilterForm):
    """A quarter (``Q3/2026``) or year (``2026``) as the statutory sheet cuts it, and whose."""

    ky = SafeCharField(label="Kỳ báo cáo", max_length=10, help_text="Q3/2026 (quý) hoặc 2026 (năm)")
    cq: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Cơ quan", queryset=None, empty_label="Cả tỉnh, từng cơ quan"
    )
    lv = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    cot = forms.RegexField(r"[0-9]{1,3}", max_length=3, widget=forms.HiddenInput)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cq"].queryset = members(day)  # type: ignore[attr-defined]

    def clean_ky(self) -> tuple[int, int] | None:
        """Year and quarter, 0 for the whole year."""
        text = str(self.cleaned_data["ky"]).strip()
        if not text:
            return None
        found = re.fullmatch(r"(?:[qQ]([1-4])/)?(\d{4})", text)
        if found is None or not _OLDEST < int(found[2]) < _NEWEST:
            raise ValidationError("Hãy nhập kỳ dạng Q3/2026 (quý) hoặc 2026 (năm).")
        return int(found[2]), int(found[1] or 0)


class MonthField(SafeCharField):
    """``03/2026``, as its first day."""

    def clean(self, value: Any) -> date | None:
        text = str(super().clean(value)).strip()
        found = re.fullmatch(r"(0?[1-9]|1[0-2])/(\d{4})", text)
        if not text:
            return None
        if found is None or not _OLDEST <= int(found[2]) <= _NEWEST:
            raise ValidationError("Hãy nhập tháng dạng 03/2026.")
        return date(int(found[2]), int(found[1]), 1)


class FactForm(forms.Form):
    code = forms.ChoiceField(label="Số liệu", choices=FactCode.choices)
    month = MonthField(label="Tháng", max_length=7, help_text="03/2026")
    value = forms.IntegerField(label="Đạt", min_value=0, max_value=10_000_000)
    whole = forms.IntegerField(label="Trên tổng số", min_value=0, max_value=10_000_000)
    source = SafeCharField(
        label="Căn cứ", max_length=300,
        help_text="Biên bản, báo cáo, trang của hệ thống khác mà số này được đọc ra.",
    )  # fmt: skip


class FeedbackForm(forms.Form):
    """Feedback and the days on which it was dealt with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    code = SafeCharField(label="Mã trên hệ thống tiếp nhận phản ánh", max_length=60, required=False)
    received_on = VietDateField(label="Ngày nhận", required=True)
    subject = SafeCharField(
        label="Nội dung", max_length=500, help_text="Tóm tắt sự việc; không ghi tên người phản ánh."
    )
    attitude = forms.BooleanField(label="Về thái độ phục vụ", required=False)
    founded = forms.TypedChoiceField(
        label="Kết luận", required=False, empty_value=None, coerce=lambda text: text == "1",
        choices=[("", "Chưa kết luận"), ("1", "Có cơ sở"), ("0", "Không có cơ sở")],
    )  # fmt: skip
    refused_on = VietDateField(label="Từ chối tiếp nhận ngày", required=False)
    asked_on = VietDateField(label="Yêu cầu bổ sung ngày", required=False)
    answered_on = VietDateField(label="Trả lời ngày", required=False)
    published_on = VietDateField(label="Công khai kết quả ngày", required=False)


class ImportForm(forms.Form):
    """A file of figures to look at before it is brought in."""

    file = OneFileField(
        label="Tệp số liệu", accept=".csv,.jsonl,.gz,.xlsx", max_bytes=16 * 1024 * 1024
    )
    skip_refused = forms.BooleanField(label="Bỏ qua dòng không đọc được", required=False)


class DeskForm(forms.Form):
    """Whose a desk is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    name = SafeCharField(label="Tên đơn vị", max_length=200)
    level = forms.ChoiceField(label="Cấp", choices=Level.choices)
    parent: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Thuộc", queryset=None, required=False
    )
    agency: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Là cơ quan trong hệ thống này", queryset=None, required=False,
        help_text="Số liệu của cơ quan này được tính từ diễn biến hồ sơ, không nhận từ ngoài.",
    )  # fmt: skip
    reporter: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Cơ quan gửi số liệu", queryset=None, required=False
    )
    system = SafeCharField(label="Phần mềm đang dùng", max_length=100, required=False)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = queries.desks()  # type: ignore[attr-defined]
        for name in ("agency", "reporter"):
            self.fields[name].queryset = agencies_on(day)  # type: ignore[attr-defined]
