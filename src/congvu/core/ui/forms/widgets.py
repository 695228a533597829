"""Pickers for people and units: a plain list of boxes, with a filter line when it is long."""

from __future__ import annotations

from typing import Any

from django import forms


class FilteredChecks(forms.CheckboxSelectMultiple):
    """Many of a list; ``choices`` may be grouped (``(group, [(value, label), …])``)."""

    template_name = "ui/widgets/checks.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs=attrs, choices=choices)


class FilteredRadios(forms.RadioSelect):
    """One of a list, in the same dress."""

    template_name = "ui/widgets/checks.html"
