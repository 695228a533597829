"""Where a person may act: own posts, and the posts that others have delegated to them."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.organisation.models import Appointment, Delegation
from congvu.core.organisation.queries import delegations_to, seats_of
from congvu.core.ui.frame import Place

SEAT, ACTING = "vi-tri", "uy-quyen"


def places_of(actor: Actor) -> list[Place]:
    """Choices of the switcher; no query unless somebody has delegated to one of the posts."""
    at = now()
    held = seats_of(actor, at=at)
    places = [_seat(row, actor) for row in held]
    lent = [row.pk for row in held if getattr(row, "may_act_for_others", True)]
    if lent:
        places += [_acting(row, actor) for row in delegations_to(lent, at=at)]
    return places


def _seat(row: Appointment, actor: Actor) -> Place:
    current = actor.delegated is None and actor.appointment_id == row.pk
    return Place(f"{SEAT}-{row.pk}", row.agency.name, f"{row.post.title}, {row.unit.name}", current)


def _acting(row: Delegation, actor: Actor) -> Place:
    current = actor.delegated is not None and actor.delegated.delegation_id == row.pk
    detail = f"{row.giver.post.title}, {row.giver.agency.name}"
    return Place(f"{ACTING}-{row.pk}", f"Thay {row.giver.user.full_name}", detail, current)
