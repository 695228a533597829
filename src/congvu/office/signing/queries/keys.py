"""Keys that the actor may use or looks after."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.office.signing import certificates, policies, vault
from congvu.office.signing.choices import OF_AGENCY, KeyKind, KeyState, Purpose
from congvu.office.signing.errors import SignatureRefused
from congvu.office.signing.models import SigningKey
from congvu.office.signing.signers.soft import PrivateKey

_ROWS = SigningKey.objects.select_related("certificate")


def keys_for(actor: Actor) -> list[SigningKey]:
    """Keys that the actor may sign letters with now: own ones first, then the agency's."""
    return [*own_keys(actor, usable=True), *seal_keys(actor)]


def own_keys(actor: Actor, *, usable: bool = False) -> list[SigningKey]:
    """The actor's own keys, newest first; ``usable`` leaves out locked and disabled ones."""
    rows = _ROWS.filter(user_id=actor.user_id or 0)
    return list(rows.filter(state=KeyState.ACTIVE) if usable else rows)


def seal_keys(actor: Actor) -> list[SigningKey]:
    """The agency's active keys, when the actor keeps the seal."""
    rows = _ROWS.filter(agency_id=actor.agency_id or 0, purpose=Purpose.SEAL, state=KeyState.ACTIVE)
    return [key for key in rows if policies.may_use(actor, key)]


def person_key_for_letters(user_id: int, agency_id: int, *, at: datetime) -> SigningKey | None:
    """The key with which a person signs letters of an agency that seals them; None when the agency
    has no seal key, or the person no valid one: then letters are signed on paper.
    """
    valid = _ROWS.filter(
        state=KeyState.ACTIVE, certificate__not_before__lte=at, certificate__not_after__gt=at
    )
    if not valid.filter(agency_id=agency_id, purpose=Purpose.SEAL).exists():
        return None
    return valid.filter(user_id=user_id, purpose=Purpose.PERSON).first()


def agency_keys(actor: Actor, agency_id: int) -> list[SigningKey]:
    """Every key of an agency, for who looks after them.

    :raises NotAllowed: the actor does not
    """
    policies.demand_agency(actor, agency_id)
    return list(_ROWS.filter(agency_id=agency_id, purpose__in=OF_AGENCY))


def key_for(actor: Actor, key_id: int) -> SigningKey:
    """:raises NotFound: absent, or not for this actor"""
    key = _ROWS.filter(pk=key_id).first()
    if key is None or not policies.sees(actor, key):
        raise NotFound
    return key


def envelope_key(agency_id: int) -> tuple[PrivateKey, x509.Certificate]:
    """The key with which jobs sign the envelopes that an agency sends; no person, no PIN.

    Never handed to a page: the exchange signs XML with it.

    :raises SignatureRefused: the agency has none that is in use and valid
    """
    key = _ROWS.filter(
        agency_id=agency_id, purpose=Purpose.ENVELOPE, kind=KeyKind.SOFT, has_pin=False,
        state=KeyState.ACTIVE,
    ).first()  # fmt: skip
    if key is None:
        raise SignatureRefused(
            "Cơ quan chưa có khóa ký gói tin liên thông. Hãy đề nghị quản trị cơ quan đăng ký khóa."
        )
    certificates.check(key.certificate, at=now())
    certificate = key.certificate
    private = _loaded(bytes(key.sealed), certificate.fingerprint)
    return private, certificates.load(certificate)


@lru_cache(maxsize=64)
def _loaded(sealed: bytes, fingerprint: str) -> PrivateKey:
    """Opening takes a tenth of a second, and envelopes go out by the hundred."""
    try:
        plain = vault.unseal(sealed, pin="", bound_to=fingerprint)
    except (vault.Unreadable, vault.Wrong):
        raise NotFound from None
    private = load_der_private_key(plain, None)
    if not isinstance(private, PrivateKey):
        raise NotFound
    return private
