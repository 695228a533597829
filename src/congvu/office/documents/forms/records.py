"""Input on the pages of record files (hồ sơ công việc)."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.ui.forms import SafeCharField
from congvu.core.ui.listing import FilterForm
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND

OPEN = [("", "Tất cả"), ("mo", "Đang mở"), ("dong", "Đã kết thúc")]
MOST_ID = 2**62


class RecordFilter(FilterForm):
    q = SafeCharField(label="Tiêu đề hoặc ký hiệu hồ sơ", max_length=200)
    tt = forms.ChoiceField(label="Tình trạng", choices=OPEN)


class RecordForm(forms.Form):
    code = SafeCharField(
        label="Số và ký hiệu hồ sơ", max_length=20, help_text="Theo danh mục, ví dụ 01.TCCB."
    )
    title = SafeCharField(label="Tiêu đề hồ sơ", max_length=500)
    retention = SafeCharField(label="Thời hạn bảo quản", max_length=30, initial="10 năm")
    year = forms.IntegerField(label="Năm", required=False, min_value=2000, max_value=2100)
    note_text = SafeCharField(label="Ghi chú", max_length=500, required=False)


class SubjectForm(forms.Form):
    """Which letter; ``ve`` says nothing more than where to return."""

    loai = forms.ChoiceField(choices=[(INCOMING_KIND, ""), (OUTGOING_KIND, "")])
    ma = forms.IntegerField(min_value=1, max_value=MOST_ID)


class FileForm(SubjectForm):
    """Đưa vào hồ sơ."""

    record_id = forms.TypedChoiceField(label="Hồ sơ", coerce=int)

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_id"].choices = records  # type: ignore[attr-defined]


class UnfileForm(forms.Form):
    item_id = forms.IntegerField(min_value=1, max_value=MOST_ID)
    reason = SafeCharField(label="Lý do", max_length=500)
