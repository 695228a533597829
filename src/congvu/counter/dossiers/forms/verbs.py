"""Input of the verbs on a dossier: shape only, the doors decide."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import people_of, unit_names
from congvu.core.ui.forms import FilteredChecks, FilteredRadios, ManyFilesField, MultilineField
from congvu.core.ui.forms import SafeCharField as Line
from congvu.counter.dossiers.choices import Outcome, Way
from congvu.counter.dossiers.scene import Scene

ACCEPT = ".pdf,.docx,.odt,.png,.jpg,.jpeg"
PICTURES = ".png,.jpg,.jpeg,.pdf"


class VerbForm(forms.Form):
    """Base: every verb carries the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scene = scene


def words(name: str, label: str, *, required: bool = True) -> type[VerbForm]:
    """A form that asks for one text under this label."""
    box = MultilineField(label=label, max_length=2000, rows=3, required=required)
    return type("OneTextForm", (VerbForm,), {name: box})


class AcceptForm(VerbForm):
    days = forms.IntegerField(
        label="Số ngày làm việc", required=False, min_value=0, max_value=365,
        help_text="Chỉ nhập khi thủ tục không có thời hạn đọc được.",
    )  # fmt: skip


class SupplementForm(VerbForm):
    wrong = forms.TypedMultipleChoiceField(
        label="Giấy tờ chưa đạt, còn thiếu", coerce=int, required=False, widget=FilteredChecks
    )
    points = MultilineField(
        label="Các điểm khác", max_length=4000, rows=4, required=False,
        help_text="Mỗi dòng một điểm. Nêu đủ trong một lần: từ lần hai hồ sơ bị tính quá hạn.",
    )  # fmt: skip
    reason = MultilineField(label="Lý do", max_length=2000, rows=2)
    leader_reason = MultilineField(
        label="Lý do yêu cầu thêm lần nữa", max_length=2000, rows=2, required=False
    )
    contact = Line(label="Người liên hệ, điện thoại", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wrong"].choices = [  # type: ignore[attr-defined]
            (str(paper.pk), paper.name) for paper in self.scene.papers
        ]
        for paper in self.scene.papers:
            name = f"anh_{paper.pk}"
            self.fields[name] = ManyFilesField(
                label=f"Ảnh chỉ chỗ chưa đạt: {paper.name[:120]}", required=False, accept=PICTURES,
                max_files=3,
            )  # fmt: skip
        if not self.scene.supplements:
            del self.fields["leader_reason"]


class SupplyForm(VerbForm):
    provided = forms.TypedMultipleChoiceField(
        label="Giấy tờ nhận thêm", coerce=int, required=False, widget=FilteredChecks
    )
    remark = MultilineField(label="Nội dung bổ sung", max_length=2000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provided"].choices = [  # type: ignore[attr-defined]
            (str(paper.position), paper.name) for paper in self.scene.papers
        ]


class HandForm(VerbForm):
    """Units and people of the agency; values are ``u5`` and ``p7``."""

    to = forms.ChoiceField(label="Giao cho", widget=FilteredRadios)
    remark = MultilineField(label="Lời dặn", max_length=2000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency_id, at = self.scene.dossier.agency_id, self.scene.at
        units = unit_names(agency_id, on=local_date(at))
        people = people_of(at=at, agency_id=agency_id)
        rows = people.values_list("post_id", "user__full_name", "post__title", "unit__name")
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("Đơn vị", [(f"u{pk}", name) for pk, name in units]),
            (
                "Người",
                [(f"p{post}", f"{name} ({title}, {unit})") for post, name, title, unit in rows],
            ),
        ]

    def target(self) -> dict[str, int]:
        picked = self.cleaned_data["to"]
        return {"unit_id" if picked[0] == "u" else "post_id": int(picked[1:])}


class ExtendForm(VerbForm):
    days = forms.IntegerField(label="Thêm bao nhiêu ngày", min_value=1, max_value=365)
    reason = MultilineField(label="Lý do", max_length=2000, rows=3)


class ProposeForm(VerbForm):
    outcome = forms.ChoiceField(label="Kết luận", choices=Outcome.choices)
    name = Line(label="Tên kết quả", max_length=500)
    code = Line(label="Số, ký hiệu", max_length=60, required=False)
    reason = MultilineField(
        label="Lý do không đủ điều kiện", max_length=2000, rows=2, required=False
    )
    papers = ManyFilesField(label="Tệp kết quả", required=False, accept=ACCEPT, max_files=10)


class ReturnForm(VerbForm):
    way = forms.ChoiceField(label="Trả qua", choices=Way.choices)
    to_name = Line(label="Người nhận", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].initial = self.scene.dossier.result_way
        self.fields["to_name"].initial = self.scene.dossier.applicant.name
