"""Which dates are decided, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_weekday
from congvu.core.ui.forms import FilteredChecks
from congvu.counter.dossiers.models import DueDoubt

DECISIONS = [("keep", "Giữ hạn đã hẹn"), ("move", "Đổi sang hạn tính lại")]


class DecideForm(forms.Form):
    dossiers = forms.TypedMultipleChoiceField(
        label="Hồ sơ", coerce=int, widget=FilteredChecks,
        error_messages={"required": "Hãy chọn ít nhất một hồ sơ."},
    )  # fmt: skip
    decision = forms.ChoiceField(
        label="Quyết định", choices=DECISIONS, widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn giữ hay đổi hạn."},
    )  # fmt: skip

    def __init__(self, *args: Any, doubts: Sequence[DueDoubt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].choices = [  # type: ignore[attr-defined]
            (str(one.dossier_id), _told(one)) for one in doubts
        ]


def _told(one: DueDoubt) -> str:
    """``H02.22-261123-0001, Nguyễn Thị Mẫu: hẹn thứ Hai 07/12/2026, tính lại thứ Ba 08/12/2026``."""
    kept, reckoned = (format_weekday(local_date(at)) for at in (one.kept, one.reckoned))
    dossier = one.dossier
    return f"{dossier.code}, {dossier.applicant.name}: hẹn {kept}, tính lại {reckoned}"
