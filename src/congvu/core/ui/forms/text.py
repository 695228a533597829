"""Text as people type it, cleaned by the kernel's one rule (NFC, no invisible characters)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import clean_line, clean_text


class SafeCharField(forms.CharField):
    """One line of text; ``max_length`` is 250 characters unless told otherwise."""

    cleaner: Callable[..., str] = staticmethod(clean_line)

    def __init__(self, *, max_length: int = 250, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.limit = max_length

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = self.cleaner(value, self.limit)
            except Invalid as refusal:
                raise ValidationError(refusal.message, code="text") from None
        return super().to_python(value)


class MultilineField(SafeCharField):
    """Several lines in a box that grows while one types."""

    cleaner = staticmethod(clean_text)

    def __init__(self, *, max_length: int = 4000, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-autosize": ""}))
        super().__init__(max_length=max_length, **kwargs)
