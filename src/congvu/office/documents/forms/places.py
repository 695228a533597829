"""Nơi nhận: whom a letter goes to, to act on it or only to know; shared by the draft and others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.organisation.queries import members, units_of
from congvu.core.ui.forms import FilteredChecks, MultilineField
from congvu.office.documents.actions.outgoing import Place
from congvu.office.documents.choices import Purpose, RecipientKind
from congvu.office.documents.models import Outgoing
from congvu.office.documents.queries.outgoing import groups_of

TO_KNOW = "inform_"
"""Begins the names of the boxes of those who are only to know."""


def _agencies(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=FilteredChecks)


class PlacesForm(forms.Form):
    """Three boxes for those who are to act, the same three for those who are to know."""

    agencies = _agencies("Cơ quan trong hệ thống")
    groups = forms.MultipleChoiceField(
        label="Danh sách nơi nhận", required=False, widget=forms.CheckboxSelectMultiple
    )
    units = _agencies("Đơn vị trong cơ quan")
    outside = MultilineField(
        label="Nơi nhận khác", required=False, rows=2, help_text="Mỗi nơi một dòng."
    )
    inform_agencies = _agencies("Cơ quan nhận để biết")
    inform_units = _agencies("Đơn vị nhận để biết")
    inform_outside = MultilineField(
        label="Nơi khác nhận để biết", required=False, rows=2, help_text="Mỗi nơi một dòng."
    )

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = local_date(at)
        others = members(today).exclude(pk=actor.agency_id or 0).values_list("pk", "name")
        own = units_of(actor.agency_id or 0, on=today).values_list("pk", "name")
        for name, rows in (("agencies", others), ("units", own)):
            choices = [(str(pk), label) for pk, label in rows]
            self._choices(name, choices)
            self._choices(f"{TO_KNOW}{name}", choices)
        self.saved_groups = list(groups_of(actor))
        self._choices(
            "groups",
            [(str(g.pk), f"{g.name} ({len(g.members.all())} nơi)") for g in self.saved_groups],
        )
        if not self.saved_groups:
            del self.fields["groups"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        for name in ("agencies", "units"):
            twice = set(asked.get(name) or ()) & set(asked.get(f"{TO_KNOW}{name}") or ())
            if twice:
                names = dict(self.fields[name].choices)  # type: ignore[attr-defined]
                self.add_error(
                    f"{TO_KNOW}{name}",
                    f"{names[min(twice)]} được chọn cả để thực hiện và để biết. Hãy giữ một nơi.",
                )
        if _lines(asked.get("outside")).keys() & _lines(asked.get("inform_outside")).keys():
            raise ValidationError(
                "Có nơi nhận khác được ghi cả để thực hiện và để biết. Hãy giữ một nơi."
            )
        return asked

    def places(self) -> list[Place]:
        """Those to act first; a list of places does not bring back who is only to know."""
        to_know = self._of(TO_KNOW, Purpose.INFORM, set())
        known = {place.agency_id for place in to_know}
        return [*self._of("", Purpose.ACT, known), *to_know]

    def _of(self, prefix: str, purpose: Purpose, without: set[int | None]) -> list[Place]:
        asked = self.cleaned_data
        agencies = [int(pk) for pk in asked[f"{prefix}agencies"]]
        if not prefix:
            agencies += [pk for pk in self._in_groups() if pk not in without]
        units = [int(pk) for pk in asked[f"{prefix}units"]]
        outside = _lines(asked[f"{prefix}outside"])
        return [
            *(
                Place(RecipientKind.AGENCY, agency_id=pk, purpose=purpose)
                for pk in dict.fromkeys(agencies)
            ),
            *(Place(RecipientKind.UNIT, unit_id=pk, purpose=purpose) for pk in units),
            *(Place(RecipientKind.OUTSIDE, name=name, purpose=purpose) for name in outside),
        ]

    def _in_groups(self) -> list[int]:
        wanted = set(self.cleaned_data.get("groups") or ())
        chosen = [group for group in self.saved_groups if str(group.pk) in wanted]
        return [agency.pk for group in chosen for agency in group.members.all()]


def _lines(text: str | None) -> dict[str, None]:
    return dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip())


def places_of(letter: Outgoing) -> dict[str, Any]:
    """What the boxes show of a letter that is to be edited."""
    shown: dict[str, Any] = {}
    for prefix, purpose in (("", Purpose.ACT), (TO_KNOW, Purpose.INFORM)):
        rows = [one for one in letter.recipients.all() if one.purpose == purpose]
        shown[f"{prefix}agencies"] = [str(one.agency_id) for one in rows if one.agency_id]
        shown[f"{prefix}units"] = [str(one.unit_id) for one in rows if one.unit_id]
        outside = [one.name for one in rows if one.kind == RecipientKind.OUTSIDE]
        shown[f"{prefix}outside"] = "\n".join(outside)
    return shown
