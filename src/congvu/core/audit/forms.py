"""Shape of the journal's filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.subject import Subject
from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm


def _hinted(text: str) -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": text})


class JournalFilter(FilterForm):
    """Who, what, on which subject, on which days."""

    wide = ("nguoi", "viec", "tu", "den")

    nguoi = SafeCharField(
        label="Người thực hiện", max_length=150, widget=_hinted("Đủ họ và tên như trong nhật ký")
    )
    viec = SafeCharField(label="Việc", max_length=80, widget=_hinted("Một phần tên việc"))
    tu = VietDateField(label="Từ ngày")
    den = VietDateField(label="đến ngày")
    dt = SafeCharField(
        label="Mã đối tượng", max_length=80, widget=_hinted("Ví dụ documents.incoming:12")
    )

    def clean_dt(self) -> Subject | None:
        kind, _, key = self.cleaned_data["dt"].partition(":")
        if not kind:
            return None
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise ValidationError(
                "Mã đối tượng có dạng loại:số, ví dụ documents.incoming:12. Hãy sửa lại."
            )
        return Subject(kind, int(key))

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data
