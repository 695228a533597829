"""The filter bar of the list of dossiers."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm
from congvu.counter.dossiers.choices import FINAL, Channel, State
from congvu.counter.dossiers.queries import Filters

TAB_STATES: dict[str, tuple[str, ...]] = {
    "cho-tiep-nhan": (State.NEW,),
    "da-tiep-nhan": (State.ACCEPTED,),
    "dang-xu-ly": (State.PROCESSING,),
    "cho-bo-sung": (State.SUPPLEMENT,),
    "cho-nop-phi": (State.PAYMENT,),
    "cho-tra": (State.FINISHED,),
    "da-xong": FINAL,
}
"""``?tt=`` of the list to the states it shows."""


class DossierFilter(FilterForm):
    wide = ("q", "tu", "den")

    q = SafeCharField(label="Mã hồ sơ, họ tên, số định danh, điện thoại", max_length=200)
    tu = VietDateField(label="Nộp từ ngày")
    den = VietDateField(label="đến ngày")
    kenh = forms.ChoiceField(
        label="Kênh nộp", choices=[("", "Tất cả"), *((str(v), n) for v, n in Channel.choices)]
    )
    cua = forms.ChoiceField(label="Người thụ lý", choices=[("", "Tất cả"), ("1", "Của tôi")])
    han = forms.ChoiceField(
        label="Hạn trả", choices=[("", "Tất cả"), ("qua", "Quá hạn"), ("sap", "Sắp đến hạn")]
    )
    tt = forms.ChoiceField(
        choices=[("", ""), *((key, key) for key in TAB_STATES)], widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data

    def filters(self) -> Filters:
        asked = self.cleaned_data
        return Filters(
            q=asked["q"], states=TAB_STATES.get(asked["tt"], ()),
            channel=int(asked["kenh"]) if asked["kenh"] else None, mine=asked["cua"] == "1",
            overdue=asked["han"] == "qua", near=asked["han"] == "sap", filed_from=asked["tu"],
            filed_to=asked["den"],
        )  # fmt: skip
