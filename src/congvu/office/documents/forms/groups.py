"""Input of a list of places (danh sách nơi nhận)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from congvu.core.kernel.actor import Actor
from congvu.core.organisation.queries import members
from congvu.core.ui.forms import FilteredChecks, SafeCharField
from congvu.office.documents.models import RecipientGroup


class GroupForm(forms.Form):
    """``group`` is the list being changed; its agencies stay choosable whatever they became."""

    name = SafeCharField(label="Tên danh sách", max_length=100)
    agency_ids = forms.TypedMultipleChoiceField(
        label="Các cơ quan", coerce=int, widget=FilteredChecks
    )

    def __init__(
        self, *args: Any, actor: Actor, today: date, group: RecipientGroup | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = members(today).exclude(pk=actor.agency_id or 0).values_list("pk", "name")
        choices = dict(rows)
        if group is not None:
            own = {agency.pk: agency.name for agency in group.members.all()}
            self.initial = {**self.initial, "name": group.name, "agency_ids": list(own)}
            choices |= own
        self.fields["agency_ids"].choices = list(choices.items())  # type: ignore[attr-defined]
