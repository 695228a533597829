"""What a request between installations carries to prove who sends it, what, and that it is new.

An HMAC-SHA256 with the shared secret over method, path and these headers; the body is bound by
its digest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from congvu.core.kernel.clock import local_date
from congvu.office.exchange import vault
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.errors import (
    BadCredentials,
    CallerCertificateExpired,
    ClockSkew,
    PeerPaused,
    Replayed,
)
from congvu.office.exchange.keys import in_force
from congvu.office.exchange.models import Peer, UsedNonce

FROM, TO, TIME, NONCE = "X-Congvu-From", "X-Congvu-To", "X-Congvu-Time", "X-Congvu-Nonce"
DIGEST, SIGNATURE = "X-Congvu-Digest", "X-Congvu-Signature"
SENDER, RECIPIENTS = "X-Congvu-Sender", "X-Congvu-Recipients"
SIGNED = (FROM, TO, TIME, NONCE, DIGEST, SENDER, RECIPIENTS)
LONGEST = 8192


def headers_for(
    *, peer_code: str, secret: str, method: str, path: str, digest: str, at: datetime,
    sender: str = "", recipients: tuple[str, ...] = (),
) -> dict[str, str]:  # fmt: skip
    """Headers of a request to a peer, made anew for every attempt."""
    made = {
        FROM: settings.CONGVU_EXCHANGE_CODE, TO: peer_code, TIME: at.isoformat(),
        NONCE: secrets.token_hex(16), DIGEST: digest, SENDER: sender,
        RECIPIENTS: ",".join(recipients),
    }  # fmt: skip
    return made | {SIGNATURE: _sign(secret, method, path, made)}


def caller(request: HttpRequest, *, at: datetime) -> Peer:
    """The peer that sends the request, after every proof but that of the body's digest.

    :raises BadCredentials: unknown, another secret or another certificate; which one is not told
    :raises CallerCertificateExpired: the right one, outside its days
    :raises ClockSkew: made too long ago, or in our future
    :raises Replayed: the very same request was here already
    :raises PeerPaused: the connection is paused or outside its days
    """
    given = {name: request.headers.get(name, "") for name in (*SIGNED, SIGNATURE)}
    peer = Peer.objects.filter(code=given[FROM][:60], speech=Speech.CONGVU).first()
    secret = vault.unseal(peer.secret) if peer is not None else ""
    expected = _sign(secret or secrets.token_hex(8), request.method or "", request.path, given)
    genuine = hmac.compare_digest(expected.encode(), given[SIGNATURE].encode("utf-8", "replace"))
    if peer is None or not secret or not genuine or given[TO] != settings.CONGVU_EXCHANGE_CODE:
        raise BadCredentials
    _demand_certificate(request, peer, at)
    _demand_clock(given[TIME], at, peer.options.get("clock_minutes"))
    if not peer.is_active(local_date(at)):
        raise PeerPaused
    _demand_new(peer, given[NONCE], at)
    return peer


def _sign(secret: str, method: str, path: str, given: Mapping[str, str]) -> str:
    said = "\n".join([method, path, *(given[name][:LONGEST] for name in SIGNED)])
    return hmac.new(secret.encode(), said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _demand_clock(text: str, at: datetime, minutes: int | None) -> None:
    """``minutes`` is what was agreed with this peer; else the installation's own window."""
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        raise BadCredentials from None
    if made.tzinfo is None:
        raise BadCredentials
    agreed = int(minutes) * 60 if minutes else settings.CONGVU_EXCHANGE_CLOCK_SECONDS
    window = timedelta(seconds=agreed)
    apart = made - at
    if abs(apart) > window:
        ahead = "nhanh" if apart > timedelta(0) else "chậm"
        seconds = round(abs(apart).total_seconds())
        raise ClockSkew(
            f"Đồng hồ bên gửi {ahead} hơn bên nhận {seconds} giây, quá {window.seconds} giây cho "
            "phép. Hãy chỉnh giờ máy chủ theo máy chủ thời gian rồi gửi lại.",
            seconds=round(apart.total_seconds()),
        )


def _demand_new(peer: Peer, nonce: str, at: datetime) -> None:
    if not 16 <= len(nonce) <= 64:
        raise BadCredentials
    try:
        with transaction.atomic():
            UsedNonce.objects.create(peer=peer, nonce=nonce, at=at)
    except IntegrityError:
        raise Replayed from None


def _demand_certificate(request: HttpRequest, peer: Peer, at: datetime) -> None:
    """The caller's certificate, as the gateway that ends the TLS connection hands it on.

    The header counts from ``CONGVU_TRUSTED_PROXIES`` only: anybody else could write it. One that
    its owner has revoked is no longer pinned.
    """
    if not peer.client_fingerprint:
        return
    name = settings.CONGVU_EXCHANGE_CERT_HEADER
    spoke = request.META.get("congvu.spoke", request.META.get("REMOTE_ADDR", ""))
    believed = bool(name) and spoke in settings.TRUSTED_PROXIES
    pem = unquote(request.headers.get(name, "")) if believed else ""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise BadCredentials from None
    shown = certificate.fingerprint(hashes.SHA256()).hex()
    if not hmac.compare_digest(shown, peer.client_fingerprint.lower().replace(":", "")):
        raise BadCredentials
    if not in_force(certificate, at):
        raise CallerCertificateExpired
