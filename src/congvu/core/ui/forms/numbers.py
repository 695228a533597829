"""Money in đồng, typed and shown with points between thousands."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.money import parse_dong
from congvu.core.kernel.numbers import format_number

LARGEST = 10**15
GROUPED = re.compile(r"-?[0-9]{1,3}( [0-9]{3})+")


class MoneyInput(forms.TextInput):
    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int):
            return format_number(value)
        return None if value is None else str(value)


class MoneyField(forms.Field):
    """Whole đồng as ``int``: ``4.931.396``, ``4931396 đ``, ``150 000``."""

    widget = MoneyInput(attrs={"inputmode": "numeric", "data-money": "", "maxlength": "24"})

    def __init__(self, *, lowest: int = 0, highest: int = LARGEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        text = str(value).strip()[:40].replace("\u00a0", " ")
        if GROUPED.match(text):
            text = GROUPED.sub(lambda found: found[0].replace(" ", "."), text)
        try:
            return parse_dong(text)
        except Invalid as refusal:
            raise ValidationError(refusal.message, code="invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.lowest <= value <= self.highest:
            raise ValidationError(
                f"Số tiền phải từ {format_number(self.lowest)} đến {format_number(self.highest)} đồng. "
                "Hãy nhập lại.",
                code="range",
            )
