"""Keys, signatures and seals of the demo's leaders and agencies, all of the demo's authority."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import system_actor
from congvu.core.organisation.models import Agency
from congvu.office.signing import actions
from congvu.office.signing.choices import AnchorLabel, LikenessKind, Purpose
from congvu.office.signing.testing.authority import Authority
from congvu.office.signing.testing.drawings import draw_seal, draw_signature
from congvu.project.demo import authority

PIN = "246810"
"""Of every key of the demo; printed beside the password."""

FILE = "tep-khoa"
SIGNERS = ("giamdoc.stttt", "phogiamdoc.stttt", "chutich.hiephoa")
AGENCIES = ("stttt", "hiephoa")


def load(*, at: datetime) -> None:
    """Enrol the leaders that the demo prints, and their agencies' seals and envelope keys."""
    place = authority.open_or_make(at=at)
    actions.trust.add(
        actor=system_actor("demo"), at=at, label=AnchorLabel.TEST,
        certificates=b"".join(one.public_bytes(Encoding.PEM) for one in place.chain),
        source="Cơ quan cấp chứng thư thử nghiệm của tỉnh mẫu",
    )  # fmt: skip
    for user in User.objects.filter(username__in=SIGNERS):
        _person(place, user, at)
    for agency in Agency.objects.filter(slug__in=AGENCIES):
        _agency(place, agency, at)


def _person(place: Authority, user: User, at: datetime) -> None:
    actor = system_actor("demo")
    actions.set_likeness(
        actor=actor, at=at, kind=LikenessKind.SIGNATURE, png=draw_signature(user.full_name),
        owner_id=user.pk,
    )  # fmt: skip
    _enrol(place, user.full_name, Purpose.PERSON, user.pk, at)


def _agency(place: Authority, agency: Agency, at: datetime) -> None:
    actor = system_actor("demo")
    actions.set_likeness(
        actor=actor, at=at, kind=LikenessKind.SEAL, png=draw_seal(agency.name), owner_id=agency.pk
    )
    _enrol(place, agency.name, Purpose.SEAL, agency.pk, at)
    _enrol(place, f"{agency.notation} liên thông", Purpose.ENVELOPE, agency.pk, at, pin="")


def _enrol(
    place: Authority, name: str, purpose: Purpose, owner_id: int, at: datetime, *, pin: str = PIN
) -> None:
    made = place.issue(name, at=at)
    actions.enrol_soft_key(
        actor=system_actor("demo"), at=at, pkcs12=made.p12(FILE, place.chain), password=FILE,
        pin=pin, purpose=purpose, owner_id=owner_id,
    )  # fmt: skip
