"""Kills web workers, the whole web server and the worker at moments drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.crash.installation import Installation, kill
from tests.crash.load import Ledger

VICTIMS = ("web worker",) * 4 + ("web",) * 2 + ("worker",) * 3 + ("both",)


class Killer:
    """Works through ``VICTIMS`` in a seeded order while the clients send."""

    def __init__(self, installation: Installation, ledger: Ledger, seed: int) -> None:
        self.installation, self.ledger = installation, ledger
        self.chance = Random(seed)
        self.killed: list[str] = []

    def work(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self.ledger.fail(error)

    def _work(self) -> None:
        order = self.chance.sample(VICTIMS, len(VICTIMS))
        pause = self.ledger.wanted // (len(order) + 2)
        for number, victim in enumerate(order, 1):
            if not self._wait(number * pause + self.chance.randrange(pause)):
                return
            getattr(self, "_" + victim.replace(" ", "_"))()
            self.killed.append(victim)
        self._until(lambda: False)

    def _until(self, condition: Callable[[], bool]) -> None:
        """Tend the web server until the condition holds or the load is over."""
        change = self.ledger.change
        while not self.ledger.over and not condition():
            with change:
                change.wait(timeout=0.2)
            self.installation.tend_web()

    def _wait(self, moment: int) -> bool:
        """Until so many are acknowledged and another request is on its way; False when over."""
        self._until(lambda: len(self.ledger.sent) >= moment)
        begun = self.ledger.attempts
        self._until(lambda: self.ledger.attempts > begun)
        with self.ledger.change:
            self.ledger.change.wait_for(lambda: False, timeout=self.chance.uniform(0, 0.08))
        return not self.ledger.over

    def _web_worker(self) -> None:
        workers = self.installation.web_workers()
        if workers:
            kill(self.chance.choice(workers))

    def _web(self) -> None:
        self.installation.kill_web()
        self.installation.start_web()

    def _worker(self) -> None:
        self.installation.kill_worker()
        self.installation.start_worker()

    def _both(self) -> None:
        self.installation.kill_worker()
        self.installation.kill_web()
        self.installation.start_web()
        self.installation.start_worker()
