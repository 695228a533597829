"""The filter bar of incoming letters."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.kernel.documentkinds import KINDS
from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm
from congvu.office.documents.choices import IncomingState, Urgency
from congvu.office.documents.queries.incoming import Filters

TAB_STATES: dict[str, tuple[str, ...]] = {
    "cho-vao-so": (IncomingState.ARRIVED,),
    "cho-trinh": (IncomingState.REGISTERED,),
    "cho-but-phe": (IncomingState.PRESENTED,),
    "cho-phan-cong": (IncomingState.DIRECTED,),
    "dang-xu-ly": (IncomingState.PROCESSING,),
    "thu-hoi": (IncomingState.FROZEN, IncomingState.RECALLED),
    "hoan-thanh": (IncomingState.DONE,),
    "tu-choi": (IncomingState.REFUSED,),
}
"""``?tt=`` of the list to the states it shows."""

URGENCIES = [("", "Tất cả"), *((str(value), label) for value, label in Urgency.choices if value)]
KIND_CHOICES = [
    ("", "Tất cả"),
    *((kind.code, kind.name) for kind in KINDS if kind.valid_to is None and kind.group != "copy"),
]
TICKS = [("", "Tất cả"), ("1", "Chỉ văn bản quá hạn")]
MINE = [("", "Tất cả"), ("1", "Chờ tôi xử lý"), ("2", "Tôi theo dõi")]


class IncomingFilter(FilterForm):
    """``units`` are the agency's units as choices, asked for by the view."""

    wide = ("q", "tu", "den", "khan")

    q = SafeCharField(label="Trích yếu, số ký hiệu, cơ quan", max_length=200)
    tu = VietDateField(label="Ngày đến từ")
    den = VietDateField(label="đến ngày")
    khan = forms.ChoiceField(label="Độ khẩn từ", choices=URGENCIES)
    qh = forms.ChoiceField(label="Hạn xử lý", choices=TICKS)
    cua = forms.ChoiceField(label="Việc của tôi", choices=MINE)
    dv = forms.ChoiceField(label="Đơn vị đang giữ")
    loai = forms.ChoiceField(label="Loại văn bản", choices=KIND_CHOICES)
    bhtu = VietDateField(label="Ngày văn bản từ")
    bhden = VietDateField(label="đến ngày")
    tt = forms.ChoiceField(
        choices=[("", ""), *((key, key) for key in TAB_STATES)], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dv"].choices = [("", "Tất cả"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        self.range_error("bhtu", "bhden")
        return self.cleaned_data

    def filters(self) -> Filters:
        """The conditions but for the words, which the search index answers."""
        asked = self.cleaned_data
        return Filters(
            states=TAB_STATES.get(asked["tt"], ()),
            urgency_from=int(asked["khan"] or 0),
            arrived_from=asked["tu"],
            arrived_to=asked["den"],
            issued_from=asked["bhtu"],
            issued_to=asked["bhden"],
            kind=asked["loai"],
            holder_unit_id=int(asked["dv"]) if asked["dv"] else None,
            overdue=bool(asked["qh"]),
            mine=asked["cua"] == "1",
            watched=asked["cua"] == "2",
        )
