"""Calling another installation of Công Vụ."""

from __future__ import annotations

import hashlib
import time
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
from congvu.office.exchange.native import batches, proof
from congvu.office.exchange.transports import (
    Answer,
    Load,
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

LOAD = Load(batches.MOST_LETTERS, batches.MOST_BYTES)
BELIEVED = 600.0
"""Seconds for which a peer's word about batches is believed."""
_loads: dict[str, tuple[Load, float]] = {}
"""What the peers said, by their address, and until when that counts."""


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

    def letters(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Together where the peer takes several, else one by one until nothing gets through."""
        answers: list[Answer] = []
        for call in self._load(parcels).share(parcels):
            if answers and answers[-1].result == Result.AWAY:
                answers += [answers[-1]] * len(call)
            elif len(call) == 1:
                answers.append(self.letter(call[0]))
            else:
                answers += self._together(call)
        return answers

    def _load(self, parcels: Sequence[Parcel]) -> Load:
        """What the peer takes in one call; it is asked once in a while, and not for one letter."""
        known, until = _loads.get(self._wire.address.base_url, (Load(), 0.0))
        if len(parcels) == 1 or time.monotonic() < until:
            return known
        try:
            offered = self.ask("/ping", {}).body.get("batch")
        except https.WireFailed:
            return Load()  # the first letter finds out
        load = _least(offered) if isinstance(offered, dict) else Load()
        _loads[self._wire.address.base_url] = (load, time.monotonic() + BELIEVED)
        return load

    def _together(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """One call. Where the peer does not answer each, each goes by itself: what is wrong with a
        batch is no letter's fault."""
        listed = batches.manifest(parcels)
        body = batches.body(listed, parcels)
        try:
            told = self._call("/batch", body, digest=hashlib.sha256(listed).hexdigest())
        except https.WireFailed as error:
            return [Answer(Result.AWAY, str(error))] * len(parcels)
        outcomes = told.body.get("outcomes")
        if told.status == 200 and isinstance(outcomes, list) and len(outcomes) == len(parcels):
            return [self._judged(Told(one.get("status", 200), one)) for one in outcomes]
        if told.body.get("code") in NOT_THIS_LETTER | LATER:
            return [self._judged(told)] * len(parcels)
        _loads[self._wire.address.base_url] = (Load(), time.monotonic() + BELIEVED)
        return self.letters(parcels)

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
        recipients: tuple[str, ...] = (), digest: str = "",
    ) -> Told:  # fmt: skip
        if not digest:
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


def _least(offered: Mapping[str, Any]) -> Load:
    """What both sides take in one call."""
    numbers = (offered.get("letters"), offered.get("bytes"))
    letters, size = [one if isinstance(one, int) else 0 for one in numbers]
    return Load(max(1, min(letters, LOAD.letters)), min(size, LOAD.size))


def _row(report: Report) -> dict[str, Any]:
    names = ("document_id", "from_code", "to_code", "code", "description", "staff", "business",
             "serial")  # fmt: skip
    return {name: getattr(report, name) for name in names} | {"at": report.at.isoformat()}


def register() -> None:
    """Called once at start-up."""
    transports.add(Speech.CONGVU, Transport(Speech.CONGVU, NativeSession, check, load=LOAD))
