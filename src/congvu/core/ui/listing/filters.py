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
        return [field for field in self.visible_fields() if self._is_wide(field.name)]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not self._is_wide(field.name)]

    def _is_wide(self, name: str) -> bool:
        return not self.wide or name in self.wide

    @property
    def blank_key(self) -> str:
        """Names all that the drawn fields depend on while none of them is set: then they are the
        same for everybody who is offered the same choices. Empty when one is set or wrong."""
        visible = {name: field for name, field in self.fields.items() if not field.widget.is_hidden}
        asks = any(isinstance(field, forms.ModelChoiceField) for field in visible.values())
        touched = any(self.add_prefix(name) in self.data for name in visible)
        if asks or touched or not self.is_bound or self.errors:
            return ""
        offered = [(name, _choices(field)) for name, field in visible.items()]
        kind = type(self)
        return repr((kind.__module__, kind.__qualname__, self.auto_id, self.prefix, offered))

    @property
    def folded_active(self) -> int:
        """How many of the folded conditions are set."""
        return sum(1 for field in self.folded if self.data.get(field.html_name))

    def range_error(self, start: str, end: str) -> None:
        """Call from ``clean``: the day named ``start`` may not be after the one named ``end``."""
        first, last = self.cleaned_data.get(start), self.cleaned_data.get(end)
        if first and last and first > last:
            self.add_error(end, ValidationError("Ngày cuối phải từ ngày đầu trở đi. Hãy nhập lại."))


def _choices(field: forms.Field) -> list[tuple[str, str]]:
    choices: Any = getattr(field, "choices", ())
    return [(str(value), str(label)) for value, label in choices]
