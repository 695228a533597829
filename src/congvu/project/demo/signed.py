"""Letters of today that were signed digitally from end to end, to open and verify."""

from __future__ import annotations

from datetime import datetime

from congvu.core.organisation.choices import Role
from congvu.office.documents.actions import outgoing
from congvu.office.documents.actions.outgoing.steps import subject_of
from congvu.office.documents.choices import RecipientKind
from congvu.office.documents.models import Outgoing
from congvu.office.exchange import actions as exchange
from congvu.office.signing import actions as signing
from congvu.office.signing import queries as keys
from congvu.project.demo import texts
from congvu.project.demo.seats import House, Seat
from congvu.project.demo.signatures import PIN

SUBJECTS = (
    "V/v triển khai chữ ký số đến cấp xã",
    "V/v rà soát danh sách đăng ký chứng thư số",
    "V/v gửi, nhận văn bản điện tử qua trục liên thông",
)


def load(place: House, neighbour: House, *, at: datetime, unit: str) -> list[Outgoing]:
    """Issue signed letters; the last one waits for the director's PIN."""
    letters = [_approved(place, neighbour, subject, at, unit) for subject in SUBJECTS]
    for letter in letters[:-1]:
        _sign_and_issue(place, letter, at)
    exchange.deliver_here(at=at)
    return letters


def _approved(place: House, neighbour: House, subject: str, at: datetime, unit: str) -> Outgoing:
    officer, director = place.officers_of(unit)[0], place.one(Role.LEADER)
    fields = outgoing.Fields(
        kind="cong_van",
        subject=subject,
        addressees=neighbour.agency.name,
        body=texts.BODY.format(agency=place.agency.name, due=f"{at:%d/%m/%Y}"),
        signer_post_id=director.post_id,
        places=[outgoing.Place(kind=RecipientKind.AGENCY, agency_id=neighbour.agency.pk)],
    )
    letter = outgoing.draft(actor=officer.actor, at=at, fields=fields, reply_to=[])
    letter = _step(outgoing.submit, officer, letter, at)
    letter = _step(outgoing.review, place.head_of(unit), letter, at)
    letter = _step(outgoing.check, place.one(Role.OFFICE_HEAD), letter, at)
    return _step(outgoing.sign_off, director, letter, at)


def _step(verb: object, seat: Seat, letter: Outgoing, at: datetime) -> Outgoing:
    made = verb(actor=seat.actor, at=at, outgoing_id=letter.pk, version=letter.version)  # type: ignore[operator]
    assert isinstance(made, Outgoing)
    return made


def _sign_and_issue(place: House, letter: Outgoing, at: datetime) -> None:
    director, clerk = place.one(Role.LEADER), place.one(Role.CLERK)
    waiting = keys.waiting_for(subject_of(letter))
    own, seal = keys.own_keys(director.actor, usable=True), keys.seal_keys(clerk.actor)
    assert waiting is not None and own and seal
    batch = signing.confirm(
        actor=director.actor, at=at, request_id=waiting.request_id, key_id=own[0].pk, pin=PIN
    )
    signing.run_request(
        actor=director.actor, clock=lambda: at, request_id=batch.pk, version=batch.version
    )
    letter.refresh_from_db()
    letter = outgoing.number(
        actor=clerk.actor, at=at, outgoing_id=letter.pk, version=letter.version,
        seal=outgoing.Seal(seal[0].pk, PIN),
    )  # fmt: skip
    outgoing.issue(actor=clerk.actor, at=at, outgoing_id=letter.pk, version=letter.version)
