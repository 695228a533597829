"""Taking keys in, and their life.

The slow work (reading a file, asking a token or a service, sealing) is done before the
transaction of the verb begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.office.signing import certificates, policies, vault
from congvu.office.signing.actions.pins import check_pin, opened
from congvu.office.signing.actions.rows import (
    demand_keeper,
    find_key,
    lock_key,
    move_key,
    note_key,
    owner_of,
)
from congvu.office.signing.choices import OF_AGENCY, KeyKind, KeyState, Purpose
from congvu.office.signing.errors import AlreadyEnrolled, SignatureRefused
from congvu.office.signing.models import Certificate, SigningKey
from congvu.office.signing.signers import pkcs11, remote, soft


def enrol_soft_key(
    *,
    actor: Actor,
    at: datetime,
    pkcs12: bytes,
    password: str,
    pin: str,
    purpose: Purpose = Purpose.PERSON,
    label: str = "",
    owner_id: int | None = None,
) -> SigningKey:
    """Take in a PKCS#12 file: of the actor, or of an agency by who looks after its keys.

    :param password: of the file; not kept
    :param pin: opens the key from now on; empty for an envelope key, which jobs use
    :param owner_id: user or agency (by ``purpose``); the actor's own when not given
    :raises KeyFileRefused: no readable key file
    :raises CertificateRefused: expired, too weak, not for signing
    :raises AlreadyEnrolled: the certificate is in use by a key of this purpose
    """
    owner = owner_of(actor, purpose, owner_id)
    check_pin(pin, purpose)
    key = soft.from_pkcs12(pkcs12, password)
    row = _certificate(key.certificate, key.chain, at=at, **owner)
    sealed = soft.seal(key, pin=pin, bound_to=row.fingerprint)
    return _enrol(
        actor=actor, at=at, certificate=row, purpose=purpose, kind=KeyKind.SOFT, label=label,
        sealed=sealed, has_pin=bool(pin), place={},
    )  # fmt: skip


def enrol_pkcs11(
    *,
    actor: Actor,
    at: datetime,
    module: str,
    token: str,
    key: str,
    pin: str,
    chain: Sequence[x509.Certificate] = (),
    purpose: Purpose = Purpose.PERSON,
    label: str = "",
    owner_id: int | None = None,
) -> SigningKey:
    """Register a key on a token of the signing server; the PIN is tried and not kept.

    :param module: driver, one of ``CONGVU_PKCS11_MODULES``
    :param token: label of the token
    :param key: label of key and certificate on it
    :raises WrongPin: the token refuses the PIN
    :raises SignerAway: no such token
    """
    owner = owner_of(actor, purpose, owner_id)
    found = pkcs11.read_certificate(module=module, token=token, key=key, pin=pin)
    return _enrol(
        actor=actor, at=at, certificate=_certificate(found, chain, at=at, **owner),
        purpose=purpose, kind=KeyKind.PKCS11, label=label, sealed=b"", has_pin=True,
        place={"module": module, "token": token, "key": key},
    )  # fmt: skip


def enrol_remote(
    *,
    actor: Actor,
    at: datetime,
    service: str,
    credential: str,
    purpose: Purpose = Purpose.PERSON,
    label: str = "",
    owner_id: int | None = None,
) -> SigningKey:
    """Register a key that a remote signing service holds.

    :param service: a name of ``CONGVU_CSC_SERVICES``
    :param credential: the key's identifier there
    :raises SignerAway: the service does not answer
    :raises SignatureRefused: it does not know the key
    """
    owner = owner_of(actor, purpose, owner_id)
    session = remote.connect(service)
    try:
        first, *chain = remote.read_certificates(session, credential)
    finally:
        session.http.close()
    return _enrol(
        actor=actor, at=at, certificate=_certificate(first, chain, at=at, **owner),
        purpose=purpose, kind=KeyKind.REMOTE, label=label, sealed=b"", has_pin=True,
        place={"service": service, "credential": credential},
    )  # fmt: skip


def _certificate(
    found: x509.Certificate, chain: Sequence[x509.Certificate], *, at: datetime,
    user_id: int | None, agency_id: int | None,
) -> Certificate:  # fmt: skip
    """:raises CertificateRefused: it may not be signed with"""
    certificates.check_key(found)
    row = certificates.row_of(found, chain, at=at, user_id=user_id, agency_id=agency_id)
    certificates.check(row, at=at)
    return row


@action("signing.key.enrol")
def _enrol(
    *, actor: Actor, at: datetime, certificate: Certificate, purpose: Purpose, kind: KeyKind,
    label: str, sealed: bytes, has_pin: bool, place: dict[str, str],
) -> SigningKey:  # fmt: skip
    demand(actor, "signing.seal.enrol" if purpose in OF_AGENCY else "signing.key.enrol")
    same = SigningKey.objects.exclude(state=KeyState.DISABLED).filter(
        certificate__fingerprint=certificate.fingerprint, purpose=purpose,
    )  # fmt: skip
    if same.exists():
        raise AlreadyEnrolled
    certificate.save(force_insert=True)
    key = SigningKey.objects.create(
        kind=kind, purpose=purpose, certificate=certificate, user_id=certificate.user_id,
        agency_id=certificate.agency_id, sealed=sealed, has_pin=has_pin, place=place,
        label=clean_line(label or certificate.name, 200, label="Tên gọi"), created_at=at,
    )  # fmt: skip
    note_key(key, {"kind": kind, "purpose": purpose, "serial": certificate.serial})
    return key


def change_pin(*, actor: Actor, at: datetime, key_id: int, old: str, new: str) -> SigningKey:
    """Đổi mã PIN of a soft key; other keys change theirs where they lie.

    :raises WrongPin: ``old`` does not open it
    """
    key = find_key(key_id)
    policies.demand_charge(actor, key, "signing.key.change_pin")
    if key.kind != KeyKind.SOFT or not key.has_pin:
        raise Invalid("Mã PIN của khóa này đổi tại thiết bị hoặc dịch vụ giữ khóa.")
    check_pin(new, key.purpose)
    with opened(actor=actor, at=at, key=key, pin=old) as open_key:
        if not isinstance(open_key, soft.SoftKey):
            raise Invalid
        sealed = soft.seal(open_key, pin=new, bound_to=key.certificate.fingerprint)
    return _keep_pin(actor=actor, at=at, key_id=key_id, sealed=sealed, version=key.version)


@action("signing.key.change_pin")
def _keep_pin(
    *, actor: Actor, at: datetime, key_id: int, sealed: bytes, version: int
) -> SigningKey:
    key = lock_key(key_id)
    if key.version != version:
        raise Stale
    key.sealed, key.version = sealed, key.version + 1
    key.save(update_fields=["sealed", "version"])
    note_key(key, {})
    return key


@action("signing.key.unlock")
def unlock_key(*, actor: Actor, at: datetime, key_id: int) -> SigningKey:
    """Mở khóa after wrong PINs; the PIN stays what it was."""
    key = lock_key(key_id)
    demand_keeper(actor, key, "signing.key.unlock")
    return move_key(key, "unlock", wrong_pins=0)


@action("signing.key.disable")
def disable_key(*, actor: Actor, at: datetime, key_id: int) -> SigningKey:
    """Ngừng dùng: for good; what was signed with it stays as it is."""
    key = lock_key(key_id)
    policies.demand_charge(actor, key, "signing.key.disable")
    return move_key(key, "disable", sealed=b"")


@action("signing.certificate.revoke")
def revoke_certificate(
    *, actor: Actor, at: datetime, key_id: int, revoked_at: datetime | None = None
) -> Certificate:
    """Note that the authority has revoked the certificate; nobody signs with it any more."""
    key = lock_key(key_id)
    policies.demand_charge(actor, key, "signing.certificate.revoke")
    certificate = key.certificate
    if certificate.revoked_at is None:
        certificate.revoked_at = certificate.checked_at = revoked_at or at
        certificate.save(update_fields=["revoked_at", "checked_at"])
    note_key(key, {"serial": certificate.serial, "revoked_at": certificate.revoked_at})
    return certificate


@action("signing.secret.rotate")
def reseal_keys(*, actor: Actor, at: datetime) -> int:
    """Seal every soft key anew under the first of ``CONGVU_SIGNING_SECRETS``; returns how many.

    PINs stay what they are. Afterwards the older secrets may leave the settings.

    :raises SignatureRefused: a key opens with none of the secrets; nothing is changed
    """
    demand(actor, "signing.secret.rotate")
    keys = list(
        SigningKey.objects.select_for_update(of=("self",))
        .select_related("certificate")
        .filter(kind=KeyKind.SOFT)
        .exclude(state=KeyState.DISABLED)
    )
    for key in keys:
        try:
            key.sealed = vault.rewrap(key.sealed, bound_to=key.certificate.fingerprint)
        except vault.Unreadable:
            raise SignatureRefused(
                f"Khóa số {key.pk} không mở được bằng khóa bí mật nào trong cấu hình. Hãy thêm khóa "
                "bí mật cũ vào CONGVU_SIGNING_SECRETS rồi chạy lại."
            ) from None
    SigningKey.objects.bulk_update(keys, ["sealed"], batch_size=200)
    note(None, changes={"keys": len(keys)})
    return len(keys)
