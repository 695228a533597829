"""What may stand in the address of the search page."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.search.queries import Filters
from congvu.core.search.registry import Facet, indexes
from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import FilterForm

FACET = "loc-"


class SearchForm(FilterForm):
    """The box and its filters; facet fields come from the registered indexes."""

    wide = ("q", "loai")

    q = SafeCharField(
        label="Tìm gì",
        max_length=300,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "aria-describedby": "cach-tim"}
        ),
    )
    loai = forms.ChoiceField(label="Loại")
    coquan = SafeCharField(label="Cơ quan", max_length=100)
    tu = VietDateField(label="Từ ngày")
    den = VietDateField(label="Đến ngày")
    tiep = forms.RegexField(r"[0-9]\.-?[0-9]{1,19}", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(index.kind, index.label) for index in indexes]
        self.fields["loai"].choices = [("", "Tất cả"), *kinds]  # type: ignore[attr-defined]
        for facet in facets():
            self.fields[FACET + facet.name] = forms.ChoiceField(
                label=facet.label,
                choices=[("", "Tất cả"), *facet.values.items()],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        self.range_error("tu", "den")
        return self.cleaned_data

    def filters(self, agency_ids: list[int]) -> Filters:
        """The cleaned filters; ``agency_ids`` are what the typed agency name stands for."""
        data = self.cleaned_data
        chosen = {name.removeprefix(FACET): [data[name]] for name in self.facet_names if data[name]}
        return Filters(
            kinds=[data["loai"]] if data["loai"] else [],
            agency_ids=agency_ids,
            since=data["tu"],
            until=data["den"],
            facets=chosen,
        )

    @property
    def facet_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith(FACET)]

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked at all."""
        return any(value for name, value in self.cleaned_data.items() if name != "tiep")


def facets() -> list[Facet]:
    """The facets of all indexes; those of one name are one filter."""
    found: dict[str, Facet] = {}
    for index in indexes:
        for facet in index.facets:
            known = found.get(facet.name)
            values = {**known.values, **facet.values} if known else facet.values
            found[facet.name] = Facet(facet.name, known.label if known else facet.label, values)
    return list(found.values())
