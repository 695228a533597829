"""What to try on last year's dossiers."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from congvu.core.ui.forms import MultilineField, SafeCharField, VietDateField
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.clock.terms import UNITS
from congvu.counter.dossiers.queries.whatif import Change

LINE = re.compile(r"([a-z][a-z0-9_]{0,39})\s*[=:]\s*(\d{1,4})")


class WhatIfForm(forms.Form):
    thu_tuc = SafeCharField(label="Mã thủ tục", max_length=60)
    tu = VietDateField(label="Tiếp nhận từ ngày")
    den = VietDateField(label="đến ngày")
    so = forms.IntegerField(
        label="Thời hạn thử", min_value=0, max_value=3650, required=False,
        help_text="Bỏ trống: giữ thời hạn của từng hồ sơ.",
    )  # fmt: skip
    don_vi_tinh = forms.ChoiceField(
        label="Đơn vị tính", choices=list(UNITS.items()), required=False
    )
    gio = MultilineField(
        label="Giờ thử của các bước", max_length=2000, rows=3, required=False,
        help_text="Mỗi dòng: mã bước = số giờ, ví dụ tham_dinh = 24.",
    )  # fmt: skip
    don_vi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def clean_gio(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["gio"].splitlines())):
            match = LINE.fullmatch(line)
            if match is None or not 1 <= int(match[2]) <= 2000:
                raise forms.ValidationError(
                    f"Không đọc được dòng “{line[:60]}”. Hãy nhập dạng: tham_dinh = 24."
                )
            found[match[1]] = int(match[2])
        return found

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given.get("tu"), given.get("den")
        if first and last and (first > last or (last - first).days > 731):
            self.add_error("den", "Khoảng ngày phải đúng thứ tự và không quá hai năm. Hãy sửa lại.")
        return given

    def change(self) -> Change:
        asked = self.cleaned_data
        unit: Any = asked["don_vi_tinh"] or "working_day"
        term = Term(asked["so"], unit) if asked["so"] is not None else None
        return Change(term, asked["gio"])
