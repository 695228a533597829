"""Lists and answers about revocation fetched for one verification, from allowed hosts alone.

The verification itself calls nobody (``verification``); what is fetched here goes into it with its
address and moment, and its bytes go with the report, so that it can be proven again years later.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from django.conf import settings

from congvu.office.signing import revocation
from congvu.office.signing.verification import Anchors, Policy, Report, RevocationSource, verify
from congvu.office.signing.verification.facts import who_signed
from congvu.office.signing.verification.names import moment
from congvu.office.signing.verification.reading import (
    Unreadable,
    attempt,
    open_pdf,
    open_signature,
    signed_fields,
)
from congvu.office.signing.verification.report import Fetched
from congvu.office.signing.verification.revocation import from_store

logger = logging.getLogger(__name__)

WHOLE_SECONDS = 20.0
"""Longest time that one verification spends on calling others."""
MOST_CALLS = 20
LONGEST_CHAIN = 6
FRESH = timedelta(minutes=10)
"""A list that many files ask for is called once in that time."""
MOST_KEPT = 32


def judge(pdf: bytes, *, at: datetime, anchors: Anchors) -> Report:
    """The report with what allowed hosts say of revocation, as the administrator has settled it.

    :raises OSError: never; hosts that do not answer leave the fact unknown
    """
    asked = _asked(pdf, at=at, anchors=anchors)
    policy = Policy(settings.CONGVU_REQUIRE_REVOCATION, asked.found)
    report = verify(pdf, at=at, anchors=anchors, policy=policy)
    return replace(report, fetched=tuple(asked.fetched))


def _asked(pdf: bytes, *, at: datetime, anchors: Anchors) -> _Asking:
    """What allowed hosts say about the certificates of a file's signatures.

    Each signer and the authorities above: the responder first, else the list. Never raises on
    what the file holds or a host does.
    """
    asking = _Asking(at)
    if settings.CONGVU_CRL_HOSTS:
        for certificate, issuer in _pairs(pdf, anchors):
            asking.about(certificate, issuer)
    return asking


class _Asking:
    """The calls of one verification; an address is called once, and not beyond the time."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.found: list[RevocationSource] = []
        self.fetched: list[Fetched] = []
        self._until = time.monotonic() + WHOLE_SECONDS
        self._called: set[str] = set()

    def about(self, certificate: asn1.Certificate, issuer: asn1.Certificate) -> None:
        pair = attempt(lambda: (_plain(certificate), _plain(issuer)), otherwise=None)
        if pair is None:
            return
        own, above = pair
        for address in revocation.responders(own):
            key = f"{address}#{own.serial_number}"
            when, content = self._call(key, partial(revocation.ask, address, own, above))
            answer = attempt(_answer, content, otherwise=None)
            if answer is not None:
                self._add("OCSP", address, when, content, ocsps=[answer])
                return
        for address in revocation.addresses(own):
            when, content = self._call(address, partial(revocation.fetch, address))
            found = attempt(_list, content, otherwise=None)
            if found is not None:
                self._add("CRL", address, when, content, crls=[found])
                return

    def _add(
        self, kind: str, address: str, when: datetime, content: bytes, **what: list[object]
    ) -> None:
        digest = hashlib.sha256(content).hexdigest()
        if all(one.sha256 != digest for one in self.fetched):
            name = f"dữ liệu tải từ {address} lúc {moment(when)}"
            self.found.append(RevocationSource(name, **what))
            self.fetched.append(Fetched(kind, address, when, digest, content))

    def _call(self, key: str, call: Callable[[], bytes]) -> tuple[datetime, bytes]:
        """The content and of when it is; nothing where nobody answered."""
        kept = _RECENT.get(key, self.at)
        if kept is not None:
            return kept
        if key in self._called or len(self._called) >= MOST_CALLS or time.monotonic() > self._until:
            return self.at, b""
        self._called.add(key)
        try:
            content = call()
        except (revocation.NoList, ValueError) as error:
            logger.warning("revocation at %s: %s", key, error)
            return self.at, b""
        _RECENT.put(key, content, self.at)
        return self.at, content


class _Recent:
    """The last contents, for a while; every process has its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[datetime, bytes]] = {}

    def get(self, key: str, at: datetime) -> tuple[datetime, bytes] | None:
        with self._lock:
            kept = self._kept.get(key)
        return kept if kept is not None and timedelta(0) <= at - kept[0] < FRESH else None

    def put(self, key: str, content: bytes, at: datetime) -> None:
        with self._lock:
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = (at, content)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_RECENT = _Recent()


def _pairs(pdf: bytes, anchors: Anchors) -> Iterator[tuple[asn1.Certificate, asn1.Certificate]]:
    """Every certificate from the signers up, each with its issuer, once."""
    seen: set[bytes] = set()
    for signer, others in _signers(pdf):
        known = [*others, *anchors.intermediates, *(one.certificate for one in anchors.roots)]
        certificate = signer
        for _ in range(LONGEST_CHAIN):
            issuer = _issuer(certificate, known)
            if issuer is None or issuer.sha256 == certificate.sha256:
                break
            if certificate.sha256 not in seen:
                seen.add(certificate.sha256)
                yield certificate, issuer
            certificate = issuer


def _signers(pdf: bytes) -> Sequence[tuple[asn1.Certificate, Sequence[asn1.Certificate]]]:
    try:
        reader = open_pdf(pdf)
        fields = signed_fields(reader)
        _, stored = from_store(reader)
    except Unreadable:
        return []
    found = []
    for name, _, field in fields:
        embedded = attempt(open_signature, reader, name, field, otherwise=None)
        who = None if embedded is None else who_signed(embedded)
        if who is not None:
            found.append((who.signer, [*who.others, *stored]))
    return found


def _issuer(
    certificate: asn1.Certificate, known: Sequence[asn1.Certificate]
) -> asn1.Certificate | None:
    wanted = attempt(lambda: certificate.issuer.hashable, otherwise=None)
    return next(
        (one for one in known if attempt(_subject, one, otherwise="") == wanted),
        None,
    )


def _subject(certificate: asn1.Certificate) -> str:
    found: str = certificate.subject.hashable
    return found


def _plain(certificate: asn1.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())


def _answer(content: bytes) -> ocsp.OCSPResponse | None:
    """A response that answers; a refusal says nothing."""
    if not content:
        return None
    answer = ocsp.OCSPResponse.load(content)
    successful = answer["response_status"].native == "successful"
    return answer if successful and answer.response_data is not None else None


def _list(content: bytes) -> crl.CertificateList | None:
    if not content:
        return None
    found = crl.CertificateList.load(content)
    return found if found["tbs_cert_list"].native else None
