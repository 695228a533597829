"""Shape of the input of the catalogue's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.organisation.queries import members
from congvu.core.ui.forms import (
    FilteredChecks,
    MultilineField,
    OneFileField,
    SafeCharField,
    VietDateField,
)
from congvu.core.ui.listing import FilterForm
from congvu.counter.procedures import queries
from congvu.counter.procedures.actions.versions import key_of
from congvu.counter.procedures.choices import Authority, Channel, ServiceLevel
from congvu.counter.procedures.limits import read

ALL = ("", "Tất cả")
MOST_CODES = 500


class PublicFilter(FilterForm):
    q = SafeCharField(label="Tên thủ tục hoặc mã")
    lv: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=None, empty_label="Tất cả"
    )
    cap = forms.ChoiceField(label="Cấp thực hiện", choices=[ALL, *Authority.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lv"].queryset = queries.fields_on(queries.today())  # type: ignore[attr-defined]


class CatalogueFilter(PublicFilter):
    wide = ("q", "lv", "cap")
    cq: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Cơ quan", queryset=None, empty_label="Tất cả"
    )
    md = forms.ChoiceField(label="Mức độ dịch vụ", choices=[ALL, *ServiceLevel.choices])
    ngay = VietDateField(label="Có hiệu lực vào ngày")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cq"].queryset = members(queries.today())  # type: ignore[attr-defined]


class DayForm(forms.Form):
    ngay = VietDateField(label="Vào ngày", required=False)


class OfferForm(forms.Form):
    """Many procedures of many agencies at once."""

    codes = MultilineField(
        label="Mã thủ tục", max_length=20_000, rows=4,
        help_text="Mỗi dòng một mã, hoặc cách nhau bằng dấu phẩy; tối đa 500 mã.",
    )  # fmt: skip
    agencies: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label="Cơ quan thực hiện", queryset=None, widget=FilteredChecks
    )
    service_level = forms.ChoiceField(
        label="Mức độ dịch vụ", choices=ServiceLevel.choices, initial=ServiceLevel.FULL
    )
    reason = MultilineField(
        label="Lý do chưa toàn trình", max_length=2000, rows=2, required=False,
        help_text="Bắt buộc với dịch vụ một phần từ 01/7/2026; công khai cho người dân.",
    )  # fmt: skip
    limit = SafeCharField(
        label="Thời hạn rút ngắn", max_length=300, required=False,
        help_text="Ví dụ: 10 ngày làm việc. Bỏ trống là theo quy định của thủ tục.",
    )  # fmt: skip
    receiving_place = SafeCharField(label="Nơi tiếp nhận", max_length=300, required=False)
    on_the_spot = forms.BooleanField(label="Giải quyết ngay khi tiếp nhận", required=False)
    valid_from = VietDateField(label="Thực hiện từ ngày")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        words = self.cleaned_data["codes"].replace(",", "\n").replace(";", "\n").split("\n")
        codes = list(dict.fromkeys(word.strip() for word in words if word.strip()))
        if len(codes) > MOST_CODES:
            raise forms.ValidationError("Mỗi lần tối đa 500 mã. Hãy chia làm nhiều lần.")
        return [key_of(code)[0] for code in codes]

    def clean_limit(self) -> Any:
        reading = read(self.cleaned_data["limit"])
        if reading.state == "unreadable":
            raise forms.ValidationError(
                "Không đọc được thời hạn. Hãy nhập số và đơn vị, ví dụ: 10 ngày làm việc."
            )
        return reading


class ImportForm(forms.Form):
    """A catalogue to look at before it is brought in."""

    catalogue = OneFileField(
        label="Tệp danh mục", accept=".csv,.jsonl,.gz,.xlsx", max_bytes=16 * 1024 * 1024
    )
    valid_from = VietDateField(label="Hiệu lực từ ngày")
    mapping = OneFileField(
        label="Tệp ánh xạ (nếu có)", accept=".json", max_bytes=100_000, required=False,
        help_text="Nói cột nào là phần nào. Tệp có cột lạ mà không kèm ánh xạ thì chọn cột ở bước sau.",
    )  # fmt: skip
    new_fields = forms.BooleanField(label="Thêm lĩnh vực chưa có", required=False)
    skip_refused = forms.BooleanField(label="Bỏ qua dòng không nạp được", required=False)


class RecordForm(forms.Form):
    """A version written by hand; lists have one item a line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    name = MultilineField(label="Tên thủ tục", max_length=2000, rows=2)
    field: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label="Lĩnh vực", queryset=None)
    levels = forms.MultipleChoiceField(
        label="Cấp thực hiện", choices=Authority.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = SafeCharField(label="Loại thủ tục", max_length=200, required=False)
    decision = SafeCharField(label="Quyết định công bố", max_length=200, required=False)
    steps = MultilineField(label="Trình tự thực hiện", max_length=50_000, rows=6)
    ways = forms.TypedMultipleChoiceField(
        label="Cách thức thực hiện", choices=Channel.choices, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    limit = MultilineField(
        label="Thời hạn giải quyết", max_length=5000, rows=2,
        help_text="Ví dụ: 15 ngày làm việc kể từ khi nhận đủ hồ sơ hợp lệ.",
    )  # fmt: skip
    papers = MultilineField(
        label="Thành phần hồ sơ", max_length=50_000, rows=6, help_text="Mỗi dòng một giấy tờ."
    )
    sets = forms.IntegerField(label="Số bộ hồ sơ", min_value=1, max_value=99, required=False)
    objects = MultilineField(label="Đối tượng thực hiện", max_length=5000, rows=2)
    requirements = MultilineField(
        label="Yêu cầu, điều kiện", max_length=50_000, rows=4, required=False
    )
    fee_text = MultilineField(label="Phí, lệ phí", max_length=5000, rows=2, required=False)
    results = MultilineField(
        label="Kết quả", max_length=5000, rows=2, required=False, help_text="Mỗi dòng một kết quả."
    )
    legal_bases = MultilineField(
        label="Căn cứ pháp lý", max_length=50_000, rows=4, required=False,
        help_text="Mỗi dòng một văn bản, số và ký hiệu đứng đầu.",
    )  # fmt: skip
    processing_agency = MultilineField(label="Cơ quan thực hiện", max_length=2000, rows=1)
    competent_agency = MultilineField(
        label="Cơ quan có thẩm quyền", max_length=2000, rows=1, required=False
    )
    cooperating_agency = MultilineField(
        label="Cơ quan phối hợp", max_length=2000, rows=1, required=False
    )
    receiving_place = MultilineField(
        label="Nơi tiếp nhận hồ sơ", max_length=2000, rows=1, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].queryset = queries.fields_on(queries.today())  # type: ignore[attr-defined]

    def clean_limit(self) -> str:
        said: str = self.cleaned_data["limit"]
        if "limit" in self.changed_data and read(said).state == "unreadable":
            raise forms.ValidationError(
                "Không đọc được thời hạn. Hãy nhập số và đơn vị, ví dụ: 15 ngày làm việc."
            )
        return said


class NewRecordForm(RecordForm):
    code = SafeCharField(
        label="Mã thủ tục", max_length=40, help_text="Mã quốc gia dạng 1.009374 hoặc mã của tỉnh."
    )
    field_order = ("code",)


class PublishForm(forms.Form):
    valid_from = VietDateField(label="Hiệu lực từ ngày")
    even_incomplete = forms.BooleanField(
        label="Công bố dù còn thiếu nội dung bắt buộc", required=False
    )


class WithdrawForm(forms.Form):
    last_day = VietDateField(label="Ngày cuối còn hiệu lực")
    reason = SafeCharField(label="Lý do", max_length=500)


class FieldForm(forms.Form):
    code = SafeCharField(
        label="Mã lĩnh vực", max_length=30, help_text="Mã quốc gia, ví dụ G11-LV12."
    )
    name = SafeCharField(label="Tên lĩnh vực", max_length=250)


class RenameFieldForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    name = SafeCharField(label="Tên mới", max_length=250)
    from_day = VietDateField(
        label="Từ ngày", required=True, help_text="Ngày sau hôm nay thì tên tự đổi vào ngày đó."
    )


class CloseFieldForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    last_day = VietDateField(
        label="Ngày cuối còn dùng", required=False, help_text="Bỏ trống để dùng lại lĩnh vực."
    )


class StopForm(forms.Form):
    """Services that agencies take in no more."""

    codes = OfferForm.declared_fields["codes"]
    agencies: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label="Cơ quan", queryset=None, widget=FilteredChecks
    )
    last_day = VietDateField(label="Ngày cuối còn tiếp nhận", required=True)
    reason = SafeCharField(
        label="Lý do", max_length=500, help_text="Công khai trên trang của thủ tục."
    )
    clean_codes = OfferForm.clean_codes

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]


MOST_LAYOUT = 100_000
CHOSEN: tuple[tuple[str, str, str], ...] = (
    ("code", "Mã thủ tục", ""), ("name", "Tên thủ tục", "text"), ("field", "Lĩnh vực", "text"),
    ("limit", "Thời hạn giải quyết", "limit"), ("steps", "Trình tự thực hiện", "text"),
    ("ways", "Cách thức thực hiện", "ways_in_words"),
    ("papers", "Thành phần hồ sơ", "papers_in_lines"), ("sets", "Số bộ hồ sơ", "sets"),
    ("objects", "Đối tượng thực hiện", "text"), ("fee_text", "Phí, lệ phí", "text"),
    ("results", "Kết quả", "results_in_lines"), ("legal_bases", "Căn cứ pháp lý", "bases_in_lines"),
    ("processing_agency", "Cơ quan thực hiện", "text"), ("decision", "Quyết định công bố", "text"),
    ("requirements", "Yêu cầu, điều kiện", "text"),
)  # fmt: skip
"""Parts whose column a person chooses, with the reader that takes it as people write it."""


class ColumnsForm(forms.Form):
    """Which column of an uploaded file is which part."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, headers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Không có trong tệp"), *((one, one) for one in headers)]
        for part, label, _ in CHOSEN:
            needed = part in ("code", "name")
            self.fields[part] = forms.ChoiceField(
                label=label, choices=choices[needed:], required=needed
            )
        self.fields["level"] = forms.ChoiceField(
            label="Cấp thực hiện của mọi dòng", choices=Authority.choices, required=False,
            initial=Authority.PROVINCE,
        )  # fmt: skip
        self.fields["default_field"] = SafeCharField(
            label="Lĩnh vực của dòng không ghi lĩnh vực", max_length=250, required=False
        )

    def layout(self) -> dict[str, Any]:
        """The choice as the JSON of a layout, which ``--mapping`` takes as well."""
        given = self.cleaned_data
        parts: dict[str, Any] = {
            part: {"column": given[part], "reader": reader}
            for part, _, reader in CHOSEN
            if part != "code" and given[part]
        }
        if given["level"]:
            parts["levels"] = {"constant": [given["level"]]}
        return {
            "name": "chosen", "label": "Cột do người nạp chọn", "code": {"column": given["code"]},
            "parts": parts, "default_field": given["default_field"],
        }  # fmt: skip
