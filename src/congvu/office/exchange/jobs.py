"""What the post office does after the commit, and by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.actions import enqueue
from congvu.core.jobs.registry import job, periodic
from congvu.office.exchange.actions import arriving, calling
from congvu.office.exchange.choices import CALLED
from congvu.office.exchange.models import Peer, UsedNonce
from congvu.office.exchange.transports import transports


@job("exchange.deliver_here")
def deliver_here(*, at: datetime) -> None:
    """Bring what is due before its agencies here; whatever job runs first brings it all."""
    arriving.deliver_here(at=at)


@job("exchange.call", attempts=3)
def call(*, at: datetime, peer_id: int) -> None:
    """Hand over what waits for a peer; the rows say what, so it may run twice or too often."""
    calling.call_peer(peer_id=peer_id, at=at)


@periodic("exchange.wake", every=timedelta(seconds=20))
def wake(*, at: datetime) -> None:
    """Ask for jobs for whatever waits, also for what fell between two workers."""
    arriving.wake(at=at)
    calling.wake(at=at)


@periodic("exchange.expire", every=timedelta(hours=1), offset=timedelta(minutes=10))
def expire(*, at: datetime) -> None:
    """Give up what has waited for days, and forget old nonces."""
    calling.expire(at=at)
    UsedNonce.objects.filter(at__lt=at - timedelta(days=2)).delete()


@periodic("exchange.poll", every=timedelta(minutes=1))
def poll_all(*, at: datetime) -> None:
    """One job for each peer whose mailbox we fetch from."""
    for peer in Peer.objects.filter(speech__in=CALLED, paused=False):
        transport = transports.get(peer.speech)
        if transport is not None and transport.poll is not None:
            enqueue("exchange.poll_one", args={"peer_id": peer.pk})


@job("exchange.poll_one", attempts=1)
def poll_one(*, at: datetime, peer_id: int) -> None:
    """Fetch what waits for us at a peer; the next minute tries again."""
    peer = Peer.objects.filter(pk=peer_id, paused=False).first()
    transport = transports.get(peer.speech) if peer is not None else None
    if peer is not None and transport is not None and transport.poll is not None:
        transport.poll(peer, at)
