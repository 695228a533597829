"""Whom a step of an outgoing letter concerns, and the words they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.core.notifications import actions as notifications
from congvu.core.organisation import queries as organisation
from congvu.core.organisation.choices import Role
from congvu.office.documents.choices import OUTGOING_KIND, OutgoingState, RecipientKind, Urgency
from congvu.office.documents.models import Outgoing, Recipient
from congvu.office.documents.policies.outgoing import LEADERS, OFFICE

WAITS = "documents.outgoing.waits"
RETURNED = "documents.outgoing.returned"
ISSUED = "documents.outgoing.issued"
RECALLED = "documents.outgoing.recalled"
REFUSED = "documents.outgoing.refused"

KINDS = {
    WAITS: "Văn bản đi chờ tôi xử lý",
    RETURNED: "Dự thảo bị trả lại",
    ISSUED: "Văn bản đã phát hành",
    RECALLED: "Văn bản đi bị thu hồi",
    REFUSED: "Nơi nhận từ chối tiếp nhận",
}
"""Kinds of notices with their names on the preferences page."""

_WORDS = {
    OutgoingState.UNIT_REVIEW: "Dự thảo chờ duyệt: {}",
    OutgoingState.OFFICE_CHECK: "Dự thảo chờ kiểm tra thể thức: {}",
    OutgoingState.APPROVAL: "Văn bản chờ ký: {}",
    OutgoingState.APPROVED: "Văn bản đã ký, chờ cấp số: {}",
    OutgoingState.NUMBERED: "Văn bản đã cấp số, chờ phát hành: {}",
}


def url_of(outgoing_id: int) -> str:
    return f"/van-ban-di/{outgoing_id}/"


def waits(letter: Outgoing, *, actor: Actor, at: datetime) -> None:
    """Tell whoever has the next step that the letter lies on their desk."""
    state = OutgoingState(letter.state)
    words, people = _WORDS.get(state), _PEOPLE.get(state)
    if words is not None and people is not None:
        _tell(letter, WAITS, words, people(letter, at), actor, at)


def came_back(letter: Outgoing, remark: str, *, actor: Actor, at: datetime) -> None:
    """Tell the drafter that the draft was returned, and why."""
    _tell(letter, RETURNED, "Dự thảo bị trả lại: {}", _drafter(letter, at), actor, at, remark)


def went_out(letter: Outgoing, *, actor: Actor, at: datetime) -> None:
    """Tell the drafter and the heads of the units it was sent to."""
    units = letter.recipients.filter(kind=RecipientKind.UNIT).values_list("unit_id", flat=True)
    people = set(_drafter(letter, at))
    for unit_id in units:
        people |= set(_users(organisation.heads_of(unit_id, at=at)))
    _tell(letter, ISSUED, "Văn bản đã phát hành: {}", people, actor, at)


def refused_by(place: Recipient, *, actor: Actor, at: datetime) -> None:
    """Tell drafter and office that an agency refused the letter, and why."""
    letter = place.outgoing
    people = {*_drafter(letter, at), *_office(letter, at)}
    words = f"{place.name} từ chối tiếp nhận: {{}}"
    _tell(letter, REFUSED, words, people, actor, at, place.state_note, mark=f"{place.pk}")


def recalled(letter: Outgoing, reason: str, *, actor: Actor, at: datetime) -> None:
    """Tell the drafter that the issued letter was recalled."""
    _tell(letter, RECALLED, "Văn bản bị thu hồi: {}", _drafter(letter, at), actor, at, reason)


def _drafter(letter: Outgoing, at: datetime) -> Iterable[int]:
    return _users(organisation.people_of(at=at, unit_id=letter.unit_id).filter(
        post_id=letter.drafter_post_id))  # fmt: skip


def _heads(letter: Outgoing, at: datetime) -> Iterable[int]:
    return _users(organisation.heads_of(letter.unit_id, at=at))


def _office(letter: Outgoing, at: datetime) -> Iterable[int]:
    return _users(organisation.people_of(at=at, agency_id=letter.agency_id, roles=OFFICE))


def _clerks(letter: Outgoing, at: datetime) -> Iterable[int]:
    clerk = frozenset({Role.CLERK.value})
    return _users(organisation.people_of(at=at, agency_id=letter.agency_id, roles=clerk))


def _signers(letter: Outgoing, at: datetime) -> Iterable[int]:
    seats = organisation.people_of(at=at, agency_id=letter.agency_id)
    if letter.signer_post_id is not None:
        return _users(seats.filter(post_id=letter.signer_post_id))
    return _users(seats.filter(post__role__in=LEADERS))


def _users(seats: Iterable[object]) -> set[int]:
    return {seat.user_id for seat in seats}  # type: ignore[attr-defined]


_PEOPLE: dict[OutgoingState, Callable[[Outgoing, datetime], Iterable[int]]] = {
    OutgoingState.UNIT_REVIEW: _heads,
    OutgoingState.OFFICE_CHECK: _office,
    OutgoingState.APPROVAL: _signers,
    OutgoingState.APPROVED: _clerks,
    OutgoingState.NUMBERED: _clerks,
}


def _tell(
    letter: Outgoing,
    kind: str,
    words: str,
    people: Iterable[int],
    actor: Actor,
    at: datetime,
    body: str = "",
    mark: str = "",
) -> None:
    notifications.notify(
        event_key=f"{kind}:{letter.pk}:{mark or letter.version}",
        kind=kind,
        recipients=list(people),
        subject=Subject(OUTGOING_KIND, letter.pk),
        title=words.format(str(letter))[:300],
        body=body,
        url=url_of(letter.pk),
        actor=actor,
        at=at,
        urgent=letter.urgency > Urgency.NORMAL,
    )
