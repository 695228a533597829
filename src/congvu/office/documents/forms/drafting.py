"""The draft form: what a drafter writes, whom it goes to, who is to sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.documentkinds import KINDS
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import members, people_of, units_of
from congvu.core.ui.forms import (
    FilteredChecks,
    ManyFilesField,
    MultilineField,
    OneFileField,
    SafeCharField,
    VietDateField,
)
from congvu.office.documents.actions.outgoing import Fields, Place
from congvu.office.documents.choices import RecipientKind, Relation, Urgency
from congvu.office.documents.models import Outgoing
from congvu.office.documents.queries.outgoing import groups_of

DETAILS = ("time", "place", "agenda")
KIND_CHOICES = [
    (label, [(k.code, k.name) for k in KINDS if k.valid_to is None and k.group == group])
    for group, label in (("administrative", "Hành chính"), ("legal", "Quy phạm pháp luật"))
]
SIGNERS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.OFFICE_HEAD, Role.UNIT_HEAD})
ACCEPT = ".pdf,.docx,.odt"
Choices = list[tuple[str, str]]


class DraftForm(forms.Form):
    """Field names are those of the door's ``Fields`` where a refusal may name them."""

    kind = forms.ChoiceField(label="Loại văn bản", choices=KIND_CHOICES, initial="cong_van")
    urgency = forms.TypedChoiceField(
        label="Độ khẩn", choices=Urgency.choices, coerce=int, required=False
    )
    subject = MultilineField(label="Trích yếu nội dung", max_length=500, rows=2)
    addressees = MultilineField(
        label="Kính gửi", required=False, rows=2, help_text="Mỗi nơi một dòng."
    )
    bases = MultilineField(
        label="Căn cứ", required=False, rows=2, help_text="Mỗi căn cứ một dòng, không cần dấu chấm."
    )
    body = MultilineField(
        label="Nội dung", required=False, max_length=200_000, rows=12,
        help_text="Dòng trống tách đoạn. Hoặc tải tệp Word, PDF ở dưới.",
    )  # fmt: skip
    time = SafeCharField(label="Thời gian họp", max_length=200, required=False)
    place = SafeCharField(label="Địa điểm họp", max_length=300, required=False)
    agenda = MultilineField(label="Thành phần, nội dung họp", required=False, rows=2)
    signer_post_id = forms.TypedChoiceField(label="Người ký", coerce=int, required=False)
    due_on = VietDateField(label="Hạn trả lời", required=False)
    copies = forms.IntegerField(label="Số bản", min_value=1, max_value=32000, initial=1)
    agencies = forms.MultipleChoiceField(
        label="Cơ quan trong hệ thống", required=False, widget=FilteredChecks
    )
    groups = forms.MultipleChoiceField(
        label="Danh sách nơi nhận", required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.MultipleChoiceField(
        label="Đơn vị trong cơ quan", required=False, widget=FilteredChecks
    )
    outside = MultilineField(
        label="Nơi nhận khác", required=False, rows=2, help_text="Mỗi nơi một dòng."
    )
    draft_file = OneFileField(label="Tệp dự thảo (Word, PDF)", required=False, accept=ACCEPT)
    attachments = ManyFilesField(label="Tài liệu kèm theo", required=False)
    note = SafeCharField(label="Ghi chú", max_length=500, required=False)
    kept_at = SafeCharField(label="Nơi lưu", max_length=100, required=False)
    relation = forms.ChoiceField(choices=Relation.choices, required=False, widget=forms.HiddenInput)
    related_to_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = local_date(at)
        signers = people_of(at=at, agency_id=actor.agency_id, roles=SIGNERS)
        rows = signers.values_list("post_id", "user__full_name", "post__title")
        self._choices("signer_post_id", [
            ("", "Do người ký quyết định"), *((str(p), f"{n} ({t})") for p, n, t in rows)
        ])  # fmt: skip
        others = members(today).exclude(pk=actor.agency_id or 0).values_list("pk", "name")
        self._choices("agencies", [(str(pk), name) for pk, name in others])
        own = units_of(actor.agency_id or 0, on=today).values_list("pk", "name")
        self._choices("units", [(str(pk), name) for pk, name in own])
        self.saved_groups = list(groups_of(actor))
        self._choices(
            "groups",
            [(str(g.pk), f"{g.name} ({len(g.members.all())} nơi)") for g in self.saved_groups],
        )
        if not self.saved_groups:
            del self.fields["groups"]

    def _choices(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if not self.errors and asked["body"] and asked["draft_file"]:
            raise ValidationError(
                "Văn bản đã có nội dung soạn tại đây và cả tệp tải lên. Hãy giữ một trong hai."
            )
        return asked

    def places(self) -> list[Place]:
        asked = self.cleaned_data
        ids = [int(pk) for pk in asked["agencies"]]
        wanted = set(asked.get("groups") or ())
        for group in self.saved_groups:
            if str(group.pk) in wanted:
                ids += [agency.pk for agency in group.members.all()]
        outside = [line.strip() for line in asked["outside"].splitlines() if line.strip()]
        return [
            *(Place(RecipientKind.AGENCY, agency_id=pk) for pk in dict.fromkeys(ids)),
            *(Place(RecipientKind.UNIT, unit_id=int(pk)) for pk in asked["units"]),
            *(Place(RecipientKind.OUTSIDE, name=name) for name in dict.fromkeys(outside)),
        ]

    def fields_given(self) -> Fields:
        asked = self.cleaned_data
        return Fields(
            kind=asked["kind"], subject=" ".join(asked["subject"].split()),
            addressees=asked["addressees"], bases=asked["bases"], body=asked["body"],
            details={name: asked[name] for name in DETAILS if asked[name]},
            kept_at=asked["kept_at"], copies=asked["copies"], urgency=asked["urgency"] or 0,
            due_on=asked["due_on"], signer_post_id=asked["signer_post_id"] or None,
            relation=asked["relation"], related_to_id=asked["related_to_id"],
            places=self.places(), note=asked["note"],
        )  # fmt: skip


def initial_of(letter: Outgoing) -> dict[str, Any]:
    """What the form shows of a draft that is to be edited."""
    shown: dict[str, Any] = {
        name: getattr(letter, name)
        for name in (
            "kind", "urgency", "subject", "addressees", "bases", "body", "signer_post_id",
            "due_on", "copies", "note", "kept_at", "relation", "related_to_id",
        )
    }  # fmt: skip
    shown.update({name: letter.details.get(name, "") for name in DETAILS})
    recipients = list(letter.recipients.all())
    shown["agencies"] = [str(r.agency_id) for r in recipients if r.agency_id]
    shown["units"] = [str(r.unit_id) for r in recipients if r.unit_id]
    outside = [r.name for r in recipients if r.kind == RecipientKind.OUTSIDE]
    shown["outside"] = "\n".join(outside)
    return shown
