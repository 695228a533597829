"""Input at the counter, and of the public look-up: shape only, the doors decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from congvu.core.ui.forms import (
    FilteredChecks,
    ManyFileInput,
    ManyFilesField,
    MultilineField,
    SafeCharField,
    VietDateField,
)
from congvu.core.ui.listing import FilterForm
from congvu.counter.dossiers.actions import Filing, Scan, Who
from congvu.counter.dossiers.choices import ApplicantKind, Channel, Way
from congvu.counter.dossiers.clock import Term

SCANS = ".pdf,image/*"


class ProcedureFilter(FilterForm):
    """Which service somebody came for; ``thu_tuc`` once it is chosen, ``phieu`` the
    ticket with which the person came to the counter."""

    q = SafeCharField(label="Tên hoặc mã thủ tục", max_length=200)
    thu_tuc = SafeCharField(label="Thủ tục", max_length=40)
    phieu = forms.IntegerField(label="Phiếu", min_value=1, max_value=2**63 - 1)


class IntakeForm(forms.Form):
    """What a clerk types; ``papers`` are the procedure's ``(position, name, required)``."""

    kind = forms.TypedChoiceField(
        label="Đối tượng", choices=ApplicantKind.choices, coerce=int, initial=ApplicantKind.PERSON
    )
    name = SafeCharField(label="Họ tên, tên tổ chức", max_length=200)
    identifier = SafeCharField(label="Số định danh, mã số thuế", max_length=20, required=False)
    phone = SafeCharField(label="Điện thoại", max_length=20, required=False)
    address = SafeCharField(label="Địa chỉ", max_length=300, required=False)
    email = SafeCharField(label="Thư điện tử", max_length=254, required=False)
    filer_name = SafeCharField(label="Người nộp thay", max_length=200, required=False)
    filer_identifier = SafeCharField(
        label="Số định danh người nộp thay", max_length=14, required=False
    )
    title = MultilineField(
        label="Nội dung yêu cầu", max_length=500, rows=2, required=False,
        help_text="Để trống là tên thủ tục.",
    )  # fmt: skip
    provided = forms.TypedMultipleChoiceField(
        label="Giấy tờ đã nhận", coerce=int, required=False, widget=FilteredChecks
    )
    sets = forms.IntegerField(label="Số bộ", min_value=1, max_value=99, initial=1)
    channel = forms.TypedChoiceField(
        label="Nhận qua", coerce=int,
        choices=[(Channel.DIRECT, "Trực tiếp tại quầy"), (Channel.POST, "Bưu chính")],
    )  # fmt: skip
    result_way = forms.ChoiceField(label="Nhận kết quả", choices=Way.choices)
    result_address = SafeCharField(label="Địa chỉ nhận kết quả", max_length=300, required=False)
    days = forms.IntegerField(
        label="Số ngày làm việc", required=False, min_value=0, max_value=365,
        help_text="Chỉ nhập khi thủ tục không có thời hạn đọc được.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, papers: Sequence[tuple[int, str, bool]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["provided"]
        box.choices = [  # type: ignore[attr-defined]
            (str(place), name if required else f"{name} (nếu có)")
            for place, name, required in papers
        ]
        self.scans = {f"quet_{place}": place for place, _, _ in papers}
        for place, name, _ in papers:
            self.fields[f"quet_{place}"] = ManyFilesField(
                label=f"Bản quét: {name[:120]}", required=False,
                widget=ManyFileInput(attrs={"accept": SCANS, "capture": "environment"}),
            )  # fmt: skip
        box.initial = [str(place) for place, _, required in papers if required]

    def scan_boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.scans]

    def uploads(self) -> list[tuple[int, UploadedFile[Any]]]:
        """What was scanned or photographed, with the position of its paper."""
        return [
            (place, one) for name, place in self.scans.items() for one in self.cleaned_data[name]
        ]

    def filing(self, procedure_code: str, scans: Sequence[Scan] = ()) -> Filing:
        asked = self.cleaned_data
        who = Who(
            asked["name"], asked["kind"], asked["identifier"], asked["address"], asked["phone"],
            asked["email"],
        )  # fmt: skip
        return Filing(
            procedure_code, who, title=" ".join(asked["title"].split()),
            filer_name=asked["filer_name"], filer_identifier=asked["filer_identifier"],
            sets=asked["sets"], result_way=asked["result_way"],
            result_address=asked["result_address"], scans=scans,
            provided=frozenset(asked["provided"]) | {one.position for one in scans},
            term=Term(asked["days"]) if asked["days"] is not None else None,
        )  # fmt: skip


class SpanFilter(FilterForm):
    """The days of a printed register."""

    tu = VietDateField(label="Tiếp nhận từ ngày")
    den = VietDateField(label="đến ngày")

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data


class LookupForm(forms.Form):
    code = SafeCharField(
        label="Mã hồ sơ",
        max_length=60,
        help_text="In trên giấy tiếp nhận, ví dụ H02.15-261123-0001.",
    )
    digits = SafeCharField(
        label="Bốn số cuối của điện thoại hoặc số định danh", max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
