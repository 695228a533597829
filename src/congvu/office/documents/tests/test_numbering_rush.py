"""T1 and T2 of the acceptance list: sixteen clerks at one register, and the turn of the year."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from time import monotonic

import pytest
from django.db import connection, transaction

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import registers
from congvu.office.documents.choices import OUTGOING_KIND, Direction, NumberState
from congvu.office.documents.errors import SignatureRefused, SignerAway
from congvu.office.documents.finishing import finishers
from congvu.office.documents.models import Number, Outgoing, Register
from congvu.office.documents.queries.registers import prove
from congvu.office.documents.tests.outgoing_cast import approved, step
from congvu.office.work.factories import AT as RUSH_AT
from congvu.office.work.factories import Cast, cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CLERKS, ISSUES, SEED = 16, 2000, 20260729
AT = datetime(2016, 7, 29, 8, 0, tzinfo=VIETNAM)
SYSTEM = system_actor()


class PowerCut(Exception):
    """The clerk's process dies between the number and the commit."""


@dataclass
class Rush:
    """Sixteen clerks issue letters; the signer of a few does not come back until the end."""

    agency_id: int
    waits: threading.Event = field(default_factory=threading.Event)
    letters: count = field(default_factory=lambda: count(1))
    spans: list[tuple[int, float, float]] = field(default_factory=list)
    asleep: list[object] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allocate(self, *, die: bool = False) -> Number:
        with self.lock:
            letter = next(self.letters)
        begun = monotonic()
        with transaction.atomic():
            number = registers.allocate(
                actor=SYSTEM, at=AT, agency_id=self.agency_id, direction=Direction.OUT,
                subject=Subject(OUTGOING_KIND, letter),
            )  # fmt: skip
            if die:
                raise PowerCut
        with self.lock:
            self.spans.append((number.value, begun, monotonic()))
        return number

    def issue(self, fate: float, signers: ThreadPoolExecutor) -> None:
        if fate < 0.06:
            with pytest.raises(PowerCut):
                self.allocate(die=True)
            return
        number = self.allocate()
        if fate < 0.10:
            registers.release(actor=SYSTEM, at=AT, number=number, reason="Người ký từ chối")
        elif fate < 0.11:
            with self.lock:
                self.asleep.append(signers.submit(self.sign_late, number))
        else:
            registers.confirm(actor=SYSTEM, at=AT, number=number)

    def sign_late(self, number: Number) -> None:
        assert self.waits.wait(timeout=300)
        try:
            registers.confirm(actor=SYSTEM, at=AT + timedelta(seconds=2), number=number)
        finally:
            connection.close()

    def clerk(self, fates: list[float], signers: ThreadPoolExecutor) -> None:
        try:
            for fate in fates:
                self.issue(fate, signers)
        finally:
            connection.close()


def test_sixteen_clerks_two_thousand_issues_no_gap_no_double_nobody_waits(department):
    dice = random.Random(SEED)
    fates = [dice.random() for _ in range(ISSUES)]
    rush = Rush(department.pk)
    with ThreadPoolExecutor(ISSUES // 50) as signers:
        with ThreadPoolExecutor(CLERKS) as clerks:
            shares = [fates[n::CLERKS] for n in range(CLERKS)]
            for done in [clerks.submit(rush.clerk, share, signers) for share in shares]:
                done.result()
        register = Register.objects.get()
        sleeping = register.numbers.filter(state=NumberState.RESERVED).count()
        assert sleeping == len(rush.asleep) > 5, "all work is done while the signer still sleeps"
        rush.waits.set()
        for signed in rush.asleep:
            signed.result()
    register.refresh_from_db()
    proof = prove(register)
    assert proof.whole and proof.given == register.last_number
    by_state = {state: register.numbers.filter(state=state).count() for state in NumberState}
    issued = sum(not (fate < 0.10) for fate in fates)
    assert by_state[NumberState.USED] == issued
    assert by_state[NumberState.RESERVED] == by_state[NumberState.HELD] == 0
    assert all(n.reason for n in register.numbers.filter(state=NumberState.RELEASED))
    assert_order_of_time(rush.spans)


def assert_order_of_time(spans: list[tuple[int, float, float]]) -> None:
    """Whoever asked after another was answered got the greater number; given-again ones aside."""
    first: dict[int, tuple[float, float]] = {}
    for value, begun, ended in sorted(spans, key=lambda span: span[1]):
        first.setdefault(value, (begun, ended))
    latest_begun = float("-inf")
    for value in sorted(first):
        begun, ended = first[value]
        assert latest_begun < ended, f"{value} was given before a smaller one was asked for"
        latest_begun = max(latest_begun, begun)


def test_new_year_restarts_every_series_at_one_while_late_ones_keep_the_old_year(department):
    eve = datetime(2026, 12, 31, 23, 59, 59, 900_000, tzinfo=VIETNAM)
    new_year = datetime(2027, 1, 1, 0, 0, tzinfo=VIETNAM)
    kinds = ["general", "secret", "qppl-quyet_dinh", "qppl-chi_thi"]
    letters = count(1)
    lock = threading.Lock()

    def give(series: str, at: datetime) -> tuple[str, int, int, Number]:
        with lock:
            letter = next(letters)
        try:
            number = registers.allocate(
                actor=SYSTEM, at=at, agency_id=department.pk, direction=Direction.OUT,
                series=series, subject=Subject(OUTGOING_KIND, letter),
            )  # fmt: skip
            return series, number.register.year, number.value, number
        finally:
            connection.close()

    asked = [(series, at) for at in (eve, new_year) for series in kinds for _ in range(10)]
    random.Random(SEED).shuffle(asked)
    with ThreadPoolExecutor(8) as clerks:
        given = list(clerks.map(lambda ask: give(*ask), asked))
    for series in kinds:
        for year in (2026, 2027):
            values = sorted(v for s, y, v, _ in given if (s, y) == (series, year))
            assert values == list(range(1, 11)), (series, year)
    late = next(number for _, year, _, number in given if year == 2026)
    signed = registers.confirm(actor=SYSTEM, at=new_year + timedelta(minutes=5), number=late)
    assert (signed.register.year, signed.dated.year) == (2026, 2026)
    assert Register.objects.count() == 8
    assert all(prove(register).whole for register in Register.objects.all())


def test_the_year_is_the_vietnamese_one(department):
    utc_eve = datetime.fromisoformat("2026-12-31T17:00:00+00:00")
    number = registers.allocate(
        actor=SYSTEM, at=utc_eve, agency_id=department.pk, direction=Direction.IN,
        subject=Subject("documents.incoming", 1),
    )  # fmt: skip
    assert (number.register.year, number.value) == (2027, 1)


class SlowSigner:
    """Refuses some, fails for some at the first time, and lets one wait for the very end."""

    def __init__(self, sleeper: int) -> None:
        self.sleeper, self.woken = sleeper, threading.Event()
        self.seen: set[int] = set()

    def __call__(self, letter: Outgoing, pdf: bytes) -> bytes:
        first = letter.pk not in self.seen
        self.seen.add(letter.pk)
        if letter.pk == self.sleeper:
            assert self.woken.wait(timeout=120)
        elif letter.pk % 10 == 3 and first:
            raise SignatureRefused
        elif letter.pk % 10 == 7 and first:
            raise SignerAway
        return pdf


def test_clerks_number_letters_through_their_door_while_one_signer_sleeps(db_people):
    letters = [approved(db_people) for _ in range(40)]
    signer = finishers.add("slow", SlowSigner(sleeper=letters[0].pk))

    def number(letter: Outgoing) -> None:
        try:
            step("number", db_people.actor("clerk"), letter)
        except SignatureRefused:
            pass
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(9) as clerks:
            asleep = clerks.submit(number, letters[0])
            list(clerks.map(number, letters[1:]))
            assert not asleep.done(), "all the others are done while one signer sleeps"
            signer.woken.set()
            asleep.result()
        run_all(at=RUSH_AT + timedelta(minutes=5))
    finally:
        del finishers._entries["slow"]
    register = Register.objects.get()
    assert prove(register).whole
    states = set(Outgoing.objects.values_list("state", flat=True))
    assert states == {"numbered", "draft"}
    used = register.numbers.filter(state=NumberState.USED)
    assert used.count() == Outgoing.objects.filter(state="numbered").count() == 36
    codes = list(Outgoing.objects.exclude(code="").values_list("code", flat=True))
    assert len(codes) == len(set(codes)) == 36


@pytest.fixture
def db_people(transactional_db: None) -> Cast:
    return cast()
