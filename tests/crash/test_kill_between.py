"""kill -9 of web, worker and database sessions of two installations while letters travel both ways between them:
nothing lost, nothing doubled, and in the end both sides say the same."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest

from tests.crash import between
from tests.federation.sides import Side

pytestmark = pytest.mark.crash
LETTERS = {"postgresql": 2000, "sqlite": 400}
"""Of both sides together; a database that is one file takes one writer at a time."""
SEED = 28_062_018
NOTHING: dict[str, list[str]] = {"deliveries": [], "statuses": [], "jobs": [], "dead": []}


def test_kill_9_on_both_sides_loses_and_doubles_no_letter(sides: tuple[Side, Side]) -> None:
    letters = LETTERS[os.environ.get("CONGVU_DATABASE_URL", "sqlite:").partition(":")[0]]
    before = [side.inside("facts") for side in sides]
    traffic = between.run(sides, letters=letters, seed=SEED)
    logs = "\n".join(side.logs() for side in sides)
    assert not traffic.failures, f"{traffic.failures}\n{logs}"
    assert traffic.issued == letters
    assert traffic.killed == {
        (side.part, victim): between.ROUNDS * number
        for side in sides
        for victim, number in Counter(between.victims()).items()
    }
    assert traffic.again, "no request was ever cut off: the killer struck beside the load"
    for side in (*sides, sides[0]):
        assert side.inside("rest") == NOTHING, side.logs()
    facts = [side.inside("facts") for side in sides]
    for here, there in ((0, 1), (1, 0)):
        every_letter_stands_once_and_both_sides_say_the_same(
            facts[here]["sent"], facts[there]["came"],
            traffic.expected[sides[there].part] + len(before[here]["sent"]),
        )  # fmt: skip
        registers_have_no_gap_and_no_double(facts[here]["numbers"])
        assert facts[here]["held"] == []
        assert facts[here]["ended_badly"] == []
        told = sides[here].inside("reconcile")
        assert told == {"ours": told["ours"], "theirs": told["ours"], "differ": []}
        assert told["ours"] == len(facts[here]["sent"]) + len(facts[here]["came"])
    for side in sides:
        side.stop()
        assert side.inside("verify") == {"sound": True}
        side.start()


def every_letter_stands_once_and_both_sides_say_the_same(
    sent: list[list[Any]], came: list[list[Any]], wanted: int
) -> None:
    ours = {(sender, name, to): rest for sender, name, to, *rest in sent}
    theirs = {(sender, name, to): rest for sender, name, to, *rest in came}
    assert len(ours) == len(sent) == wanted
    assert len(theirs) == len(came), "a letter stands twice"
    assert set(theirs) == set(ours), "a letter was lost or made up"
    for key, (state, way, status, paper) in ours.items():
        there, number, other_way, other_status, name, other_paper = theirs[key]
        assert (way, status) == (other_way, other_status), key
        assert paper == other_paper is not None, key
        if there == "registered":
            assert number and name == key[1], key
            assert (state, way, status) == ("registered", "arrived", "03"), key


def registers_have_no_gap_and_no_double(numbers: list[list[Any]]) -> None:
    for register in {pk for pk, *_ in numbers}:
        rows = [rest for pk, *rest in numbers if pk == register]
        assert [value for value, *_ in rows] == list(range(1, len(rows) + 1))
        assert {state for _, state, *_ in rows} == {"used"}
        subjects = {(kind, pk) for *_, kind, pk in rows}
        assert len(subjects) == len(rows), "a letter has two numbers"
