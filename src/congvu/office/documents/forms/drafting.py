"""The draft form: what a drafter writes, whom it goes to, who is to sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.documentkinds import KINDS
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import people_of
from congvu.core.ui.forms import (
    ManyFilesField,
    MultilineField,
    OneFileField,
    SafeCharField,
    VietDateField,
)
from congvu.office.documents.actions.outgoing import Fields
from congvu.office.documents.choices import Relation, Urgency
from congvu.office.documents.forms.places import PlacesForm, places_of
from congvu.office.documents.models import Outgoing

DETAILS = ("time", "place", "agenda")
KIND_CHOICES = [
    (label, [(k.code, k.name) for k in KINDS if k.valid_to is None and k.group == group])
    for group, label in (("administrative", "Hành chính"), ("legal", "Quy phạm pháp luật"))
]
SIGNERS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.OFFICE_HEAD, Role.UNIT_HEAD})
ACCEPT = ".pdf,.docx,.odt"


class DraftForm(PlacesForm):
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
    copies = forms.IntegerField(label="Số bản", min_value=1, max_value=999, initial=1)
    draft_file = OneFileField(label="Tệp dự thảo (Word, PDF)", required=False, accept=ACCEPT)
    attachments = ManyFilesField(label="Tài liệu kèm theo", required=False)
    note = SafeCharField(label="Ghi chú", max_length=500, required=False)
    kept_at = SafeCharField(label="Nơi lưu", max_length=100, required=False)
    relation = forms.ChoiceField(choices=Relation.choices, required=False, widget=forms.HiddenInput)
    related_to_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, at=at, **kwargs)
        signers = people_of(at=at, agency_id=actor.agency_id, roles=SIGNERS)
        rows = signers.values_list("post_id", "user__full_name", "post__title")
        self._choices("signer_post_id", [
            ("", "Do người ký quyết định"), *((str(p), f"{n} ({t})") for p, n, t in rows)
        ])  # fmt: skip

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if not self.errors and asked["body"] and asked["draft_file"]:
            raise ValidationError(
                "Văn bản đã có nội dung soạn tại đây và cả tệp tải lên. Hãy giữ một trong hai."
            )
        return asked

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
    return shown | places_of(letter)
