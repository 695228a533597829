"""What became of an issued letter at each of its recipients, the newest word first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.office.documents.choices import OUTGOING_KIND, Delivery, Purpose
from congvu.office.documents.models import Outgoing, Recipient
from congvu.office.exchange import policies as post
from congvu.office.exchange import queries as exchange
from congvu.office.exchange.choices import DeliveryState, EntryState, StatusCode

TONES = {
    Delivery.PENDING: "",
    Delivery.SENT: "info",
    Delivery.ARRIVED: "info",
    Delivery.REGISTERED: "ok",
    Delivery.ASSIGNED: "ok",
    Delivery.PROCESSING: "ok",
    Delivery.DONE: "ok",
    Delivery.REFUSED: "bad",
    Delivery.RECALL_ASKED: "warn",
    Delivery.RECALLED: "ok",
    Delivery.RECALL_REFUSED: "bad",
}
ENDS = frozenset({Delivery.REFUSED, Delivery.DONE, Delivery.RECALLED, Delivery.RECALL_REFUSED})
STUCK = {DeliveryState.FAILED.value: "warn", DeliveryState.DEAD.value: "bad"}
_SAID = {
    StatusCode.REFUSED: "bad", StatusCode.RECALL_ASKED: "warn", StatusCode.RECALL_REFUSED: "bad",
    StatusCode.ARRIVED: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a recipient's story; ``waits`` says that the word itself is still on its way."""

    label: str
    at: datetime
    who: str = ""
    remark: str = ""
    tone: str = "info"
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One recipient, its state now, and its whole story with the newest line first."""

    place: Recipient
    label: str
    tone: str
    remark: str
    steps: tuple[Step, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it by itself."""
        return self.place.delivery_id is not None and self.place.state not in ENDS


def states_of(letter: Outgoing) -> list[Way]:
    """Every recipient with its state, those to act before those to know; no query more.

    What cannot leave says so instead of “đã gửi”.
    """
    places = sorted(letter.recipients.all(), key=lambda one: one.purpose == Purpose.INFORM)
    return [_way(place) for place in places]


def posted_of(letter: Outgoing) -> list[exchange.Posted]:
    """The envelopes of a letter, the newest first; three queries."""
    return exchange.for_subject(Subject(OUTGOING_KIND, letter.pk)) if letter.issued_at else []


def ways_of(letter: Outgoing, posted: Sequence[exchange.Posted]) -> list[Way]:
    """Every recipient with its story, the newest word first."""
    told: dict[str, list[Step]] = {}
    codes: dict[int, str] = {}
    for envelope in posted:
        for way in envelope.ways:
            codes[way.delivery.pk] = way.delivery.organ_code
            told.setdefault(way.delivery.organ_code, []).extend(_steps(letter, way))
    found = []
    for one in states_of(letter):
        steps = told.get(codes.get(one.place.delivery_id or 0, ""), [])
        steps.sort(key=lambda step: step.at, reverse=True)
        found.append(Way(one.place, one.label, one.tone, one.remark, tuple(steps)))
    return found


def envelope_href(actor: Actor, posted: Sequence[exchange.Posted]) -> str:
    """The newest envelope in the post office, for who reads it there; empty for others."""
    if not posted or not post.reads_board(actor):
        return ""
    return reverse("exchange:envelope", args=[posted[0].envelope.pk])


def _way(place: Recipient) -> Way:
    way = place.delivery
    if way is not None and way.state in STUCK:
        label = str(DeliveryState(way.state).label)
        return Way(place, label, STUCK[way.state], way.cause)
    state = Delivery(place.state)
    return Way(place, str(state.label), TONES[state], place.state_note)


def _steps(letter: Outgoing, way: exchange.Way) -> list[Step]:
    """The newest first where two were noted at one moment."""
    row = way.delivery
    steps = [
        Step(
            label=entry.label, at=entry.at, remark=entry.description,
            who=_speaker(letter, row.name, entry.from_code == row.organ_code, entry.staff),
            tone=_SAID.get(StatusCode(entry.code), "ok") if entry.code in StatusCode else "info",
            waits=_waits(entry.state),
        )
        for entry in reversed(way.entries)
    ]  # fmt: skip
    if row.state in STUCK:
        tried = f"Đã thử {row.attempts} lần. {row.cause}"
        steps.insert(0, Step(str(DeliveryState(row.state).label), row.waiting_since, remark=tried,
                             who="Hệ thống", tone=STUCK[row.state]))  # fmt: skip
    if row.sent_at is not None:
        through = f"Qua {row.peer}" if row.peer else "Trong hệ thống"
        steps.append(Step("Đã gửi", row.sent_at, who=letter.agency.name, remark=through))
    return steps


def _speaker(letter: Outgoing, recipient: str, theirs: bool, staff: str) -> str:
    place = recipient if theirs else letter.agency.name
    return f"{staff}, {place}" if staff else place


def _waits(state: str) -> str:
    return "" if state in (EntryState.DONE, EntryState.SENT) else str(EntryState(state).label)
