"""Shape of the input of the form builder's pages, but for the parts themselves."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.kernel.schema.form import Form
from congvu.core.ui.forms import OneFileField, SafeCharField, VietDateField
from congvu.counter.procedures import queries
from congvu.counter.procedures.builder.outline import kinds
from congvu.counter.procedures.errors import NoProcedure
from congvu.counter.procedures.formpackages import LARGEST

KEY_HINT = "Chữ thường không dấu, số, gạch dưới; ví dụ khai_sinh. Không đổi được về sau."


class NewForm(forms.Form):
    title = SafeCharField(label="Tên biểu mẫu", max_length=250)
    key = SafeCharField(label="Mã biểu mẫu", max_length=40, help_text=KEY_HINT)
    procedure = SafeCharField(
        label="Mã thủ tục", max_length=60, required=False,
        help_text="Thủ tục dùng biểu mẫu này, ví dụ 1.001193. Bỏ trống nếu dùng chung.",
    )  # fmt: skip

    def clean_procedure(self) -> int | None:
        code = self.cleaned_data["procedure"]
        if not code:
            return None
        try:
            return int(queries.procedure(code).pk)
        except NoProcedure as refusal:
            raise forms.ValidationError(refusal.message) from None


class CopyForm(forms.Form):
    title = SafeCharField(label="Tên biểu mẫu mới", max_length=250)
    key = SafeCharField(label="Mã biểu mẫu mới", max_length=40, help_text=KEY_HINT)


class HeadForm(forms.Form):
    """Title and introduction of the whole form."""

    title = SafeCharField(label="Tên biểu mẫu", max_length=250)
    intro = forms.CharField(
        label="Lời dẫn", max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )


class SectionForm(forms.Form):
    title = SafeCharField(label="Tên phần mới", max_length=250)


class FieldForm(forms.Form):
    """A new field: where, of which type, under which label."""

    into = forms.ChoiceField(label="Thêm vào")
    kind = forms.ChoiceField(label="Loại trường", choices=kinds())
    text = SafeCharField(label="Nhãn của trường mới", max_length=500)

    def __init__(self, data: Any, *, form: Form, into: str = "") -> None:
        super().__init__(data, initial={"into": into})
        places = [(f":{part.key}", f"Phần “{part.title}”") for part in form.sections]
        tables = [one for one in form.fields.values() if one.type.name == "table"]
        places += [(one.key, f"Bảng “{one.label}” (thêm cột)") for one in tables]
        self.fields["into"].choices = places  # type: ignore[attr-defined]


class PublishFormForm(forms.Form):
    valid_from = VietDateField(label="Dùng từ ngày")


class ReasonForm(forms.Form):
    reason = SafeCharField(label="Lý do", max_length=500)


class PackageForm(forms.Form):
    package = OneFileField(label="Gói biểu mẫu (.zip)", accept=".zip", max_bytes=LARGEST)
    untrusted = forms.BooleanField(
        label="Nhận cả khi gói không có chữ ký số tin cậy", required=False,
        help_text="Dự thảo sẽ ghi rõ nguồn chưa tin cậy.",
    )  # fmt: skip


class SampleForm(forms.Form):
    name = SafeCharField(label="Tên hồ sơ mẫu", max_length=200)
