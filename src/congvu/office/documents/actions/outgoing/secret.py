"""Secret letters: a line in the register, never a word of content (Luật Bảo vệ bí mật nhà nước)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.office.documents.actions import registers
from congvu.office.documents.actions.outgoing.fields import Fields, cleaned, recipients
from congvu.office.documents.actions.outgoing.numbering import write_number
from congvu.office.documents.actions.outgoing.steps import move, subject_of, told
from congvu.office.documents.choices import CLASSIFIED, Delivery, Direction, Secrecy
from congvu.office.documents.errors import SecretContent
from congvu.office.documents.models import Outgoing, Recipient


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed on paper."""

    name: str
    title: str = ""


@action("documents.outgoing.record_secret")
def record_secret(
    *, actor: Actor, at: datetime, unit_id: int, fields: Fields, signed: Signed,
    held_id: int | None = None,
) -> Outgoing:  # fmt: skip
    """Vào sổ văn bản mật đi: number and register line of a letter that stays on paper.

    The number is of the secret series. Recipients are noted as sent; nothing is delivered over
    the network. ``fields.subject`` must itself reveal nothing and may be empty.

    :raises SecretContent: body, bases or addressees were given
    :raises Invalid: the letter is not secret
    """
    demand(actor, "documents.outgoing.record_secret")
    if actor.agency_id is None or actor.post_id is None or actor.unit_id is None:
        raise NotAllowed
    if fields.secrecy not in (Secrecy.SECRET, Secrecy.TOP_SECRET, Secrecy.ULTRA_SECRET):
        raise Invalid("Văn bản này không mật. Hãy soạn thảo như văn bản thường.")
    if fields.body or fields.bases or fields.addressees or fields.details:
        raise SecretContent
    values = cleaned(
        replace(fields, signer_post_id=None), day=local_date(at), actor=actor,
        agency_id=actor.agency_id,
    ) | {"series": CLASSIFIED, "secrecy": fields.secrecy}  # fmt: skip
    letter = Outgoing(
        agency_id=actor.agency_id,
        unit_id=unit_id,
        drafter_post_id=actor.post_id,
        drafter_name=actor.name,
        signer_name=clean_line(signed.name, 100, label="Người ký"),
        signer_title=clean_line(signed.title, 150, label="Chức vụ"),
        signed_at=at,
        created_at=at,
        issued_at=at,
        reached_office_at=at,
        **values,
    )
    if letter.unit.agency_id != actor.agency_id:
        raise Invalid("Đơn vị không thuộc cơ quan này. Hãy chọn lại đơn vị soạn thảo.")
    letter.save(force_insert=True)
    given = registers.allocate(
        actor=actor, at=at, agency_id=actor.agency_id, direction=Direction.OUT,
        series=CLASSIFIED, subject=subject_of(letter), held_id=held_id,
    )  # fmt: skip
    write_number(letter, given)
    registers.confirm(actor=actor, at=at, number=given)
    move(letter, "record_secret")
    letter.save()
    _note_places(letter, fields, at)
    told(letter, changes={"number": letter.code, "secrecy": letter.secrecy})
    return letter


def _note_places(letter: Outgoing, fields: Fields, at: datetime) -> None:
    rows = recipients(fields.places, agency_id=letter.agency_id, day=local_date(at))
    for row in rows:
        row.outgoing, row.state, row.state_at = letter, Delivery.SENT, at
    Recipient.objects.bulk_create(rows)
