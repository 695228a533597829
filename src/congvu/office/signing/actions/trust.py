"""Verbs on trusted roots."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from asn1crypto import x509

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.office.signing.choices import ANCHOR_KIND, AnchorLabel
from congvu.office.signing.models import TrustAnchor
from congvu.office.signing.verification.anchors import is_root, read_certificates
from congvu.office.signing.verification.names import common_name

LARGEST = 1_000_000
"""Bytes of the largest bundle of certificates."""


@action("signing.trust.add")
def add(
    *,
    actor: Actor,
    at: datetime,
    certificates: bytes,
    label: AnchorLabel,
    source: str,
    trusted_from: datetime | None = None,
    trusted_until: datetime | None = None,
) -> list[TrustAnchor]:
    """Khai báo gốc tin cậy: trust every certificate of a PEM bundle or a DER file.

    A certificate that is known already gets the new label, source and dates, and stands again if
    it was withdrawn.

    :raises NotAllowed: the actor is no system administrator
    :raises Invalid: no certificate in it, one that is no authority, or dates the wrong way round
    """
    demand(actor, "signing.trust.add")
    if len(certificates) > LARGEST:
        raise Invalid("Tệp chứng thư quá lớn. Hãy chọn tệp chứng thư của tổ chức chứng thực.")
    if trusted_from is not None and trusted_until is not None and trusted_from >= trusted_until:
        raise Invalid(fields={"trusted_until": ["Hãy chọn ngày sau ngày bắt đầu tin cậy."]})
    if not source.strip():
        raise Invalid(fields={"source": ["Hãy ghi nơi đã đối chiếu dấu vân tay của chứng thư."]})
    more: dict[str, Any] = {
        "label": AnchorLabel(label),
        "source": source.strip()[:300],
        "trusted_from": trusted_from,
        "trusted_until": trusted_until,
        "withdrawn_at": None,
        "withdrawn_reason": "",
    }
    return [_keep(one, more, actor, at) for one in read_certificates(certificates)]


def _keep(
    certificate: x509.Certificate, more: Mapping[str, Any], actor: Actor, at: datetime
) -> TrustAnchor:
    if not certificate.ca and not is_root(certificate):
        raise Invalid(
            f"Chứng thư “{common_name(certificate)}” không phải của tổ chức chứng thực. "
            "Chỉ khai báo chứng thư gốc hoặc chứng thư của tổ chức cấp."
        )
    row, created = TrustAnchor.objects.select_for_update().get_or_create(
        sha256=certificate.sha256.hex(),
        defaults={**_facts(certificate), **more, "added_by_id": actor.user_id, "added_at": at},
    )
    if not created:
        for name, value in more.items():
            setattr(row, name, value)
        row.save(update_fields=list(more))
    note(
        Subject(ANCHOR_KIND, row.pk),
        label=row.name,
        changes={"label": row.get_label_display(), "source": row.source, "sha256": row.sha256},
    )
    return row


def _facts(certificate: x509.Certificate) -> dict[str, Any]:
    return {
        "name": common_name(certificate)[:300],
        "issuer": common_name(certificate, issuer=True)[:300],
        "serial": f"{certificate.serial_number:x}"[:64],
        "not_before": certificate.not_valid_before,
        "not_after": certificate.not_valid_after,
        "is_root": is_root(certificate),
        "pem": to_pem(certificate.dump()),
    }


def to_pem(der: bytes) -> str:
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


@action("signing.trust.withdraw")
def withdraw(*, actor: Actor, at: datetime, anchor_id: int, reason: str) -> TrustAnchor:
    """Ngừng tin cậy: verifications from now on do without it; records already made stay.

    :raises NotAllowed: the actor is no system administrator
    :raises NotFound: no such anchor
    :raises WrongState: withdrawn before
    :raises Invalid: no reason given
    """
    demand(actor, "signing.trust.withdraw")
    row = TrustAnchor.objects.select_for_update().filter(pk=anchor_id).first()
    if row is None:
        raise NotFound("Không tìm thấy gốc tin cậy này. Hãy mở lại danh sách gốc tin cậy.")
    if row.withdrawn_at is not None:
        raise WrongState("Gốc này đã ngừng tin cậy trước đó.")
    if not reason.strip():
        raise Invalid(fields={"reason": ["Hãy ghi lý do ngừng tin cậy."]})
    row.withdrawn_at, row.withdrawn_reason = at, reason.strip()[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    note(Subject(ANCHOR_KIND, row.pk), label=row.name, changes={"reason": row.withdrawn_reason})
    return row
