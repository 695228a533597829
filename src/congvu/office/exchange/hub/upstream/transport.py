"""An axis above us as a way of speaking: what waits goes up, and what waits there is fetched."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from congvu.core.kernel.errors import DomainError
from congvu.office.exchange import actions, vault
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.errors import QuotaExceeded
from congvu.office.exchange.hub.https import Wire, WireFailed
from congvu.office.exchange.hub.mailbox import MessageType, Period, Progress
from congvu.office.exchange.hub.upstream.first import FirstHub
from congvu.office.exchange.hub.upstream.hub import Announced, Hub, HubSaid
from congvu.office.exchange.hub.upstream.second import SecondHub
from congvu.office.exchange.models import Peer
from congvu.office.exchange.native.client import address_of
from congvu.office.exchange.transports import (
    Answer,
    Parcel,
    Report,
    Result,
    Transport,
    transports,
)

logger = logging.getLogger("congvu.hub")

ATTEMPTS = 3
"""Tries of one call before the ledger waits longer; ``options["attempts"]`` says otherwise."""
MOST_FETCHED = 200
"""Messages of one look into the mailbox; the next minute brings the rest."""
SETTLED = frozenset({Progress.DONE.value, Progress.FAIL.value})
NEVER = frozenset({"10", "18", "19", "22", "23"})
"""Answers that no further try changes: the file, the recipient, the sender, the format."""
NOT_NOW = frozenset({"15", "20", "24", "26", "31", "401", "403"})
"""Answers about us or the axis, not about this letter: everything waits."""


class HubSession:
    """One connection to an axis, as ``transports.Session``."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def letters(self, parcels: Sequence[Parcel]) -> list[Answer]:
        return [self.letter(parcel) for parcel in parcels]

    def letter(self, parcel: Parcel) -> Answer:
        return self._send(parcel.content, MessageType.EDOC, parcel.sender_code, parcel.organ_codes)

    def statuses(self, reports: Sequence[Report]) -> list[Answer]:
        answers: list[Answer] = []
        for report in reports:
            away = answers[-1] if answers and answers[-1].result is Result.AWAY else None
            answers.append(
                away
                or self._send(
                    report.content, MessageType.STATUS, report.from_code, (report.to_code,)
                )
            )
        return answers

    def close(self) -> None:
        self.hub.close()

    def _send(
        self, content: Content, message_type: MessageType, sender: str, to: Sequence[str]
    ) -> Answer:
        try:
            doc_id = self.hub.send(content, message_type, from_code=sender, to_codes=to)
        except WireFailed as error:
            return Answer(Result.AWAY, str(error))
        except HubSaid as said:
            return Answer(judged(said), str(said))
        return Answer(Result.OK, remote_id=doc_id)


def judged(said: HubSaid) -> Result:
    """What a refusal of the axis means for the letter."""
    if said.passing or said.code in NOT_NOW:
        return Result.AWAY
    return Result.REFUSED if said.code in NEVER else Result.FAILED


def connected(peer: Peer) -> Hub:
    """The axis of a peer's row.

    ``options``: ``attempts`` (tries of a call), ``login`` (for generation 2: what its login asks
    for beside the password, such as another user name), ``login_secret`` (sealed: its password,
    when it is not the system's own secret).
    """
    address = replace(address_of(peer), attempts=int(peer.options.get("attempts", ATTEMPTS)))
    secret, wire = vault.unseal(peer.secret), Wire(address)
    if peer.speech == Speech.GEN1_CLIENT:
        return FirstHub(wire, system_id=peer.system_id, secret=secret)
    password = vault.unseal(peer.options.get("login_secret", "")) or secret
    login = {"username": peer.system_id} | dict(peer.options.get("login", {}))
    return SecondHub(
        wire, system_id=peer.system_id, secret=secret, login=login | {"password": password}
    )


def connect(peer: Peer) -> HubSession:
    return HubSession(connected(peer))


def check(peer: Peer) -> str:
    """Ask for the list of agencies; the answer in words."""
    hub = connected(peer)
    try:
        found = hub.agencies()
    except WireFailed as error:
        return f"Không kết nối được: {error}"
    except HubSaid as said:
        return f"Trục từ chối: {said}"
    finally:
        hub.close()
    return f"Kết nối tốt với {peer.name}: trục có {len(found)} cơ quan."


def poll(peer: Peer, at: datetime) -> int:
    """Fetch what waits for us at the axis: letters first, then statuses; returns how many came.

    Each message is acknowledged after it is safe here; dying in between, it is fetched again and
    known by its name. What cannot be taken is held back here and reported as failed there. Trouble
    of our own (disk, database) leaves it where it is.
    """
    hub = connected(peer)
    done = 0
    try:
        for message_type in (MessageType.EDOC, MessageType.STATUS):
            waiting = [one for one in hub.received(message_type, Period()) if _waits(one)]
            for announced in waiting[:MOST_FETCHED]:
                done += _take(hub, peer, announced, at)
    except (WireFailed, HubSaid) as error:
        logger.warning("hub_poll_failed", extra={"peer": peer.code, "reason": str(error)[:300]})
        Peer.objects.filter(pk=peer.pk).update(last_error=str(error)[:500])
        return done
    finally:
        hub.close()
    Peer.objects.filter(pk=peer.pk).update(last_seen_at=at)
    return done


def _waits(announced: Announced) -> bool:
    return announced.status.strip().lower() not in SETTLED


def _take(hub: Hub, peer: Peer, announced: Announced, at: datetime) -> int:
    with hub.fetch(announced.doc_id) as content:
        try:
            with content.open() as stream:
                actions.accept(peer=peer, stream=stream, at=at)
        except QuotaExceeded:
            return 0
        except DomainError as refused:
            if refused.status == 503:
                raise WireFailed(refused.message) from refused
            hub.acknowledge(announced.doc_id, Progress.FAIL)
            return 0
    hub.acknowledge(announced.doc_id, Progress.DONE)
    return 1


def register() -> None:
    """Called once at start-up."""
    for speech in (Speech.GEN1_CLIENT, Speech.GEN2_CLIENT):
        transports.add(speech, Transport(speech, connect, check, poll))
