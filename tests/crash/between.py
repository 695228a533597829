"""Two installations at work and under fire: who issues, who registers, and who kills."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx2
import psycopg

from tests.crash.installation import ROOT, kill
from tests.crash.load import TRY_AGAIN
from tests.federation.sides import Side

VICTIMS = ("web child", "web", "worker", "worker")
ISSUER = "issuer"
"""How the issuing program calls itself at its database server, which does not fall on it."""
ROUNDS = 2
"""Every victim of both sides falls so often."""
AT_ONCE = 20
"""Letters that a clerk registers with one request."""
NEXT_LOOK = 1.0
"""Seconds after which a clerk looks again: each look costs the server what a letter costs."""
ATTEMPTS = 600


def victims() -> tuple[str, ...]:
    """Who falls at each side; a database that is one file has no server to fall."""
    served = os.environ.get("CONGVU_DATABASE_URL", "").startswith("postgres")
    return (*VICTIMS, "database") if served else VICTIMS


@dataclass
class Traffic:
    """What everybody shares: how many letters were issued and registered, and what went wrong."""

    wanted: int
    issued: int = 0
    registered: Counter[str] = field(default_factory=Counter)
    expected: dict[str, int] = field(default_factory=dict)
    """By side, how many letters must come in; known when the other side has issued its last."""
    again: int = 0
    killed: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[BaseException] = field(default_factory=list)
    change: threading.Condition = field(default_factory=threading.Condition)

    def count_issued(self) -> None:
        with self.change:
            self.issued += 1
            self.change.notify_all()

    def expect(self, part: str, letters: int) -> None:
        with self.change:
            self.expected[part] = letters
            self.change.notify_all()

    def count_registered(self, part: str, letters: int) -> None:
        with self.change:
            self.registered[part] += letters
            self.change.notify_all()

    def fail(self, error: BaseException) -> None:
        with self.change:
            self.failures.append(error)
            self.change.notify_all()

    def wait(self, seconds: float) -> None:
        with self.change:
            self.change.wait(timeout=seconds)

    def rest(self, part: str, seconds: float) -> None:
        """Let letters gather; whatever else happens wakes nobody before the end."""
        with self.change:
            self.change.wait_for(lambda: self.done(part), timeout=seconds)

    def done(self, part: str) -> bool:
        """Whether everything that was sent to this side stands in a register."""
        return bool(self.failures) or self.registered[part] == self.expected.get(part)


class Issuer:
    """A program on one side's database that issues letters to the other side, a line for each."""

    def __init__(self, side: Side, other: Side, letters: int, seed: int, traffic: Traffic) -> None:
        self.side, self.other, self.traffic = side, other, traffic
        self.command = [sys.executable, "-m", side.programs, "issue", str(letters), str(seed)]

    def work(self) -> None:
        told = ""
        with subprocess.Popen(
            self.command, env=self.side.env | {"PGAPPNAME": ISSUER}, cwd=ROOT, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip().isdecimal():
                    self.traffic.count_issued()
                told = line
                if self.traffic.failures:
                    process.kill()
        assert process.returncode == 0, f"{self.side.part}: {told}"
        self.traffic.expect(self.other.part, json.loads(told)["recipients"])


class Keeper:
    """The clerk of one agency, who registers what comes, each request until it is answered."""

    def __init__(self, side: Side, seat: str, traffic: Traffic) -> None:
        self.side, self.seat, self.traffic = side, seat, traffic
        self.serial = 0

    def work(self) -> None:
        person = self.side.people["seats"][self.seat]
        self.headers = {
            "Authorization": f"Bearer {person['token']}",
            "X-Appointment": str(person["appointment_id"]),
        }
        with httpx2.Client(
            base_url=f"{self.side.address}/api/v1", verify=False, trust_env=False, timeout=60
        ) as self.http:
            while not self.traffic.done(self.side.part):
                waiting = self._waiting()
                if waiting:
                    self._register(waiting)
                if len(waiting) < AT_ONCE:
                    self.traffic.rest(self.side.part, NEXT_LOOK)

    def _waiting(self) -> list[dict[str, Any]]:
        path = f"/documents/incoming?state=arrived&limit={AT_ONCE}"
        answer = self._until_answered(lambda: self.http.get(path, headers=self.headers))
        return list(answer.json()["items"])

    def _register(self, letters: Sequence[dict[str, Any]]) -> None:
        names = ("issuer_name", "issuer_id", "issued_on", "subject", "code", "kind")
        items = [
            {
                "incoming_id": one["id"], "version": one["version"], "accept_duplicate": True,
                "fields": {name: one[name] for name in names},
            }
            for one in letters
        ]  # fmt: skip
        self.serial += 1
        headers = self.headers | {"Idempotency-Key": f"{self.seat}-{self.serial:05}"}
        answer = self._until_answered(
            lambda: self.http.post(
                "/documents/incoming/batch-register", json={"items": items}, headers=headers
            )
        )
        told = answer.json()
        assert told["refused"] == 0, answer.text
        self.traffic.count_registered(self.side.part, told["done"])

    def _until_answered(self, ask: Callable[[], httpx2.Response]) -> httpx2.Response:
        for _ in range(ATTEMPTS):
            try:
                answer = ask()
            except httpx2.TransportError:
                self.traffic.again += 1
                self.traffic.wait(0.2)
                continue
            if answer.status_code not in TRY_AGAIN:
                assert answer.status_code == 200, answer.text
                return answer
            self.traffic.wait(0.2)
        raise AssertionError(f"{self.seat} at the {self.side.part} was never answered")


class Striker:
    """Kills every victim of both sides in an order and at moments drawn from a seed."""

    def __init__(self, sides: Sequence[Side], traffic: Traffic, seed: int) -> None:
        self.sides, self.traffic, self.chance = sides, traffic, Random(seed)

    def work(self) -> None:
        order = [(side, victim) for side in self.sides for victim in victims()] * ROUNDS
        self.chance.shuffle(order)
        pause = self.traffic.wanted // (len(order) + 1)
        for number, (side, victim) in enumerate(order):
            self._wait_for(number * pause + self.chance.randrange(pause))
            if self.traffic.failures:
                return
            getattr(self, "_" + victim.replace(" ", "_"))(side)
            self.traffic.killed[side.part, victim] += 1
        self._tend_while(lambda: not all(self.traffic.done(side.part) for side in self.sides))

    def _wait_for(self, moment: int) -> None:
        """Until so many letters were issued, and a blink that nobody knows."""
        self._tend_while(lambda: self.traffic.issued <= moment)
        with self.traffic.change:
            blink = self.chance.uniform(0, 0.08)
            self.traffic.change.wait_for(lambda: bool(self.traffic.failures), timeout=blink)

    def _tend_while(self, condition: Callable[[], bool]) -> None:
        while condition() and not self.traffic.failures:
            self.traffic.wait(0.2)
            for side in self.sides:
                side.tend_web()

    def _web_child(self, side: Side) -> None:
        for pid in side.web_workers():
            kill(pid)

    def _web(self, side: Side) -> None:
        side.kill_web()
        side.start_web()

    def _database(self, side: Side) -> None:
        """Every session of web and worker ends in the middle of what it does, as when the server
        falls and stands up again."""
        url = urlsplit(side.env["CONGVU_DATABASE_URL"])
        server = urlunsplit(url._replace(path="/postgres"))
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND application_name <> %s",
                [url.path.lstrip("/"), ISSUER],
            )

    def _worker(self, side: Side) -> None:
        side.kill_worker()
        side.start_worker()


def run(sides: tuple[Side, Side], *, letters: int, seed: int) -> Traffic:
    """All of it at once, until every letter stands in a register or something failed."""
    traffic = Traffic(letters)
    share = letters // len(sides)
    jobs: list[Callable[[], None]] = [Striker(sides, traffic, seed).work]
    for number, (side, other) in enumerate([sides, sides[::-1]]):
        jobs.append(Issuer(side, other, share, seed + number, traffic).work)
        clerks = [name for name in side.people["seats"] if name.startswith("clerk:")]
        jobs += [Keeper(side, name, traffic).work for name in clerks]
    threads = [threading.Thread(target=_guarded, args=(job, traffic)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return traffic


def _guarded(work: Callable[[], None], traffic: Traffic) -> None:
    try:
        work()
    except BaseException as error:
        traffic.fail(error)
