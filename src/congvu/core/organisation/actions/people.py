"""A new person on a post, in one verb: the account and the appointment stand or fall together."""

from __future__ import annotations

from datetime import datetime

from congvu.core.accounts.actions import create_user
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.actions.appointments import KIND, appoint
from congvu.core.organisation.models import Appointment, Post
from congvu.core.organisation.policies import demand_manage


@action("organisation.person.create")
def create_person(
    *, actor: Actor, username: str, full_name: str, post: Post, email: str = "", phone: str = "",
    at: datetime,
) -> tuple[Appointment, str]:  # fmt: skip
    """Thêm người và phân công vị trí. The second value is the temporary password, shown once.

    :raises NotAllowed: not the administrator of the post's agency
    :raises NameTaken: the user name belongs to somebody
    """
    demand_manage(actor, "organisation.person.create", post.unit.agency_id)
    user, password = create_user(
        actor=actor, username=username, full_name=full_name, email=email, phone=phone, at=at
    )
    appointment = appoint(actor=actor, user=user, post=post, at=at)
    note(
        Subject(KIND, appointment.pk), label=user.full_name, agency_id=appointment.agency_id,
        changes={"username": user.username, "post": post.title},
    )  # fmt: skip
    return appointment, password
