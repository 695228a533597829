"""Input of the verbs on a dossier: shape only, the doors decide."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import people_of, unit_names
from congvu.core.ui.forms import FilteredChecks, FilteredRadios, ManyFilesField, MultilineField
from congvu.core.ui.forms import SafeCharField as Line
from congvu.counter.dossiers import prints
from congvu.counter.dossiers.actions import filled, template_for
from congvu.counter.dossiers.choices import Making, Outcome, Way
from congvu.counter.dossiers.scene import Scene
from congvu.office.signing.queries import own_keys, seal_keys

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
        self.fields["points"].initial = "\n".join(self.scene.asked_elsewhere)
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


class PinForm(VerbForm):
    """A key and its PIN. The name holds ``code``, so that no error page ever repeats it."""

    key_id = forms.TypedChoiceField(label="Khóa ký", coerce=int, widget=forms.Select)
    pin_code = forms.CharField(
        label="Mã PIN", max_length=64, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Chỉ dùng cho lần ký này, không được lưu lại.",
    )  # fmt: skip

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        keys = self.keys()
        self.fields["key_id"].choices = [(key.pk, key.label) for key in keys]  # type: ignore[attr-defined]
        if not keys:
            self.fields[
                "key_id"
            ].help_text = "Chưa có khóa ký nào dùng được. Hãy đăng ký ở mục Ký số."

    def keys(self) -> list[Any]:
        return own_keys(self.scene.actor, usable=True)

    def seal(self) -> dict[str, Any]:
        return {
            "key_id": self.cleaned_data["key_id"], "pin": self.cleaned_data["pin_code"],
            "version": self.cleaned_data["version"],
        }  # fmt: skip


class SignForm(PinForm):
    """The leader's own key."""


class SealForm(PinForm):
    """The key of the agency."""

    def keys(self) -> list[Any]:
        return seal_keys(self.scene.actor)


class SealFormForm(SealForm):
    number = forms.TypedChoiceField(label="Biểu mẫu", coerce=int, widget=forms.RadioSelect)
    field_order = ("number",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = prints.available(self.scene.dossier)
        self.fields["number"].choices = found  # type: ignore[attr-defined]
        self.fields["number"].initial = found[0][0] if found else None


HEADING = "Tên loại in trên kết quả"
NOTATION = "Ký hiệu sau số"
BODY = "Nội dung kết quả"


class ProposeForm(VerbForm):
    outcome = forms.ChoiceField(label="Kết luận", choices=Outcome.choices)
    name = Line(label="Tên kết quả", max_length=500)
    reason = MultilineField(
        label="Lý do không đủ điều kiện", max_length=2000, rows=2, required=False
    )
    making = forms.ChoiceField(
        label="Cách ký", choices=Making.choices, widget=forms.RadioSelect, initial=Making.TEMPLATE,
        required=False,
    )  # fmt: skip
    heading = Line(label=HEADING, max_length=200, required=False)
    notation = Line(label=NOTATION, max_length=30, required=False)
    body = MultilineField(
        label=BODY, max_length=20_000, rows=8, required=False,
        help_text="Điền sẵn từ mẫu; chỉ in khi ký số bản lập từ mẫu.",
    )  # fmt: skip
    code = Line(
        label="Số, ký hiệu", max_length=60, required=False,
        help_text="Chỉ nhập khi ký giấy; kết quả ký số được cấp số trong sổ kết quả.",
    )  # fmt: skip
    papers = ManyFilesField(label="Tệp kết quả", required=False, accept=ACCEPT, max_files=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model, before = template_for(self.scene.dossier), self.scene.result
        for name in ("heading", "notation"):
            said = getattr(before, name) if before else ""
            self.fields[name].initial = said or getattr(model, name)
        text = before.body if before else ""
        self.fields["body"].initial = text or filled(model.body, self.scene.dossier)


class FinishForm(VerbForm):
    """Approval, and the signature at once where the leader has a key."""

    remark = MultilineField(label="Ý kiến", max_length=2000, rows=3, required=False)
    key_id = forms.TypedChoiceField(
        label="Khóa ký", coerce=int, required=False, empty_value=None, widget=forms.Select
    )
    pin_code = forms.CharField(
        label="Mã PIN", max_length=64, strip=False, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Nhập để ký số ngay; để trống nếu ký sau.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = own_keys(self.scene.actor, usable=True) if self.scene.abilities["sign"] else []
        self.fields["key_id"].choices = [(key.pk, key.label) for key in keys]  # type: ignore[attr-defined]
        if not keys:
            del self.fields["key_id"], self.fields["pin_code"]


class ReissueForm(VerbForm):
    name = Line(label="Tên kết quả", max_length=500)
    heading = Line(label=HEADING, max_length=200)
    notation = Line(label=NOTATION, max_length=30)
    body = MultilineField(label=BODY, max_length=20_000, rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model, before = template_for(self.scene.dossier), self.scene.result
        for name in ("name", "heading", "notation", "body"):
            self.fields[name].initial = getattr(before, name, "") or getattr(model, name, "")


class ReturnForm(VerbForm):
    way = forms.ChoiceField(label="Trả qua", choices=Way.choices)
    to_name = Line(label="Người nhận", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].initial = self.scene.dossier.result_way
        self.fields["to_name"].initial = self.scene.dossier.applicant.name
