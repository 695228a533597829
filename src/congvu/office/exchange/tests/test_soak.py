"""A province, twenty departments and ninety-nine communes on a line that drops, doubles and
corrupts, with a receiver that dies twice: everything arrives once and is receipted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from congvu.core.jobs.models import Job
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import actions, factories, vault
from congvu.office.exchange.actions import calling
from congvu.office.exchange.choices import Business, DeliveryState, EntryState
from congvu.office.exchange.edxml.message import Organ
from congvu.office.exchange.factories import clerk, send
from congvu.office.exchange.models import Delivery, Envelope, Quarantined, StatusEntry
from congvu.office.exchange.native import proof
from congvu.office.exchange.tests.double import Double, double
from congvu.office.exchange.tests.test_accepting import letter, written
from congvu.office.exchange.tests.test_native import LETTERS, post, signed

pytestmark = pytest.mark.django_db
PROVINCE = "H05"
DEPARTMENTS = [f"H05.{number}" for number in range(1, 21)]
COMMUNES = [f"H05.31.{number}" for number in range(1, 100)]
STATUSES = "/lien-thong/v1/statuses"
SECRET = "khóa chung"
CIRCULARS, OWN, RECIPIENTS = 3, 5, 8
"""Letters of the province to all communes; letters of each department, and to how many."""
KILLED_AT = (40, 90)
DOWN_FOR = 3
"""Rounds until a killed receiver is up again."""


@pytest.fixture
def there():
    with double() as made:
        yield made


def traffic(dice: random.Random) -> list[tuple[str, str, list[str]]]:
    """Sender, name and recipients of every letter."""
    letters = [(PROVINCE, f"{PROVINCE}-{n}", COMMUNES) for n in range(CIRCULARS)]
    for sender in DEPARTMENTS:
        letters += [
            (sender, f"{sender}-{n}", dice.sample(COMMUNES, RECIPIENTS)) for n in range(OWN)
        ]
    dice.shuffle(letters)
    return letters


class Line:
    """Five in a hundred lost before or after they were stored, five doubled, one corrupted; the
    receiver dies twice with a letter in its hands."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.said = dice, Counter[str]()
        self.calls, self.down = 0, 0
        self.deck: list[str] = []

    def __call__(self, path: str = "", body: bytes = b"") -> str:
        self.calls += 1
        if self.calls in KILLED_AT:
            self.down, told = DOWN_FOR, "killed"
        else:
            told = "down" if self.down else self._card()
        self.said[told] += 1
        return {"killed": "lost", "down": "drop"}.get(told, told)

    def _card(self) -> str:
        if not self.deck:
            self.deck = ["ok"] * 89 + ["drop"] * 3 + ["lost"] * 2 + ["twice"] * 5 + ["corrupt"]
            self.dice.shuffle(self.deck)
        return self.deck.pop()

    def round(self) -> None:
        self.down = max(self.down - 1, 0)


def test_what_is_sent_over_a_bad_line_is_there_once_under_one_name(room, there: Double):
    dice = random.Random(20_261_123)
    peer = factories.peer("huyen", routes=["H05.31"], base_url=there.url, secret=vault.seal(SECRET))
    clerks = {}
    for code in [PROVINCE, *DEPARTMENTS]:
        agency = organisation.agency(f"Cơ quan {code}", code=code)
        clerks[code] = (agency, clerk(agency))
    at = now()
    letters = traffic(dice)
    for number, (sender, name, recipients) in enumerate(letters, 1):
        room.letter(number, code=str(number))
        agency, actor = clerks[sender]
        send(room, agency, recipients, key=number, actor=actor, document_id=name, at=at)
    there.behave = line = Line(dice)
    resent = 0
    for _ in range(300):
        run_all(at=at)
        line.round()
        for row in Delivery.objects.filter(state=DeliveryState.FAILED)[:1]:
            actor = clerks[row.envelope.sender_code][1]
            actions.resend(actor=actor, at=at, delivery_id=row.pk)
            resent += 1
        if not Delivery.objects.pending().exists():
            break
        at += timedelta(minutes=40)
        calling.wake(at=at)
    assert set(line.said) == {"ok", "drop", "lost", "twice", "corrupt", "killed", "down"}
    assert line.said["killed"] == 2 and resent
    wanted = {f"{name}>{code}" for _, name, recipients in letters for code in recipients}
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert set(there.letters) == wanted
    assert all(len(bodies) == 1 for bodies in there.letters.values()), "one name, one content"
    receipts(there, peer, wanted, at)
    assert set(Delivery.objects.values_list("state", "status")) == {(DeliveryState.ARRIVED, "01")}
    assert len(room.news) == len(wanted) == Delivery.objects.count()
    assert not Job.objects.open().exists()


def receipts(there: Double, peer, wanted: set[str], at) -> None:
    """The other side says 01 of everything it holds, some of it twice."""
    told = [
        factories.heard(name, organ, "01", at)
        for name, organ in (key.split(">") for key in sorted(wanted))
    ]
    senders = {one.document_id: one.document_id.rpartition("-")[0] for one in told}
    told = [
        actions.Heard(one.document_id, one.from_code, senders[one.document_id], "01", "", at)
        for one in told
    ]
    for start in range(0, len(told), 400):
        actions.hear(
            actor=actions.peer_actor(peer), at=at, peer=peer,
            several=told[start : start + 400] + told[start : start + 20],
        )  # fmt: skip


def test_what_comes_over_a_bad_line_is_laid_once_and_receipted_with_a_signature(
    settings, there: Double
):
    dice = random.Random(28_062_018)
    here = [organisation.agency(f"UBND xã {code}", code=code) for code in COMMUNES]
    peer = factories.peer("huyen", routes=[PROVINCE], base_url=there.url, secret=vault.seal(SECRET))
    letters = traffic(dice)
    line = Line(dice)
    with factories.room("letter") as room:
        waiting = list(letters)
        for _ in range(60):
            waiting = [one for one in waiting if not arrives(settings, line, room, here, one)]
            line.round()
            if not waiting:
                break
        assert not waiting
        assert set(line.said) == {"ok", "drop", "lost", "twice", "corrupt", "killed", "down"}
        wanted = {(name, code) for _, name, recipients in letters for code in recipients}
        laid = Counter(
            (one.letter.document_id, COMMUNES[[a.pk for a in here].index(one.agency_id)])
            for one in room.arrivals.values()
        )
        assert laid == dict.fromkeys(wanted, 1)
    assert Envelope.objects.count() == len(letters)
    assert set(Delivery.objects.values_list("state", "status")) == {(DeliveryState.ARRIVED, "01")}
    assert not Quarantined.objects.exists()
    there.behave = Line(dice)
    settings.CONGVU_EXCHANGE_CODE = "tinh"
    at = now()
    for _ in range(60):
        run_all(at=at)
        there.behave.round()
        if not StatusEntry.objects.filter(state=EntryState.WAITING).exists():
            break
        at += timedelta(minutes=40)
        calling.wake(at=at)
    assert set(StatusEntry.objects.values_list("state", "to_peer")) == {(EntryState.SENT, peer.pk)}
    told = {(row["document_id"], row["from_code"]) for row in there.statuses}
    assert told == wanted
    assert all(is_signed(headers) for headers in there.headers)


def is_signed(headers: dict[str, str]) -> bool:
    """A receipt's proof over its header and, by the digest, over every word of it."""
    given = {name: headers[name.lower()] for name in proof.SIGNED}
    return proof._sign(SECRET, "POST", STATUSES, given) == headers["x-congvu-signature"]


def arrives(settings, line: Line, room, here, one: tuple[str, str, list[str]]) -> bool:
    """Hand one letter in over the line; whether its sender heard that it is safe."""
    sender, name, recipients = one
    body = written(
        letter(
            document_id=name, sender=Organ(sender, f"Cơ quan {sender}"), business=Business.NEW,
            recipients=tuple(Organ(code, f"UBND xã {code}") for code in recipients),
        )
    )  # fmt: skip
    headers = signed(settings, LETTERS, body, sender=sender, recipients=tuple(recipients))
    told = line()
    if told == "drop":
        return False
    if told == "corrupt":
        assert post(LETTERS, body[:-2] + b"?>", headers).json()["code"] == "digest_mismatch"
        return False
    if told == "lost" and line.down == DOWN_FOR:
        return dies(room, here, body, headers)
    answer = post(LETTERS, body, headers)
    assert answer.status_code == 200, answer.content
    if told == "twice":
        assert post(LETTERS, body, headers).json()["code"] == "replayed"
        again = signed(settings, LETTERS, body, sender=sender, recipients=tuple(recipients))
        assert post(LETTERS, body, again).json() == {"document_id": name, "fresh": False}
    return told != "lost"


class Killed(BaseException):
    """What ends a process in the middle of its transaction."""


def dies(room, here, body: bytes, headers: dict[str, str]) -> bool:
    """The receiver dies while the letter is being laid before its agencies."""
    before = room.receive

    def receive(arrivals):
        before(arrivals)
        for arrival in arrivals:
            del room.arrivals[arrival.delivery_id]
        raise Killed

    factories.kinds._entries["letter"] = replace(room.kind("letter"), receive=receive)
    with pytest.raises(Killed):
        post(LETTERS, body, headers)
    factories.kinds._entries["letter"] = replace(room.kind("letter"), receive=before)
    return False
