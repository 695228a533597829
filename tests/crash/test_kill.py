"""kill -9 of web and worker during 500 mixed actions: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.crash.installation import Installation, database
from tests.crash.killer import Killer
from tests.crash.load import Clients, Desk, Ledger

pytestmark = pytest.mark.crash
ACTIONS, CLIENTS, KILLS, SEED = 500, 4, 8, 20_161_123


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with database(tmp_path) as url:
        made = Installation(tmp_path, url)
        made.congvu("migrate", "--verbosity", "0")
        try:
            yield made
        finally:
            made.end()


def test_kill_9_loses_nothing_that_was_acknowledged(installation: Installation) -> None:
    province = installation.inside("prepare")
    installation.start_web()
    installation.start_worker()
    ledger = Ledger(wanted=ACTIONS)
    clients, killer = (
        Clients(installation.address, province, ledger),
        Killer(installation, ledger, SEED),
    )
    run(clients, killer)
    assert not ledger.failures, f"{ledger.failures}\n{installation.logs()}"
    assert len(ledger.sent) >= ACTIONS
    assert len(killer.killed) >= KILLS
    assert ledger.again, "no request was ever cut off: the killer struck beside the load"
    left = installation.inside("drain")
    assert left == {"due": [], "running": [], "dead": []}, installation.logs()
    every_key_gets_its_answer_again(clients, ledger)
    installation.stop()
    facts = installation.inside("facts")
    registers_have_no_gap_and_no_double(facts)
    letters_are_those_that_were_acknowledged(facts, ledger)
    the_journal_has_every_action_once(facts, ledger)
    assert installation.inside("verify") == {"sound": True}


def run(clients: Clients, killer: Killer) -> None:
    threads = [threading.Thread(target=clients.work, args=(n,)) for n in range(CLIENTS)]
    threads.append(threading.Thread(target=killer.work))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=400)
    assert not any(thread.is_alive() for thread in threads)


def every_key_gets_its_answer_again(clients: Clients, ledger: Ledger) -> None:
    with httpx2.Client(trust_env=False, timeout=60) as http:
        desk = Desk(clients, http, "again")
        for one in ledger.sent:
            answer = desk.repeat(one)
            assert answer.status_code == one.status, (one.path, one.key, answer.text)
            assert answer.headers.get("Idempotency-Replayed") == "true", (one.path, one.key)
            assert answer.content == one.content, (one.path, one.key)


def registers_have_no_gap_and_no_double(facts: dict[str, Any]) -> None:
    assert {one["direction"] for one in facts["registers"]} == {"in", "out"}
    for register in facts["registers"]:
        values = [value for value, *_ in register["numbers"]]
        assert values == list(range(1, register["last"] + 1)), register["name"]
        assert {state for _, state, *_ in register["numbers"]} <= {"used"}, register["name"]
        subjects = [
            tuple(subject)
            for *_, kind, number in register["numbers"]
            for subject in [(kind, number)]
        ]
        assert len(set(subjects)) == len(subjects), register["name"]


def letters_are_those_that_were_acknowledged(facts: dict[str, Any], ledger: Ledger) -> None:
    for noun in ("incoming", "outgoing"):
        there = {int(pk): row for pk, row in facts[noun].items()}
        answered = [one for one in ledger.sent if one.verb.startswith(f"documents.{noun}.")]
        for one in answered:
            row = there[one.letter]
            assert row["version"] >= one.answer["version"], one.path
            if one.answer["number"] is not None:
                assert (row["number"], row["code"]) == (one.answer["number"], one.answer["code"])
        assert len(there) == made(noun, ledger), noun


def made(noun: str, ledger: Ledger) -> int:
    """How many letters the acknowledged actions make: one for each that makes one."""
    verbs = Counter(one.verb for one in ledger.sent)
    if noun == "outgoing":
        return verbs["documents.outgoing.draft"]
    entered = sum(one.path.endswith("register-with-files") for one in ledger.sent)
    return entered + verbs["documents.outgoing.issue"]


def the_journal_has_every_action_once(facts: dict[str, Any], ledger: Ledger) -> None:
    acknowledged = Counter((one.verb, one.letter) for one in ledger.sent)
    verbs = {one.verb for one in ledger.sent}
    written = {(verb, pk): count for verb, pk, count in facts["journal"] if verb in verbs}
    assert written == acknowledged
