"""Shape of the input of the hub's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.organisation.choices import Level
from congvu.core.organisation.queries import agencies_on
from congvu.core.ui.forms import OneFileField, SafeCharField
from congvu.counter.hub import queries
from congvu.counter.hub.queries import Span

_SPANS: dict[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]] = {
    re.compile(r"(0?[1-9]|1[0-2])/(\d{4})"): lambda m: (int(m[1]), int(m[1]), int(m[2])),
    re.compile(r"[qQ]([1-4])/(\d{4})"): lambda m: (int(m[1]) * 3 - 2, int(m[1]) * 3, int(m[2])),
    re.compile(r"(\d{4})"): lambda m: (1, 12, int(m[1])),
}
_OLDEST, _NEWEST = 1990, 2100


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
