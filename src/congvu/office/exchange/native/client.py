"""Calling another installation of Công Vụ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings

from congvu.core.kernel.clock import now
from congvu.office.exchange import vault
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub import https
from congvu.office.exchange.models import Peer
from congvu.office.exchange.native import proof
from congvu.office.exchange.transports import (
    Answer,
    Parcel,
    Report,
    Result,
    Transport,
    transports,
)

PREFIX = "/lien-thong/v1"
NOT_THIS_LETTER = frozenset(
    {
        "bad_credentials",
        "caller_certificate_expired",
        "clock_skew",
        "peer_paused",
        "quota_exceeded",
        "replayed",
    }
)
"""Refusals that say nothing about the message, but that no other would get through either."""
LATER = frozenset(
    {"digest_mismatch", "store_unavailable", "store_away", "scanner_unavailable", "unavailable"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the other side: HTTP status and JSON."""

    status: int
    body: Mapping[str, Any]

    @property
    def words(self) -> str:
        return str(self.body.get("message", ""))[:480]


class NativeSession:
    """One kept connection."""

    def __init__(self, peer: Peer) -> None:
        self._code, self._name = peer.code, peer.name
        self._secret = vault.unseal(peer.secret)
        self._wire = https.Wire(address_of(peer))

    def letter(self, parcel: Parcel) -> Answer:
        try:
            told = self._call(
                "/letters", parcel.content, sender=parcel.sender_code,
                recipients=parcel.organ_codes,
            )  # fmt: skip
        except https.WireFailed as error:
            return Answer(Result.AWAY, str(error))
        return self._judged(told)

    def statuses(self, reports: Sequence[Report]) -> list[Answer]:
        body = orjson.dumps([_row(report) for report in reports])
        try:
            told = self._call("/statuses", body)
        except https.WireFailed as error:
            return [Answer(Result.AWAY, str(error))] * len(reports)
        outcomes = told.body.get("outcomes", [])
        if told.status != 200 or len(outcomes) != len(reports):
            return [self._judged(told)] * len(reports)
        return [self._judged(Told(one.get("status", 200), one)) for one in outcomes]

    def ask(self, path: str, body: Mapping[str, Any]) -> Told:
        """Any other question, such as the ledger of a period.

        :raises WireFailed: not answered
        """
        return self._call(path, orjson.dumps(body))

    def close(self) -> None:
        self._wire.close()

    def _call(
        self, path: str, body: Content | bytes, *, sender: str = "",
        recipients: tuple[str, ...] = (),
    ) -> Told:  # fmt: skip
        digest = hashlib.sha256(body).hexdigest() if isinstance(body, bytes) else body.sha256
        full = self._wire.path_of(PREFIX + path)

        def headers() -> dict[str, str]:
            made = proof.headers_for(
                peer_code=self._code, secret=self._secret, method="POST", path=full,
                digest=digest, at=now(), sender=sender, recipients=recipients,
            )  # fmt: skip
            kind = "application/json" if isinstance(body, bytes) else "application/xml"
            return made | {"Content-Type": kind}

        answer = self._wire.call("POST", PREFIX + path, headers=headers, body=body)
        try:
            return Told(answer.status, answer.json())
        except https.WireFailed:
            return Told(answer.status, {})

    def _judged(self, told: Told) -> Answer:
        code = str(told.body.get("code", ""))
        words = told.words or f"{self._name} trả lời không rõ (HTTP {told.status})."
        if told.status == 200:
            return Answer(Result.OK, remote_id=str(told.body.get("document_id", "")))
        if code in NOT_THIS_LETTER or (told.status in (404, 502, 503, 504) and code not in LATER):
            return Answer(Result.AWAY, words)
        if code in LATER or told.status >= 500 or told.status in (408, 425, 429) or not code:
            return Answer(Result.FAILED, words)
        return Answer(Result.REFUSED, words)


def address_of(peer: Peer) -> https.Address:
    """Where the peer is, and which certificates are believed there."""
    pins: tuple[str, ...] = ()
    if peer.tls_pem:
        known = x509.load_pem_x509_certificates(peer.tls_pem.encode())
        pins = tuple(one.fingerprint(hashes.SHA256()).hex() for one in known)
    return https.Address(
        peer.base_url.rstrip("/"), pins=pins, client_certificate=settings.CONGVU_EXCHANGE_CERT,
        timeout=float(settings.CONGVU_EXCHANGE_TIMEOUT_SECONDS), attempts=1,
    )  # fmt: skip


def check(peer: Peer) -> str:
    """Try the connection; the answer in words."""
    session = NativeSession(peer)
    try:
        told = session.ask("/ping", {})
    except https.WireFailed as error:
        return f"Không kết nối được: {error}"
    finally:
        session.close()
    if told.status != 200:
        return f"Bên kia từ chối: {told.words or told.status}"
    return f"Kết nối tốt với {told.body.get('name', peer.name)}."


def ledger(peer: Peer, *, since: datetime, until: datetime, after: str = "") -> Told:
    """One page of the peer's list of what was exchanged in a period.

    :raises WireFailed: not answered
    """
    session = NativeSession(peer)
    try:
        return session.ask(
            "/ledger", {"since": since.isoformat(), "until": until.isoformat(), "after": after}
        )
    finally:
        session.close()


def _row(report: Report) -> dict[str, Any]:
    names = ("document_id", "from_code", "to_code", "code", "description", "staff", "business",
             "serial")  # fmt: skip
    return {name: getattr(report, name) for name in names} | {"at": report.at.isoformat()}


def register() -> None:
    """Called once at start-up."""
    transports.add(Speech.CONGVU, Transport(Speech.CONGVU, NativeSession, check))
