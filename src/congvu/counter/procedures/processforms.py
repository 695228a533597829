"""Shape of the input of the pages of internal processes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.choices import UnitKind
from congvu.core.organisation.queries import agencies_on, members, posts_of, unit_names
from congvu.core.ui.forms import FilteredChecks, FilteredRadios, SafeCharField, VietDateField
from congvu.counter.procedures.choices import PRECONDITIONS, MoveBy, StepHolder, StepKind
from congvu.counter.procedures.models import InternalProcess
from congvu.counter.procedures.process import Move, Process, Step
from congvu.counter.procedures.process.shape import END, MOST_HOURS, code_from
from congvu.office.exchange.queries import reachable

NOBODY = ("", "Không")


def _elsewhere(day: date) -> list[tuple[str, str]]:
    """Agencies of other installations that joint work reaches through the exchange."""
    rows = dict(agencies_on(day).filter(is_member=False).values_list("pk", "name"))
    ways = reachable(list(rows), on=day) if rows else {}
    return [(str(pk), f"{name} (hệ thống khác)") for pk, name in rows.items() if pk in ways]


class StepForm(forms.Form):
    """One row of the table of steps."""

    name = SafeCharField(label="Tên bước", max_length=200)
    kind = forms.ChoiceField(label="Loại bước", choices=StepKind.choices)
    holder = forms.ChoiceField(label="Người thực hiện", choices=StepHolder.choices)
    hours = forms.IntegerField(
        label="Số giờ làm việc", min_value=0, max_value=MOST_HOURS,
        help_text="Một ngày làm việc là 8 giờ.",
    )  # fmt: skip
    group = SafeCharField(
        label="Nhóm song song", max_length=40, required=False,
        help_text="Các bước cùng tên nhóm mở cùng lúc. Bỏ trống: bước riêng.",
    )  # fmt: skip
    lead = forms.BooleanField(label="Chủ trì nhóm", required=False)
    unit_kind = forms.ChoiceField(
        label="Loại đơn vị", choices=[NOBODY, *UnitKind.choices], required=False
    )
    unit_id = forms.TypedChoiceField(
        label="Đơn vị chỉ định", coerce=int, empty_value=None, required=False
    )
    post_id = forms.TypedChoiceField(
        label="Vị trí chỉ định", coerce=int, empty_value=None, required=False
    )
    agency_id = forms.TypedChoiceField(
        label="Cơ quan được hỏi, liên thông", coerce=int, empty_value=None, required=False
    )
    procedure_code = SafeCharField(label="Mã thủ tục liên thông", max_length=40, required=False)

    def __init__(self, *args: Any, process: InternalProcess, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = local_date(now())
        names = [(str(pk), name) for pk, name in members(day).values_list("pk", "name")]
        self.fields["agency_id"].choices = [NOBODY, *names, *_elsewhere(day)]  # type: ignore[attr-defined]
        if process.agency_id is None:
            del self.fields["unit_id"], self.fields["post_id"]
            return
        units = [(str(pk), name) for pk, name in unit_names(process.agency_id, on=day)]
        posts = [
            (str(post.pk), f"{post.title}, {post.unit.name}")
            for post in posts_of(process.agency_id, on=day)
        ]
        self.fields["unit_id"].choices = [NOBODY, *units]  # type: ignore[attr-defined]
        self.fields["post_id"].choices = [NOBODY, *posts]  # type: ignore[attr-defined]

    def step(self, process: Process, before: Step | None) -> Step:
        given = dict(self.cleaned_data)
        code = before.code if before else code_from(given["name"], set(process.by_code))
        return Step(code=code, moves=before.moves if before else (), **given)


class MoveForm(forms.Form):
    """One way on from a step."""

    name = SafeCharField(label="Tên thao tác", max_length=200)
    target = forms.ChoiceField(label="Chuyển tới", required=False, widget=FilteredRadios)
    who = forms.ChoiceField(label="Ai làm", choices=MoveBy.choices, required=False)
    needs = forms.MultipleChoiceField(
        label="Điều kiện", choices=list(PRECONDITIONS.items()), required=False,
        widget=FilteredChecks,
    )  # fmt: skip

    def __init__(self, *args: Any, steps: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            *((step.code, step.name) for step in steps.steps),
            (END, "Kết thúc"),
        ]

    def move(self, step: Step, before: Move | None) -> Move:
        given = self.cleaned_data
        taken = {one.code for one in step.moves}
        code = before.code if before else code_from(given["name"], taken)
        return Move(code, given["name"], given["target"], given["who"], tuple(given["needs"]))


class BeginForm(forms.Form):
    """For whom the process is."""

    agency_id = forms.TypedChoiceField(
        label="Quy trình của", coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency_id"].choices = agencies  # type: ignore[attr-defined]


class ProcessPublishForm(forms.Form):
    valid_from = VietDateField(label="Hiệu lực từ ngày")


class ProcessCopyForm(BeginForm):
    procedure_code = SafeCharField(label="Chép sang thủ tục", max_length=60)
    field_order = ("procedure_code", "agency_id")


class ProcessWithdrawForm(forms.Form):
    reason = SafeCharField(label="Lý do", max_length=500)
