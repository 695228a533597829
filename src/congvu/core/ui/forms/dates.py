"""Dates typed as ``dd/mm/yyyy``: a browser's own date box follows the browser's language."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from congvu.core.kernel.dates import parse_date
from congvu.core.kernel.errors import Invalid

FORMAT = "%d/%m/%Y"
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
BAD_TIME = "Ngày giờ chưa đúng. Hãy nhập theo dạng ngày/tháng/năm giờ:phút, ví dụ 05/11/2026 14:30."
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:hg]([0-5][0-9])")
DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


def parse_day(text: str) -> date:
    """``05/11/2026``, and the short ways of typing it: ``5-11-2026``, ``05.11.2026``, ``05112026``.

    :raises Invalid: anything else
    """
    text = DIGITS.sub(r"\1/\2/\3", text.strip()[:40])
    return parse_date(text.replace("-", "/").replace(".", "/"))


class DateInput(forms.DateInput):
    """A text box that ``dates.js`` gives a mask and a calendar button."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {
            "data-date": "",
            "inputmode": "numeric",
            "placeholder": "ngày/tháng/năm",
            "autocomplete": "off",
            "maxlength": "10",
        }
        super().__init__(attrs={**base, **(attrs or {})}, format=FORMAT)


class VietDateField(forms.DateField):
    """A day as ``date``; ``earliest`` and ``latest`` bound it, both included."""

    widget = DateInput

    def __init__(self, *, earliest: date = FIRST, latest: date = LAST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            value = value.date()
        try:
            day = value if isinstance(value, date) else parse_day(str(value))
        except Invalid as refusal:
            raise ValidationError(refusal.message, code="invalid") from None
        if not self.earliest <= day <= self.latest:
            raise ValidationError(
                f"Ngày phải từ {self.earliest:{FORMAT}} đến {self.latest:{FORMAT}}. Hãy nhập lại.",
                code="range",
            )
        return day


class VietDateTimeField(forms.DateTimeField):
    """A moment in the installation's time zone, typed ``dd/mm/yyyy HH:MM``; aware ``datetime``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateTimeInput(
                attrs={
                    "data-datetime": "",
                    "inputmode": "numeric",
                    "placeholder": "ngày/tháng/năm giờ:phút",
                    "autocomplete": "off",
                    "maxlength": "16",
                },
                format="%d/%m/%Y %H:%M",
            ),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value if timezone.is_aware(value) else timezone.make_aware(value)
        head, _, tail = str(value).strip().partition(" ")
        clock = CLOCK.fullmatch(tail.strip() or "0:00")
        try:
            day = parse_day(head)
        except Invalid:
            raise ValidationError(BAD_TIME, code="invalid") from None
        if clock is None or not FIRST <= day <= LAST:
            raise ValidationError(BAD_TIME, code="invalid")
        return timezone.make_aware(datetime.combine(day, time(int(clock[1]), int(clock[2]))))
