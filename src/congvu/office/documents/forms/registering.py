"""The register form (vào sổ): what is typed of a letter, in few keystrokes."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.kernel.documentkinds import KINDS
from congvu.core.ui.forms import (
    ManyFilesField,
    MultilineField,
    SafeCharField,
    VietDateField,
    VietDateTimeField,
)
from congvu.office.documents.actions.incoming import Fields
from congvu.office.documents.choices import Secrecy, Source, Urgency

KIND_CHOICES = [
    ("", "Chưa chọn"),
    *((kind.code, kind.name) for kind in KINDS if kind.valid_to is None and kind.group != "copy"),
]
SOURCES = [(Source.PAPER, "Bản giấy"), (Source.UPLOAD, "Tải lên"), (Source.EMAIL, "Thư điện tử")]
ACCEPT = ".pdf,.docx,.doc,.xlsx,.xls,.odt,.ods,.png,.jpg,.jpeg,.tif,.tiff,.zip"


class RegisterForm(forms.Form):
    """Field names are those of :class:`Fields`, so that refusals find their box."""

    issuer_name = SafeCharField(label="Cơ quan ban hành", max_length=200)
    issuer_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = SafeCharField(label="Số, ký hiệu", max_length=60, required=False)
    issued_on = VietDateField(label="Ngày văn bản")
    kind = forms.ChoiceField(label="Loại văn bản", choices=KIND_CHOICES, required=False)
    subject = MultilineField(
        label="Trích yếu nội dung", max_length=500, rows=2, required=False,
        help_text="Văn bản mật được để trống.",
    )  # fmt: skip
    urgency = forms.TypedChoiceField(
        label="Độ khẩn", choices=Urgency.choices, coerce=int, required=False
    )
    secrecy = forms.TypedChoiceField(
        label="Độ mật", choices=Secrecy.choices, coerce=int, required=False
    )
    due_on = VietDateField(label="Hạn xử lý", required=False)
    signer_name = SafeCharField(label="Người ký", max_length=50, required=False)
    signer_title = SafeCharField(label="Chức vụ người ký", max_length=100, required=False)
    pages = forms.IntegerField(label="Số trang", required=False, min_value=1, max_value=999)
    language = SafeCharField(label="Ngôn ngữ", max_length=30, required=False, initial="Tiếng Việt")
    source = forms.ChoiceField(label="Nguồn đến", choices=SOURCES, initial=Source.UPLOAD)
    arrived_at = VietDateTimeField(
        label="Đến lúc", required=False, help_text="Để trống là ngay bây giờ."
    )
    paper_follows = forms.BooleanField(label="Có bản giấy kèm theo", required=False)
    note = SafeCharField(label="Ghi chú", max_length=500, required=False)
    main = ManyFilesField(label="Văn bản chính", required=False, accept=ACCEPT, max_files=3)
    attachments = ManyFilesField(label="Tài liệu kèm theo", required=False, accept=ACCEPT)
    held_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    accept_duplicate = forms.BooleanField(
        label="Đã đối chiếu, vẫn vào sổ văn bản này", required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, arrived: bool = False, **kwargs: Any) -> None:
        """:param arrived: the letter waits already, so how and when it came is known"""
        super().__init__(*args, **kwargs)
        if arrived:
            del self.fields["source"]
            del self.fields["arrived_at"]

    def fields_given(self) -> Fields:
        asked = {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data}
        asked["urgency"], asked["secrecy"] = asked["urgency"] or 0, asked["secrecy"] or 0
        asked["subject"] = " ".join(asked["subject"].split())
        asked["language"] = asked["language"] or "Tiếng Việt"
        return Fields(**asked)


NAMES = [name for name in Fields.__dataclass_fields__ if name != "document_uid"]


class CorrectForm(RegisterForm):
    """Sửa thông tin đăng ký: the same boxes and a reason; files stay as they are."""

    reason = MultilineField(label="Lý do sửa", max_length=500, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, arrived=True, **kwargs)
        for name in ("main", "attachments", "held_id", "accept_duplicate"):
            del self.fields[name]
