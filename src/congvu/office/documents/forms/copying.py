"""Input of a certified copy (sao y, sao lục, trích sao)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.documentkinds import KINDS
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import people_of
from congvu.core.ui.forms import SafeCharField

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
    copies = forms.IntegerField(label="Số lượng bản", min_value=1, max_value=32_000, initial=1)

    def suggest_signers(self, actor: Actor, at: datetime) -> None:
        """Names of those who may sign copies, offered while typing; the first is filled in."""
        seats = people_of(at=at, agency_id=actor.agency_id, roles=_SIGNERS)
        names = list(dict.fromkeys(seats.values_list("user__full_name", flat=True)))
        if names:
            self.fields["signer_name"].initial = names[0]
            self.fields["signer_name"].help_text = f"Thường là: {', '.join(names[:4])}."


def asked_copy(asked: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``make_copy`` out of the cleaned form."""
    return {name: asked[name] for name in ("kind", "signer_name", "recipients", "copies")}
