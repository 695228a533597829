"""Who sits where: appointing a person to a post and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Conflict, Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.choices import Role
from congvu.core.organisation.errors import Closed
from congvu.core.organisation.models import Appointment, Delegation, Post
from congvu.core.organisation.policies import demand_manage
from congvu.core.organisation.rows import locked

if TYPE_CHECKING:
    from congvu.core.accounts.models import User

KIND = "organisation.appointment"


@action("organisation.appointment.create")
def appoint(
    *, actor: Actor, user: User, post: Post, valid_from: date | None = None,
    valid_to: date | None = None, is_primary: bool | None = None,
    extra_roles: Sequence[Role] = (), at: datetime,
) -> Appointment:  # fmt: skip
    """Phân công một người vào vị trí, từ hôm nay nếu không ghi ngày.

    ``is_primary`` left open: the first post of a person is the primary one.

    :raises Conflict: the person holds the post already
    :raises Closed: the post does not exist on the first day
    """
    demand_manage(actor, "organisation.appointment.create", post.unit.agency_id)
    first = valid_from or local_date(at)
    if valid_to is not None and valid_to < first:
        raise Invalid(fields={"valid_to": ["Ngày kết thúc phải sau ngày bắt đầu."]})
    if not Post.objects.on(first).filter(pk=post.pk).exists():
        raise Closed("Vị trí này không còn hoặc chưa có hiệu lực. Hãy chọn vị trí khác.")
    held = Appointment.objects.select_for_update().on(first).filter(user=user)
    if any(row.post_id == post.pk for row in held):
        raise Conflict("Người này đang giữ vị trí đó. Hãy mở phân công đã có để sửa.")
    primary = not any(row.is_primary for row in held) if is_primary is None else is_primary
    if primary:
        held.update(is_primary=False)
    appointment = Appointment.objects.create(
        user=user, post=post, unit=post.unit, agency=post.unit.agency, valid_from=first,
        valid_to=valid_to, is_primary=primary, extra_roles=[str(role) for role in extra_roles],
    )  # fmt: skip
    note(
        Subject(KIND, appointment.pk), label=f"{user.full_name}: {post.title}, {post.unit.name}",
        agency_id=appointment.agency_id,
        changes={"role": post.role, "extra_roles": appointment.extra_roles, "from": first,
                 "user": user.username},
    )  # fmt: skip
    return appointment


@action("organisation.appointment.end")
def end_appointment(
    *, actor: Actor, appointment: Appointment, last_day: date | None = None, at: datetime
) -> Appointment:
    """Kết thúc phân công: ``last_day`` left open means at once (yesterday was the last day).

    Delegations given or received by the post end with it.

    :raises Closed: ended before
    """
    demand_manage(actor, "organisation.appointment.end", appointment.agency_id)
    row = locked(appointment)
    if row.valid_to is not None and row.valid_to <= local_date(at):
        raise Closed("Phân công này đã kết thúc.")
    last = last_day or local_date(at) - timedelta(days=1)
    if row.valid_from and last < row.valid_from:
        row.valid_from = last
    before, row.valid_to = row.valid_to, last
    row.save(update_fields=["valid_from", "valid_to"])
    if last < local_date(at):
        running = Delegation.objects.filter(revoked_at__isnull=True, ends_at__gt=at)
        for side in ("giver", "receiver"):
            running.filter(**{side: row}).update(revoked_at=at)
    note(
        Subject(KIND, row.pk), label=f"{row.user.full_name}: {row.post.title}",
        agency_id=row.agency_id, changes={"valid_to": [before, last]},
    )  # fmt: skip
    return row
