"""What this room registers with the post office: messages of joint work."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from congvu.core.jobs.actions import enqueue_many
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import abridged
from congvu.counter.dossiers.actions.hearing import REFUSED_JOB, take_message
from congvu.counter.dossiers.choices import JOINT_ENVELOPE
from congvu.counter.dossiers.crossing.letter import claims, message
from congvu.counter.dossiers.errors import in_words
from congvu.office.exchange.choices import StatusCode
from congvu.office.exchange.kinds import Arrival, EnvelopeKind, News, Refused

LINE = 1000
"""The words of one status, as the ledger of the exchange holds them."""


def receive(arrivals: Sequence[Arrival]) -> Sequence[Subject | Refused]:
    """Each by itself: what one cannot become is said in words, and stops no other."""
    return [_taken(arrival) for arrival in arrivals]


def _taken(arrival: Arrival) -> Subject | Refused:
    try:
        return take_message(actor=system_actor(), at=arrival.at, arrival=arrival)
    except DomainError as refusal:
        return Refused(abridged(in_words(refusal), LINE))


def told(news: Sequence[News]) -> None:
    """A refusal is written down by a job: dossiers are locked before anything of the exchange."""
    refused = [one for one in news if one.code == StatusCode.REFUSED]
    enqueue_many(
        REFUSED_JOB,
        [
            (f"{one.delivery_id}:{one.at.isoformat()}",
             {"message_id": one.subject.id, "words": one.description[:1000]})
            for one in refused
        ],
    )  # fmt: skip


def asked_back(news: News) -> None:
    """Nobody asks a message of joint work back: the next one says how it stands."""


def hold(subjects: Collection[Subject]) -> None:
    """Nothing: see :func:`asked_back`."""


JOINT_WORK = EnvelopeKind(
    name=JOINT_ENVELOPE,
    label="Hồ sơ liên thông",
    message=message,
    receive=receive,
    told=told,
    asked_back=asked_back,
    hold=hold,
    claims=claims,
)
