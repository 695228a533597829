"""Delegation (ủy quyền): giving and taking back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.choices import Authority
from congvu.core.organisation.errors import Closed
from congvu.core.organisation.models import Appointment, Delegation
from congvu.core.organisation.policies import demand_delegation
from congvu.core.organisation.rows import locked

KIND = "organisation.delegation"
MAX_SCOPES = 50


@action("organisation.delegation.create")
def delegate(
    *, actor: Actor, giver: Appointment, receiver: Appointment, scopes: Sequence[str],
    starts_at: datetime, ends_at: datetime, authority: Authority = Authority.TUQ,
    basis: str = "", at: datetime,
) -> Delegation:  # fmt: skip
    """Ủy quyền: ``receiver`` acts for ``giver`` within ``scopes`` from ``starts_at`` until ``ends_at``.

    The end is exclusive: "until 15 March" is 16 March 00:00. Scopes are verb prefixes
    (``documents.outgoing.``). Both posts belong to one agency.

    :raises NotAllowed: not one's own post, nor the agency's administrator
    :raises Invalid: no scope, wrong order of dates, another agency, oneself
    """
    demand_delegation(
        actor, "organisation.delegation.create", giver_id=giver.pk, agency_id=giver.agency_id
    )
    wanted = sorted({scope.strip() for scope in scopes if scope.strip().rstrip(".")})
    _demand_sane(giver, receiver, wanted, starts_at, ends_at, at)
    delegation = Delegation.objects.create(
        giver=giver, receiver=receiver, scopes=wanted, authority=str(authority),
        starts_at=starts_at, ends_at=ends_at, basis=clean_line(basis, 300, label="Căn cứ"),
        created_by_id=actor.user_id,
    )  # fmt: skip
    note(
        Subject(KIND, delegation.pk),
        label=f"{giver.user.full_name} ủy quyền cho {receiver.user.full_name}",
        agency_id=giver.agency_id,
        changes={"scopes": wanted, "from": starts_at, "to": ends_at, "authority": str(authority),
                 "basis": delegation.basis},
    )  # fmt: skip
    return delegation


@action("organisation.delegation.revoke")
def revoke_delegation(*, actor: Actor, delegation: Delegation, at: datetime) -> Delegation:
    """Thu hồi ủy quyền, có hiệu lực ngay.

    :raises Closed: ended or taken back before
    """
    demand_delegation(
        actor, "organisation.delegation.revoke",
        giver_id=delegation.giver_id, agency_id=delegation.giver.agency_id,
    )  # fmt: skip
    row = locked(delegation)
    if row.revoked_at is not None or row.ends_at <= at:
        raise Closed("Ủy quyền này đã hết hiệu lực.")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    note(
        Subject(KIND, row.pk), label=f"{row.giver} → {row.receiver}",
        agency_id=row.giver.agency_id, changes={"revoked_at": [None, at]},
    )  # fmt: skip
    return row


def _demand_sane(
    giver: Appointment, receiver: Appointment, scopes: list[str], starts_at: datetime,
    ends_at: datetime, at: datetime,
) -> None:  # fmt: skip
    fields: dict[str, list[str]] = {}
    if not scopes or len(scopes) > MAX_SCOPES:
        fields["scopes"] = ["Hãy chọn ít nhất một việc được ủy quyền."]
    if ends_at <= starts_at or ends_at <= at:
        fields["ends_at"] = ["Thời điểm kết thúc phải sau thời điểm bắt đầu và sau hiện tại."]
    if receiver.user_id == giver.user_id:
        fields["receiver"] = ["Không ủy quyền cho chính mình. Hãy chọn người khác."]
    elif receiver.agency_id != giver.agency_id:
        fields["receiver"] = ["Người được ủy quyền phải thuộc cùng cơ quan."]
    days = [row.valid_to for row in (giver, receiver) if row.valid_to is not None]
    if days and min(days) < starts_at.astimezone(VIETNAM).date():
        fields["receiver"] = ["Vị trí của một trong hai người kết thúc trước khi ủy quyền bắt đầu."]
    if fields:
        raise Invalid(fields=fields)
