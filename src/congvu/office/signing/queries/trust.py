"""Questions about trusted roots."""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import demand
from congvu.office.signing.choices import AnchorLabel
from congvu.office.signing.models import TrustAnchor
from congvu.office.signing.models.trust import TrustAnchorQuerySet
from congvu.office.signing.verification.anchors import Anchor, Anchors, read_certificates
from congvu.office.signing.verification.chains import ANY, context, walk
from congvu.office.signing.verification.report import Chain
from congvu.office.signing.verification.waiting import result_of


def anchors() -> Anchors:
    """What the verification trusts, in one query."""
    roots, between = [], []
    for row in TrustAnchor.objects.standing():
        (certificate,) = read_certificates(row.pem.encode())
        if row.is_root:
            label = AnchorLabel(row.label).label
            roots.append(Anchor(certificate, label, row.trusted_from, row.trusted_until))
        else:
            between.append(certificate)
    return Anchors(roots, between)


def chain(cert_pem: bytes | str, at: datetime) -> Chain:
    """Whether a certificate (PEM or DER, its issuers may follow) leads to a trusted root at ``at``.

    For signatures that are not in PDF files, such as those on messages between agencies; says
    nothing of revocation.

    :raises Invalid: no certificate in it
    """
    data = cert_pem.encode() if isinstance(cert_pem, str) else cert_pem
    first, *others = read_certificates(data)
    known = anchors()
    found = result_of(walk(first, context(known, others, at), known, ANY))
    return found.chain


def anchors_for(actor: Actor) -> TrustAnchorQuerySet:
    """All anchors, withdrawn ones too, for the list.

    :raises NotAllowed: the actor may not see them
    """
    demand(actor, "signing.trust.read")
    return TrustAnchor.objects.all()


def anchor_for(actor: Actor, anchor_id: int) -> TrustAnchor:
    """:raises NotFound: no such anchor"""
    row = anchors_for(actor).filter(pk=anchor_id).first()
    if row is None:
        raise NotFound("Không tìm thấy gốc tin cậy này. Hãy mở lại danh sách gốc tin cậy.")
    return row
