"""Pictures of signatures and seals."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.office.signing import pictures
from congvu.office.signing.actions.rows import owner_of
from congvu.office.signing.choices import LIKENESS_KIND, LikenessKind
from congvu.office.signing.models import Likeness

SIZES = {LikenessKind.SIGNATURE: (Decimal(45), Decimal(20)), LikenessKind.SEAL: (Decimal(36),) * 2}
"""Width and height in mm when none are given; a round seal of an agency is 36 mm wide."""


def set_likeness(
    *,
    actor: Actor,
    at: datetime,
    kind: LikenessKind,
    png: bytes,
    width_mm: Decimal | None = None,
    height_mm: Decimal | None = None,
    owner_id: int | None = None,
) -> Likeness:
    """Keep the picture of one's signature, or of the agency's seal, instead of the earlier one.

    :param owner_id: user or agency by kind; the actor's own when not given
    :raises Invalid: no transparent PNG of the right colour, or an impossible size
    """
    owner = owner_of(actor, kind, owner_id)
    pictures.judge(png, kind)
    wide, high = SIZES[kind]
    size = (width_mm or wide, height_mm or high)
    if not (5 <= size[0] <= 120 and 5 <= size[1] <= 80):
        raise Invalid("Kích thước ảnh phải từ 5 mm, rộng đến 120 mm, cao đến 80 mm. Hãy nhập lại.")
    stored = files.store(
        stream=io.BytesIO(png), name=f"{kind}.png", use=Use.PICTURE, actor=actor, at=at
    )
    return _keep(actor=actor, at=at, kind=kind, owner=owner, size=size, stored=stored)


@action("signing.likeness.set")
def _keep(
    *, actor: Actor, at: datetime, kind: LikenessKind, owner: dict[str, int | None],
    size: tuple[Decimal, Decimal], stored: files.Stored,
) -> Likeness:  # fmt: skip
    demand(actor, "signing.likeness.set")
    earlier = Likeness.objects.select_for_update().filter(current=True, **owner)
    for row in earlier:
        row.current = False
        row.save(update_fields=["current"])
    made = Likeness.objects.create(
        kind=kind, width_mm=size[0], height_mm=size[1], created_at=at, **owner
    )
    subject = Subject(LIKENESS_KIND, made.pk)
    files.attach(
        source=stored, subject=subject, use=Use.PICTURE, actor=actor, at=at,
        agency_id=owner["agency_id"],
    )  # fmt: skip
    note(
        subject, label=made.get_kind_display(), agency_id=owner["agency_id"],
        changes={"sha256": stored.sha256},
    )  # fmt: skip
    return made
