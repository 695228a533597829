"""Letters in every state, for the tests of the outgoing side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from congvu.core.kernel.actor import Actor
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.actions.outgoing import Fields, Place
from congvu.office.documents.choices import RecipientKind
from congvu.office.documents.models import Outgoing
from congvu.office.work.factories import AT, Cast

FIELDS = Fields(
    kind="cong_van",
    subject="V/v triển khai chữ ký số đến cấp xã",
    addressees="UBND huyện Hiệp Hòa",
    body="Đề nghị quý cơ quan rà soát danh sách đăng ký chứng thư số./.",
    places=(Place(RecipientKind.OUTSIDE, name="UBND huyện Hiệp Hòa"),),
)


def place_of(cast: Cast) -> Place:
    return Place(RecipientKind.AGENCY, agency_id=cast.agency.pk)


def drafted(cast: Cast, who: str = "it_officer", **changes: Any) -> Outgoing:
    kwargs = {key: changes.pop(key) for key in ("reply_to", "file") if key in changes}
    return actions.draft(actor=cast.actor(who), at=AT, fields=replace(FIELDS, **changes), **kwargs)


def step(verb: str, actor: Actor, letter: Outgoing, **kwargs: Any) -> Outgoing:
    return getattr(actions, verb)(
        actor=actor, at=kwargs.pop("at", AT), outgoing_id=letter.pk,
        version=kwargs.pop("version", letter.version), **kwargs,
    )  # fmt: skip


def approved(cast: Cast, who: str = "it_officer", **changes: Any) -> Outgoing:
    letter = step("submit", cast.actor(who), drafted(cast, who, **changes))
    if letter.state == "unit_review":
        letter = step("review", cast.actor("it_head"), letter)
    letter = step("check", cast.actor("clerk"), letter)
    return step("approve", cast.actor("leader"), letter)


def numbered(cast: Cast, **changes: Any) -> Outgoing:
    return step("number", cast.actor("clerk"), approved(cast, **changes))


def issued(cast: Cast, **changes: Any) -> Outgoing:
    return step("issue", cast.actor("clerk"), numbered(cast, **changes))
