"""Issued letters for tests and measuring, without their way through the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.models import Agency
from congvu.office.documents.actions import registers
from congvu.office.documents.actions.outgoing import delivery
from congvu.office.documents.choices import (
    OUTGOING_KIND,
    Direction,
    OutgoingState,
    RecipientKind,
)
from congvu.office.documents.models import Outgoing, Recipient


@action("documents.sample.number")
def numbered(
    *,
    actor: Actor,
    at: datetime,
    drafter_post_id: int,
    unit_id: int,
    places: Sequence[Agency],
    subject: str = "V/v báo cáo tình hình ứng dụng công nghệ thông tin",
) -> Outgoing:
    """A letter with the next number of its register, still without its paper."""
    agency_id = actor.agency_id
    assert agency_id is not None
    letter = Outgoing(
        agency_id=agency_id, unit_id=unit_id, drafter_post_id=drafter_post_id,
        drafter_name=actor.name, state=OutgoingState.DRAFT, kind="cong_van", subject=subject,
        created_at=at,
    )  # fmt: skip
    letter.save(force_insert=True)
    name = Subject(OUTGOING_KIND, letter.pk)
    number = registers.allocate(
        actor=actor, at=at, agency_id=agency_id, direction=Direction.OUT, subject=name, used=True
    )
    letter.register, letter.number = number.register, number.value
    letter.code = letter.code_key = f"{number.value}/{letter.agency.notation}-VP"
    letter.issued_on, letter.state = local_date(at), OutgoingState.NUMBERED
    letter.document_uid = f"{letter.agency.slug},{letter.issued_on:%Y/%m/%d},{letter.code}"
    letter.save()
    Recipient.objects.bulk_create(
        Recipient(
            outgoing=letter, position=position, kind=RecipientKind.AGENCY, agency=place,
            name=place.name,
        )
        for position, place in enumerate(places)
    )  # fmt: skip
    note(name, label=letter.code)
    return letter


@action("documents.sample.issue")
def issue(*, actor: Actor, at: datetime, letter: Outgoing, paper: Stored) -> Outgoing:
    """Its paper attached, and into the post."""
    name = Subject(OUTGOING_KIND, letter.pk)
    letter.issued_at, letter.state = at, OutgoingState.ISSUED
    letter.save(update_fields=["issued_at", "state"])
    files.attach(source=paper, subject=name, use=Use.MAIN, actor=actor, at=at)
    delivery.send(letter, actor=actor, at=at)
    note(name, label=letter.code)
    return letter
