"""Who is given what part: units and people as rows, chủ trì / phối hợp / để biết as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.organisation.choices import Role, UnitKind
from congvu.core.organisation.queries import calendar_for, people_of, units_of
from congvu.core.ui.forms import MultilineField, VietDateField
from congvu.office.work.actions import Target
from congvu.office.work.pages.remarks import INFORM, LEAD, SUPPORT, Desk
from congvu.office.work.queries import own_remarks

QUICK_DAYS = (1, 3, 5, 10)
"""Working days offered as one-press due dates."""
STOCK_REMARKS = (
    "Tham mưu trả lời đúng hạn.",
    "Nghiên cứu, đề xuất.",
    "Triển khai thực hiện.",
    "Để biết, theo dõi.",
)
OWN_UNIT, LEADERS, UNITS = "Trong đơn vị", "Lãnh đạo", "Đơn vị"
LEADER_ROLES = frozenset({Role.LEADER, Role.DEPUTY_LEADER})


def unit_desks(actor: Actor, at: datetime) -> list[Desk]:
    """The units of the agency that may be given work, in their order."""
    units = units_of(actor.agency_id or 0, on=local_date(at)).exclude(kind=UnitKind.LEADERSHIP)
    return [
        Desk(f"u{pk}", name, notation, UNITS, (name, notation, f"phòng {notation}"))
        for pk, name, notation in units.values_list("pk", "name", "notation")
    ]


def person_desks(
    actor: Actor,
    at: datetime,
    *,
    unit_id: int | None = None,
    roles: frozenset[str] = frozenset(),
    group: str = "",
) -> list[Desk]:
    """People on their posts, oneself left out."""
    people = people_of(at=at, agency_id=actor.agency_id, unit_id=unit_id, roles=roles)
    rows = people.exclude(post_id=actor.post_id or 0).values_list(
        "post_id", "user__full_name", "post__title", "unit__name"
    )
    return [
        Desk(
            f"p{post}", name, title if unit_id or roles else f"{title}, {unit}", group or unit,
            (name, f"{title} {name.split()[-1]}"),
        )
        for post, name, title, unit in rows
    ]  # fmt: skip


def direct_desks(actor: Actor, at: datetime) -> list[Desk]:
    """For bút phê: every unit, and the other leaders."""
    return unit_desks(actor, at) + person_desks(actor, at, roles=LEADER_ROLES, group=LEADERS)


def inner_desks(actor: Actor, at: datetime) -> list[Desk]:
    """For phân công and chuyển: the people of one's unit first, then the units."""
    own = person_desks(actor, at, unit_id=actor.unit_id, group=OWN_UNIT)
    others = [desk for desk in unit_desks(actor, at) if desk.key != f"u{actor.unit_id}"]
    return own + others


def all_desks(actor: Actor, at: datetime) -> list[Desk]:
    """Every unit and everybody."""
    return unit_desks(actor, at) + person_desks(actor, at)


def target_of(key: str) -> Target:
    number = int(key[1:])
    return Target(unit_id=number) if key[0] == "u" else Target(post_id=number)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the matrix as it is drawn now."""

    desk: Desk
    lead: bool
    support: bool
    inform: bool
    heads_group: bool


class TargetsForm(forms.Form):
    """Parts, words and a date; ``lines`` is the matrix for the template."""

    instruction = MultilineField(label="Ý kiến chỉ đạo", required=False, max_length=2000, rows=3)
    lead = forms.ChoiceField(label="Chủ trì", required=False)
    support = forms.MultipleChoiceField(label="Phối hợp", required=False)
    inform = forms.MultipleChoiceField(label="Để biết", required=False)
    due_on = VietDateField(label="Hạn xử lý", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks
        choices = [(desk.key, desk.label) for desk in desks]
        for name in (LEAD, SUPPORT, INFORM):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def lines(self) -> list[Line]:
        lead = self[LEAD].value() or ""
        support, inform = set(self[SUPPORT].value() or ()), set(self[INFORM].value() or ())
        lines, group = [], ""
        for desk in self.desks:
            lines.append(
                Line(
                    desk, desk.key == lead, desk.key in support, desk.key in inform,
                    desk.group != group,
                )
            )  # fmt: skip
            group = desk.group
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors and not (cleaned[LEAD] or cleaned[SUPPORT] or cleaned[INFORM]):
            raise ValidationError(
                "Chưa chọn nơi nhận. Hãy chọn ít nhất một nơi chủ trì, phối hợp hoặc để biết."
            )
        return cleaned

    def order(self) -> dict[str, Any]:
        """The keyword arguments of the hand-over verbs."""
        asked = self.cleaned_data
        return {
            "lead": target_of(asked[LEAD]) if asked[LEAD] else None,
            "support": [target_of(key) for key in asked[SUPPORT] if key != asked[LEAD]],
            "inform": [
                target_of(key)
                for key in asked[INFORM]
                if key != asked[LEAD] and key not in asked[SUPPORT]
            ],
            "instruction": asked["instruction"],
            "due_on": asked["due_on"],
        }


def order_help(actor: Actor, at: datetime) -> dict[str, Any]:
    """What ``work/_order_fields.html`` offers beside the boxes: dates and remarks of one's own."""
    calendar, today = calendar_for(actor.agency_id), local_date(at)
    own = own_remarks(actor, limit=6)
    stock = [text for text in STOCK_REMARKS if text not in own]
    return {
        "quick_days": [(n, calendar.add_days(today, n)) for n in QUICK_DAYS],
        "remarks": [*own, *stock][:8],
    }
