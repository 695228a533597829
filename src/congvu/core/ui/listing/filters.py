"""Filter bars are forms, so that no parameter reaches a query unread."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class FilterForm(forms.Form):
    """Base of a list's filter bar: every field is optional, no ``id`` clashes with the page.

    Declare fields with ``SafeCharField``, ``VietDateField``, ``ChoiceField`` …; ``wide`` names
    those kept in sight, the rest folds into “Thêm điều kiện”.
    """

    wide: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "loc-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    @property
    def in_sight(self) -> list[forms.BoundField]:
        return [field for field in self if not self.wide or field.name in self.wide]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self if self.wide and field.name not in self.wide]

    @property
    def folded_active(self) -> int:
        """How many of the folded conditions are set."""
        return sum(1 for field in self.folded if self.data.get(field.html_name))

    def range_error(self, start: str, end: str) -> None:
        """Call from ``clean``: the day named ``start`` may not be after the one named ``end``."""
        first, last = self.cleaned_data.get(start), self.cleaned_data.get(end)
        if first and last and first > last:
            self.add_error(end, ValidationError("Ngày cuối phải từ ngày đầu trở đi. Hãy nhập lại."))
