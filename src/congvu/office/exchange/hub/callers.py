"""Which connected system calls, by what proves it in its generation."""

from __future__ import annotations

import hmac
import json
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.hub import limits, signature, tokens
from congvu.office.exchange.hub.codes import HubRefused, Reason
from congvu.office.exchange.hub.signature import Parameters
from congvu.office.exchange.models import Peer, UsedNonce
from congvu.office.exchange.vault import unseal

logger = logging.getLogger("congvu.hub")

KNOWN_AGAIN = timedelta(minutes=1)
"""How fresh the note of the last contact is kept."""
NOBODY = "không-có-hệ-thống-này"
"""A secret to compare with when there is no such system, so that both answers take as long."""


def first(request: HttpRequest, *, at: datetime) -> tuple[Peer, Parameters]:
    """Generation 1: signed headers.

    The clock and the use of a signature for one call only are looked at, unless the system is
    marked as one whose software keeps one timestamp for many calls (``options["one_stamp"]``).

    :raises HubRefused: unknown, wrongly signed, stale, replayed, paused
    """
    limits.demand_trust(_ip(request), at=at)
    peer = _system(signature.claimed_system(request.headers), Speech.GEN1_SERVER)
    secret = unseal(peer.secret) if peer else NOBODY
    try:
        parameters = signature.verify(request.headers, secret=secret)
        if peer is None or parameters.system_id != peer.system_id:
            raise HubRefused(Reason.CREDENTIALS)
        _demand_fresh(peer, parameters, at)
    except HubRefused as refused:
        _note_failure(request, peer, refused, at)
        raise
    return _welcome(peer, at), parameters


def login(request: HttpRequest, body: bytes, *, at: datetime) -> str:
    """Generation 2: a token for the system id and its secret, as user name and password.

    :raises HubRefused: not a pair that we know
    """
    limits.demand_trust(_ip(request), at=at)
    try:
        said = json.loads(body)
        name, password = str(said["username"]), str(said["password"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise HubRefused(Reason.CREDENTIALS, "Thiếu username hoặc password.") from None
    peer = _system(name, Speech.GEN2_SERVER)
    try:
        if peer is None:
            limits.note_failure(_ip(request), at=at)
        secret = _demand_secret(peer, password)
    except HubRefused as refused:
        _note_failure(request, peer, refused, at)
        raise
    assert peer is not None
    return tokens.issue(_welcome(peer, at).pk, secret)


def second(request: HttpRequest, *, at: datetime) -> Peer:
    """Generation 2: the token, and the system's id and secret beside it when they are sent.

    Reading the list of agencies needs the token alone, as the clients of that generation send
    nothing else there.

    :raises HubRefused: no token, an old one, or a system that is another's
    """
    limits.demand_trust(_ip(request), at=at)
    peer: Peer | None = None
    try:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise HubRefused(Reason.CREDENTIALS, "Thiếu mã truy cập (Authorization: Bearer …).")
        system_pk = tokens.system_of(token.strip())
        peer = Peer.objects.filter(pk=system_pk, speech=Speech.GEN2_SERVER).first()
        tokens.demand_current(token.strip(), unseal(peer.secret) if peer else NOBODY)
        given_id = request.headers.get("X-SystemId", "").strip()
        given_secret = request.headers.get("X-SecretKey", "").strip()
        if given_id or given_secret or not request.path.endswith("/getAgenciesList"):
            _demand_secret(peer, given_secret)
            if peer is None or given_id != peer.system_id:
                raise HubRefused(Reason.CREDENTIALS)
    except HubRefused as refused:
        _note_failure(request, peer, refused, at)
        raise
    if peer is None:
        raise HubRefused(Reason.CREDENTIALS)
    return _welcome(peer, at)


def _system(system_id: str, speech: Speech) -> Peer | None:
    if not system_id or "\x00" in system_id or len(system_id) > 100:
        return None
    return next(iter(_SYSTEM(system_id=system_id, speech=speech.value)), None)


_SYSTEM = Prepared(
    lambda system_id, speech: Peer.objects.filter(system_id=system_id, speech=speech).order_by(
        "pk"
    )[:1],
    system_id=str,
    speech=str,
)


def _demand_secret(peer: Peer | None, given: str) -> str:
    secret = unseal(peer.secret) if peer else NOBODY
    same = hmac.compare_digest(secret.encode(), given.encode("utf-8", "replace"))
    if peer is None or not secret or not same:
        raise HubRefused(Reason.CREDENTIALS)
    return secret


def _demand_fresh(peer: Peer, parameters: Parameters, at: datetime) -> None:
    if peer.options.get("one_stamp"):
        return
    minutes = peer.options.get("clock_minutes") or settings.CONGVU_HUB_CLOCK_MINUTES
    window = timedelta(minutes=int(minutes))
    signature.demand_fresh(
        parameters, at=at, window=window, first_time=lambda digest: _first_time(peer, digest, at)
    )


def _first_time(peer: Peer, digest: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            insert(UsedNonce(peer=peer, nonce=digest[:64], at=at))
    except IntegrityError:
        return False
    return True


def _welcome(peer: Peer, at: datetime) -> Peer:
    """The system may speak now; that it did is noted."""
    if not peer.is_active(local_date(at)):
        raise HubRefused(
            Reason.CREDENTIALS,
            "Kết nối của hệ thống này đang tạm dừng hoặc ngoài thời hạn. Hãy liên hệ quản trị "
            "của trục.",
        )
    limits.demand_pace(peer.pk, at=at)
    if peer.last_seen_at is None or at - peer.last_seen_at > KNOWN_AGAIN:
        Peer.objects.filter(pk=peer.pk).update(last_seen_at=at)
    return peer


def _note_failure(
    request: HttpRequest, peer: Peer | None, refused: HubRefused, at: datetime
) -> None:
    """For the log, the brake, and the page of the system; never with what was sent as proof.

    Who shows nothing guesses nothing: such a call is refused at the same price for ever.
    """
    if request.headers.get(signature.HASH) or request.headers.get("Authorization") or peer:
        limits.note_failure(_ip(request), at=at)
    logger.warning(
        "hub_refused",
        extra={"ip": _ip(request), "path": request.path, "reason": refused.reason.value,
               "system": peer.system_id if peer else ""},
    )  # fmt: skip
    if peer is not None:
        words = f"{refused.words} (từ {_ip(request)})"
        Peer.objects.filter(pk=peer.pk).exclude(last_error=words[:500]).update(
            last_error=words[:500]
        )


def _ip(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
