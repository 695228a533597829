"""The seal of the agency on a dossier's form (bản điện tử của biểu mẫu mang chữ ký số)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import demand
from congvu.counter.dossiers import prints
from congvu.counter.dossiers.actions.steps import subject_of
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import ROOM, demand_verb
from congvu.counter.dossiers.queries import for_actor, signed_form
from congvu.office.signing import actions as signing
from congvu.office.signing.choices import FieldKind
from congvu.office.signing.queries import find, seal_beside, top_right

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.office.signing.places import Place

SEAL = 36.0
"""Millimetres across, as seals of agencies are."""


def _place(pdf: bytes, signer: str) -> Place:
    """Over the left of the signer's place; at the foot of the first page where nobody signs."""
    if signer:
        return seal_beside(find(pdf, signer), SEAL, SEAL)
    size = SEAL * 72 / 25.4
    right, foot = 560.0, 36.0
    return replace(top_right(pdf), box=(right - size, foot, right, foot + size), slots=())


def sign_form(
    *, actor: Actor, at: datetime, dossier_id: int, number: int, key_id: int, pin: str
) -> Stored:
    """Seal the form as it is now, with the agency's key, beside its signer; never inside a transaction. :func:`keep_form` puts it with the dossier.

    :param number: as in ``prints``
    :raises NotFound: a stranger, or no such form yet; :raises NotAllowed: not the seal's keeper
    :raises WrongPin, KeyLocked, CertificateRefused, SignerAway: see ``signing.actions.sign``
    """
    demand(actor, f"{ROOM}.seal")
    dossier = for_actor(actor, dossier_id)
    demand_verb(actor, dossier, "seal")
    pdf = prints.form_pdf(dossier, number, at=at)
    made = signing.sign(
        actor=actor, at=at, pdf=pdf, key_id=key_id, pin=pin, field=FieldKind.AGENCY,
        place=_place(pdf, prints.signer_name(dossier, number)), subject=subject_of(dossier),
        title=f"{prints.TITLES[number]}, {dossier.code}",
    )  # fmt: skip
    return files.store(
        stream=io.BytesIO(made.pdf), name=prints.file_name(dossier, number), use=Use.MAIN,
        actor=actor, at=at,
    )  # fmt: skip


@action(f"{ROOM}.seal")
def keep_form(*, actor: Actor, at: datetime, dossier_id: int, number: int, signed: Stored) -> File:
    """Ký số biểu mẫu: the signed form is kept with the dossier; signing again follows it."""
    dossier = Dossier.objects.select_for_update().get(pk=for_actor(actor, dossier_id).pk)
    demand_verb(actor, dossier, "seal")
    file = files.attach(
        source=signed, subject=subject_of(dossier), use=Use.MAIN, actor=actor, at=at,
        name=prints.file_name(dossier, number), agency_id=dossier.agency_id,
        replaces=signed_form(dossier, number),
    )  # fmt: skip
    note(
        subject_of(dossier), label=dossier.code, agency_id=dossier.agency_id,
        changes={"form": number, "file": file.pk},
    )  # fmt: skip
    return file
