"""The filter bar of outgoing letters."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.forms.incoming_filter import KIND_CHOICES
from congvu.office.documents.queries.outgoing import BOXES, Filters

TAB_STATES: dict[str, tuple[str, ...]] = {
    "du-thao": (OutgoingState.DRAFT,),
    "dang-duyet": (
        OutgoingState.UNIT_REVIEW, OutgoingState.OFFICE_CHECK, OutgoingState.APPROVAL,
    ),
    "cho-phat-hanh": (OutgoingState.APPROVED, OutgoingState.NUMBERED),
    "da-phat-hanh": (OutgoingState.ISSUED,),
    "thu-hoi": (OutgoingState.RECALLED, OutgoingState.REPLACED),
    "huy": (OutgoingState.CANCELLED,),
}  # fmt: skip
MINE = [("", "Tất cả"), ("1", "Tôi soạn thảo")]


class OutgoingFilter(FilterForm):
    """``units`` are the agency's units as choices."""

    wide = ("q", "tu", "den", "loai")

    q = SafeCharField(label="Trích yếu hoặc số, ký hiệu", max_length=200)
    tu = VietDateField(label="Ban hành từ ngày")
    den = VietDateField(label="đến ngày")
    loai = forms.ChoiceField(label="Loại văn bản", choices=KIND_CHOICES)
    dv = forms.ChoiceField(label="Đơn vị soạn thảo")
    ky = SafeCharField(label="Người ký", max_length=100)
    cua = forms.ChoiceField(label="Việc của tôi", choices=MINE)
    tt = forms.ChoiceField(
        choices=[("", ""), *((key, key) for key in TAB_STATES)], widget=forms.HiddenInput
    )
    hop = forms.ChoiceField(choices=[("", ""), *BOXES.items()], widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dv"].choices = [("", "Tất cả"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data

    def filters(self) -> Filters:
        asked = self.cleaned_data
        return Filters(
            q=asked["q"], states=TAB_STATES.get(asked["tt"], ()), kind=asked["loai"],
            unit_id=int(asked["dv"]) if asked["dv"] else None, issued_from=asked["tu"],
            issued_to=asked["den"], signer=asked["ky"], mine=asked["cua"] == "1",
        )  # fmt: skip
