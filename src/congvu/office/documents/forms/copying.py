"""Input of a certified copy (sao y, sao lục, trích sao)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.documentkinds import KINDS
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import people_of
from congvu.core.ui.forms import SafeCharField
from congvu.office.documents.actions.outgoing import Seal
from congvu.office.documents.actions.outgoing.certifying import main_pdf
from congvu.office.signing import queries as signatures

COPY_KINDS = [(k.code, k.name) for k in KINDS if k.group == "copy" and k.valid_to is None]
COPY_NAMES = dict(COPY_KINDS)
_SIGNERS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.OFFICE_HEAD})


class CopyFields(forms.Form):
    """Mixed into the verb forms of both directions; field names are those of the door."""

    kind = forms.ChoiceField(
        label="Hình thức sao", choices=COPY_KINDS, widget=forms.RadioSelect, initial="sao_y",
        help_text="Sao y: từ bản gốc, bản chính. Sao lục: từ bản sao y. "
        "Trích sao: một phần nội dung.",
    )  # fmt: skip
    signer_name = SafeCharField(label="Người ký bản sao", max_length=100)
    recipients = SafeCharField(label="Nơi nhận bản sao", max_length=500, required=False)
    pages = SafeCharField(
        label="Các trang được trích", max_length=200, required=False,
        help_text="Chỉ cho trích sao điện tử, ví dụ 1-2, 5.",
    )  # fmt: skip
    copies = forms.IntegerField(label="Số lượng bản", min_value=1, max_value=32_000, initial=1)

    key_id = forms.TypedChoiceField(
        label="Ký số bản sao bằng khóa của cơ quan", coerce=int, required=False, empty_value=None,
        widget=forms.Select,
    )  # fmt: skip
    pin = forms.CharField(
        label="Mã PIN của khóa cơ quan", required=False, max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if asked.get("key_id") and not asked.get("pin"):
            self.add_error("pin", "Hãy nhập mã PIN của khóa cơ quan, hoặc chọn bản sao giấy.")
        if asked.get("key_id") and asked.get("kind") == "trich_sao" and not asked.get("pages"):
            self.add_error("pages", "Hãy ghi các trang được trích, ví dụ 1-2, 5.")
        return asked

    def offer_keys(self, actor: Actor, subject: Subject) -> None:
        """The seal's keys that the actor keeps; nothing is asked without a key or a PDF."""
        keys = signatures.seal_keys(actor)
        if not keys or main_pdf(subject) is None:
            del self.fields["key_id"], self.fields["pin"], self.fields["pages"]
            return
        box = cast("forms.TypedChoiceField", self.fields["key_id"])
        box.choices = [*((key.pk, key.label) for key in keys), ("", "Không ký số: bản sao giấy")]
        box.initial = keys[0].pk

    def suggest_signers(self, actor: Actor, at: datetime) -> None:
        """Names of those who may sign copies, offered while typing; the first is filled in."""
        seats = people_of(at=at, agency_id=actor.agency_id, roles=_SIGNERS)
        names = list(dict.fromkeys(seats.values_list("user__full_name", flat=True)))
        if names:
            self.fields["signer_name"].initial = names[0]
            self.fields["signer_name"].help_text = f"Thường là: {', '.join(names[:4])}."


def asked_copy(asked: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``certify`` out of the cleaned form."""
    pin, key_id = asked.get("pin"), asked.get("key_id")
    line = {name: asked[name] for name in ("kind", "signer_name", "recipients", "copies")}
    seal = Seal(key_id, pin) if pin and key_id else None
    return line | {"seal": seal, "pages": asked.get("pages", "")}
