"""Input of the moves of a process and of questions to other agencies: shape only."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import members, people_of, unit_names
from congvu.core.ui.forms import FilteredChecks, FilteredRadios, MultilineField, SafeCharField
from congvu.counter.dossiers.actions import Seat
from congvu.counter.dossiers.choices import Way
from congvu.counter.dossiers.forms.verbs import VerbForm
from congvu.counter.dossiers.queries.steps import Way as WayOn

FREE = ("", "Theo quy trình")


def seat_choices(agency_id: int, at: Any) -> list[Any]:
    """Units and people of the agency; values are ``u5`` and ``p7``."""
    units = unit_names(agency_id, on=local_date(at))
    people = people_of(at=at, agency_id=agency_id)
    rows = people.values_list("post_id", "user__full_name", "post__title", "unit__name")
    return [
        FREE,
        ("Đơn vị", [(f"u{pk}", name) for pk, name in units]),
        ("Người", [(f"p{post}", f"{name} ({title}, {unit})") for post, name, title, unit in rows]),
    ]


def seat_of(picked: str) -> Seat | None:
    if not picked:
        return None
    number = int(picked[1:])
    return Seat(unit_id=number) if picked[0] == "u" else Seat(post_id=number)


class MoveForm(VerbForm):
    """Which move of which open step; for each step that may open and whose place is free, whom."""

    move = forms.ChoiceField(label="Thao tác", widget=forms.RadioSelect)
    remark = MultilineField(
        label="Ý kiến; lý do khi trả lại", max_length=2000, rows=2, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways: list[WayOn] = self.scene.ways
        self.fields["move"].choices = [(one.key, one.label) for one in self.ways]  # type: ignore[attr-defined]
        free = {code: name for one in self.ways for code, name in one.free}
        choices = seat_choices(self.scene.dossier.agency_id, self.scene.at) if free else []
        for code, name in free.items():
            self.fields[f"to_{code}"] = forms.ChoiceField(
                label=f"Ai làm bước “{name}”", choices=choices, required=False
            )
        if any(one.ends for one in self.ways):
            self.fields["way"] = forms.ChoiceField(
                label="Trả kết quả qua", choices=Way.choices, required=False,
                initial=self.scene.dossier.result_way,
            )  # fmt: skip
            self.fields["to_name"] = SafeCharField(
                label="Người nhận", max_length=200, required=False,
                initial=self.scene.dossier.applicant.name,
            )  # fmt: skip

    def given(self) -> dict[str, Any]:
        asked = self.cleaned_data
        step, _, move = asked["move"].partition(":")
        seats = {
            name.removeprefix("to_"): seat
            for name, picked in asked.items()
            if name.startswith("to_") and name != "to_name" and (seat := seat_of(picked))
        }
        return {
            "step": step, "move": move, "remark": asked["remark"], "seats": seats,
            "way": asked.get("way", ""), "to_name": asked.get("to_name", ""),
        }  # fmt: skip


class SeatForm(VerbForm):
    step = forms.ChoiceField(label="Bước", widget=forms.RadioSelect)
    to = forms.ChoiceField(label="Giao cho", widget=FilteredRadios)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.code, row.name) for row in self.scene.open_steps]
        self.fields["step"].choices = rows  # type: ignore[attr-defined]
        places = seat_choices(self.scene.dossier.agency_id, self.scene.at)[1:]
        self.fields["to"].choices = places  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        seat = seat_of(self.cleaned_data["to"])
        return {"step": self.cleaned_data["step"], "seat": seat}


class ConsultForm(VerbForm):
    agency = forms.TypedChoiceField(label="Cơ quan được hỏi", coerce=int, widget=FilteredRadios)
    question = MultilineField(label="Nội dung xin ý kiến", max_length=2000, rows=3)
    days = forms.IntegerField(label="Hạn trả lời (ngày làm việc)", min_value=1, max_value=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = members(local_date(self.scene.at)).exclude(pk=self.scene.dossier.agency_id)
        names = list(rows.values_list("pk", "name"))
        self.fields["agency"].choices = names  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = MultilineField(label="Ý kiến của cơ quan", max_length=2000, rows=4)


class BatchForm(forms.Form):
    """Open steps, ticked, and one move for all of them."""

    steps = forms.TypedMultipleChoiceField(
        label="Bước", coerce=int, widget=FilteredChecks,
        error_messages={"required": "Hãy chọn ít nhất một hồ sơ."},
    )  # fmt: skip
    move = forms.ChoiceField(label="Thao tác cho các hồ sơ đã chọn")
    remark = SafeCharField(label="Ý kiến", max_length=500, required=False)

    def __init__(
        self, *args: Any, steps: list[tuple[int, str]], moves: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"].choices = steps  # type: ignore[attr-defined]
        self.fields["move"].choices = moves  # type: ignore[attr-defined]
