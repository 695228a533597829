"""Input of a secret outgoing letter: a line of the register, never a word of content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import units_of
from congvu.core.ui.forms import SafeCharField
from congvu.office.documents.actions.outgoing import Fields, Signed
from congvu.office.documents.choices import CLASSIFIED, Direction, Secrecy, Urgency
from congvu.office.documents.forms.drafting import KIND_CHOICES
from congvu.office.documents.forms.places import PlacesForm
from congvu.office.documents.queries import registers

SECRECIES = [(value, label) for value, label in Secrecy.choices if value != Secrecy.NORMAL]


class SecretForm(PlacesForm):
    """Field names are those of the door's ``Fields``; there is no box for content or files."""

    secrecy = forms.TypedChoiceField(
        label="Độ mật", choices=SECRECIES, coerce=int, widget=forms.RadioSelect,
        initial=Secrecy.SECRET,
    )  # fmt: skip
    kind = forms.ChoiceField(label="Loại văn bản", choices=KIND_CHOICES, initial="cong_van")
    urgency = forms.TypedChoiceField(
        label="Độ khẩn", choices=Urgency.choices, coerce=int, required=False
    )
    unit_id = forms.TypedChoiceField(label="Đơn vị soạn thảo", coerce=int)
    subject = SafeCharField(
        label="Trích yếu", max_length=500, required=False,
        help_text="Chỉ ghi khi trích yếu không lộ nội dung mật; nếu không, hãy để trống.",
    )  # fmt: skip
    signer_name = SafeCharField(label="Người ký", max_length=100)
    signer_title = SafeCharField(label="Chức vụ người ký", max_length=150, required=False)
    pages = forms.IntegerField(label="Số trang", min_value=1, max_value=999, required=False)
    copies = forms.IntegerField(label="Số bản", min_value=1, max_value=999, initial=1)
    held_id = forms.TypedChoiceField(
        label="Số cấp", coerce=int, required=False, empty_value=None, widget=forms.Select
    )
    note = SafeCharField(label="Ghi chú", max_length=500, required=False)

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, at=at, **kwargs)
        units = units_of(actor.agency_id or 0, on=local_date(at)).values_list("pk", "name")
        self._choices("unit_id", [(str(pk), name) for pk, name in units])
        self.fields["unit_id"].initial = str(actor.unit_id or "")
        rows = registers.held(actor, direction=Direction.OUT, series=CLASSIFIED)[:20]
        held = [(str(row.pk), f"{row.value:02} ({row.reason})") for row in rows]
        if held:
            self._choices("held_id", [("", "Số tiếp theo của sổ mật"), *held])
        else:
            del self.fields["held_id"]

    def arguments(self) -> dict[str, Any]:
        """The arguments of ``record_secret``."""
        asked = self.cleaned_data
        fields = Fields(
            kind=asked["kind"], subject=asked["subject"], secrecy=asked["secrecy"],
            urgency=asked["urgency"] or 0, pages=asked["pages"], copies=asked["copies"],
            places=self.places(), note=asked["note"],
        )  # fmt: skip
        return {
            "unit_id": asked["unit_id"],
            "fields": fields,
            "signed": Signed(asked["signer_name"], asked["signer_title"]),
            "held_id": asked.get("held_id"),
        }
