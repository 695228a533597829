"""Asking the authorities whether enrolled certificates are revoked.

Signing never waits for this: it reads what was found last (``Certificate.revoked_at``).
"""

from __future__ import annotations

import logging
from datetime import datetime

from cryptography import x509

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.actions import notify
from congvu.office.signing import certificates, revocation
from congvu.office.signing.actions.expiry import page_of, people_for
from congvu.office.signing.actions.rows import note_key
from congvu.office.signing.choices import KEY_KIND, KeyState, Notice
from congvu.office.signing.models import Certificate, SigningKey

logger = logging.getLogger(__name__)
Asked = dict[str, bytes | None]


def refresh_revocation(*, at: datetime) -> int:
    """Read the lists of all certificates in use; returns how many were found revoked.

    A list that does not come, or cannot be believed, changes nothing and is tried again at the
    next round. A certificate that is suspended (certificateHold) counts as revoked.
    """
    asked: Asked = {}
    keys = SigningKey.objects.exclude(state=KeyState.DISABLED).select_related("certificate")
    held = keys.filter(certificate__revoked_at__isnull=True, certificate__not_after__gte=at)
    return sum(_refresh(key, at, asked) for key in held.order_by("id"))


def _refresh(key: SigningKey, at: datetime, asked: Asked) -> bool:
    own, chain = certificates.load(key.certificate), certificates.load_chain(key.certificate)
    for address in revocation.addresses(own):
        said = _said(address, own, chain, at, asked)
        if said is None:
            continue
        revoked_at = said.revoked.get(own.serial_number)
        if revoked_at is not None:
            _mark(actor=system_actor("job"), at=at, key=key, revoked_at=revoked_at)
            return True
        Certificate.objects.filter(pk=key.certificate_id).update(checked_at=at)
        return False
    return False


def _said(
    address: str, own: x509.Certificate, chain: list[x509.Certificate], at: datetime, asked: Asked
) -> revocation.Revocations | None:
    """Each address is called once a round, whatever becomes of it."""
    try:
        if address not in asked:
            asked[address] = None
            asked[address] = revocation.fetch(address)
        content = asked[address]
        return None if content is None else revocation.read(content, own, chain, at)
    except revocation.NoList as error:
        logger.warning("revocation list of %s: %s", address, error)
        return None


@action("signing.certificate.found_revoked")
def _mark(*, actor: Actor, at: datetime, key: SigningKey, revoked_at: datetime) -> None:
    certificate = Certificate.objects.select_for_update().get(pk=key.certificate_id)
    if certificate.revoked_at is not None:
        return
    certificate.revoked_at, certificate.checked_at = revoked_at, at
    certificate.save(update_fields=["revoked_at", "checked_at"])
    note_key(key, {"serial": certificate.serial, "revoked_at": revoked_at})
    notify(
        event_key=f"signing.revoked:{certificate.pk}", kind=Notice.REVOKED,
        recipients=people_for(key, at), subject=Subject(KEY_KIND, key.pk),
        title=f"Chứng thư số của {certificate.name} đã bị nơi cấp thu hồi ngày "
        f"{format_date(local_date(revoked_at))}, không ký được nữa. Hãy liên hệ nơi cấp.",
        actor=actor, at=at, url=page_of(key), urgent=True,
    )  # fmt: skip
