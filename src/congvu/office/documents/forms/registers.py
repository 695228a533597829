"""Input on the pages of registers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congvu.core.ui.forms import MultilineField, VietDateField

MOST = 10**9


class BookForm(forms.Form):
    """Which part of a register is shown or printed."""

    mau = forms.CharField(label="Mẫu sổ", max_length=12, required=False)
    tu = VietDateField(label="Từ ngày", required=False)
    den = VietDateField(label="đến ngày", required=False)
    so = forms.IntegerField(label="Từ số", required=False, min_value=1, max_value=MOST)
    vi_sao = forms.IntegerField(label="Số", required=False, min_value=-MOST, max_value=MOST)


class HoldForm(forms.Form):
    count = forms.IntegerField(label="Số lượng", min_value=1, max_value=20, initial=1)
    reason = MultilineField(label="Lý do giữ số", max_length=500, rows=2)


class SettleForm(forms.Form):
    """Bỏ giữ, hủy số."""

    number_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    verb = forms.ChoiceField(choices=[("unhold", "Bỏ giữ số"), ("annul", "Hủy số có biên bản")])
    reason = MultilineField(label="Lý do", max_length=500, rows=2)


class RateForm(forms.Form):
    tu = VietDateField(label="Văn bản đến từ ngày", required=False)
    den = VietDateField(label="đến ngày", required=False)

    def span(self, today: date) -> tuple[date, date]:
        """What was asked, else the month so far; at most a year."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        until = asked.get("den") or today
        since = asked.get("tu") or until.replace(day=1)
        return max(since, date(until.year - 1, until.month, 1)), until

    def months(self, today: date) -> tuple[date, date]:
        """The span asked for, else the twelve months up to its end."""
        since, until = self.span(today)
        if self.is_valid() and self.cleaned_data.get("tu"):
            return since, until
        first = until.year * 12 + until.month - 1 - 11
        return date(first // 12, first % 12 + 1, 1), until
