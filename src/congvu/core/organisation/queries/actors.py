"""Who acts: the person, the post, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from congvu.core.kernel.actor import Actor, Channel, Delegated
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.organisation.aggregates import IdList
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Appointment, Delegation, Unit

if TYPE_CHECKING:
    from congvu.core.accounts.models import User

HEADS = frozenset({Role.UNIT_HEAD, Role.UNIT_DEPUTY, Role.OFFICE_HEAD})


def appointments_of(user_id: int, *, at: datetime) -> list[Appointment]:
    """The posts a person holds on that day, the primary one first.

    One query: the units below each post's unit come with it, and so does whether the post has
    running delegations.
    """
    return _HELD(user_id=user_id, day=local_date(at), at=at)


def _held(user_id: int, day: date, at: datetime) -> QuerySet[Appointment]:
    return (
        _with_units_below(Appointment.objects.on(day))
        .filter(user_id=user_id)
        .annotate(may_act_for_others=Exists(_running(at).filter(receiver=OuterRef("pk"))))
        .select_related("post", "unit", "agency")
        .order_by("-is_primary", "id")
    )


_HELD = Prepared(_held, user_id=int, day=date, at=datetime)
"""Asked by every request."""


def _with_units_below(seats: QuerySet[Appointment]) -> QuerySet[Appointment]:
    below = (
        Unit.objects.filter(
            agency_id=OuterRef("agency_id"), path__startswith=OuterRef("unit__path")
        )
        .order_by()
        .values("agency_id")
        .annotate(ids=IdList("pk"))
        .values("ids")
    )
    return seats.annotate(units_below=Subquery(below))


def _running(at: datetime) -> QuerySet[Delegation]:
    return Delegation.objects.filter(starts_at__lte=at, ends_at__gt=at).filter(
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    )


def actor_for(
    *,
    user: User,
    at: datetime,
    appointment_id: int | None = None,
    delegation_id: int | None = None,
    channel: Channel = "page",
    ip: str = "",
    request_id: str = "",
    scopes: frozenset[str] | None = None,
    held: list[Appointment] | None = None,
) -> Actor:
    """The actor that a person is now, in the chosen post or the primary one.

    With ``delegation_id`` the receiver acts for the giver: the roles are those of the giver's
    post, and ``Actor.delegated`` carries the scopes that the policies check. A delegation that
    does not hold at ``at`` is ignored.
    """
    held = appointments_of(user.pk, at=at) if held is None else held
    chosen = next((a for a in held if a.pk == appointment_id), held[0] if held else None)
    delegation = _delegation(delegation_id, chosen, at) if chosen and delegation_id else None
    seat = delegation.giver if delegation else chosen
    if seat is None:
        return Actor(
            user_id=user.pk, username=user.username, name=user.full_name,
            is_admin=user.is_superuser, channel=channel, ip=ip, request_id=request_id,
            scopes=scopes,
        )  # fmt: skip
    roles = frozenset([seat.post.role, *seat.extra_roles])
    return Actor(
        user_id=user.pk,
        username=user.username,
        name=user.full_name,
        agency_id=seat.agency_id,
        unit_id=seat.unit_id,
        post_id=seat.post_id,
        appointment_id=seat.pk,
        roles=roles,
        unit_ids=_unit_ids(seat, roles),
        delegated=Delegated(
            delegation_id=delegation.pk,
            user_id=delegation.giver.user_id,
            name=delegation.giver.user.full_name,
            appointment_id=delegation.giver_id,
            scopes=frozenset(delegation.scopes),
        )
        if delegation
        else None,
        is_admin=user.is_superuser,
        scopes=scopes,
        channel=channel,
        ip=ip,
        request_id=request_id,
        label=f"{seat.post.title}, {seat.unit.name}",
    )


def delegations_to(appointment_ids: list[int], *, at: datetime) -> list[Delegation]:
    """Delegations that hold at ``at`` for the receiver's posts."""
    return list(
        _running(at)
        .filter(receiver_id__in=appointment_ids)
        .select_related("giver__post", "giver__unit", "giver__user", "giver__agency")
        .order_by("ends_at", "id")
    )


_seats: ContextVar[tuple[int, list[Appointment]] | None] = ContextVar("congvu_seats", default=None)


@contextmanager
def keep_seats(user_id: int, held: list[Appointment]) -> Iterator[None]:
    """For the time of one request: the posts just read for its actor."""
    token = _seats.set((user_id, held))
    try:
        yield
    finally:
        _seats.reset(token)


def seats_of(actor: Actor, *, at: datetime) -> list[Appointment]:
    """The actor's posts: those read when the actor was made in this request, else read anew."""
    known = _seats.get()
    if known is not None and known[0] == actor.user_id:
        return known[1]
    return appointments_of(actor.user_id, at=at) if actor.user_id else []


def delegations_by(appointment_ids: list[int], *, at: datetime) -> list[Delegation]:
    """Delegations given from these posts that have not ended by ``at`` (running or to come)."""
    return list(
        Delegation.objects.filter(giver_id__in=appointment_ids, ends_at__gt=at)
        .filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=at))
        .select_related("receiver__post", "receiver__unit", "receiver__user")
    )


def delegation_for(actor: Actor, delegation_id: int) -> Delegation:
    """A delegation that concerns the actor: own agency, or any for the system administrator.

    :raises NotFound: none such, or of another agency
    """
    found = Delegation.objects.select_related("giver__user", "receiver__user").filter(
        pk=delegation_id
    )
    if not (actor.is_admin or actor.is_system):
        found = found.filter(giver__agency_id=actor.agency_id or 0)
    row = found.first()
    if row is None:
        raise NotFound("Không tìm thấy ủy quyền này. Hãy xem lại danh sách ủy quyền.")
    return row


def _delegation(pk: int, receiver: Appointment, at: datetime) -> Delegation | None:
    return next((d for d in delegations_to([receiver.pk], at=at) if d.pk == pk), None)


def _unit_ids(seat: Appointment, roles: frozenset[str]) -> frozenset[int]:
    if not seat.unit.path or roles.isdisjoint(HEADS):
        return frozenset([seat.unit_id])
    ids = getattr(seat, "units_below", None)
    if ids is None:  # the giver's seat of a delegation
        below = Unit.objects.filter(agency_id=seat.agency_id, path__startswith=seat.unit.path)
        return frozenset(below.values_list("pk", flat=True)) | {seat.unit_id}
    return frozenset(map(int, ids.split(","))) | {seat.unit_id}
