"""The rule of priority: fair whatever the morning brings."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.counter.queue.factories import AT
from congvu.counter.queue.rules import Head, Rule, next_streak, pick

HOUR = timedelta(hours=1)


def head(key: int, minutes_ago: float, *, favoured: bool = False, run: int = 2) -> Head:
    return Head(key, AT - timedelta(minutes=minutes_ago), favoured, Rule(run, HOUR))


def test_nobody_waits_so_nobody_is_called() -> None:
    assert pick([], streak=0, at=AT) is None


def test_the_favoured_pass_until_their_run_is_used_up() -> None:
    first, old = head(1, 20), head(2, 1, favoured=True)
    assert pick([first, old], streak=1, at=AT) is old
    assert pick([first, old], streak=2, at=AT) is first


def test_patience_ends_all_passing() -> None:
    tired, favoured = head(1, 61), head(2, 70, favoured=True)
    assert pick([tired, favoured], streak=0, at=AT) is tired


def test_a_group_without_priority_goes_by_place() -> None:
    first, favoured = head(1, 5, run=0), head(2, 1, favoured=True, run=0)
    assert pick([first, favoured], streak=0, at=AT) is first


def test_the_streak_counts_only_while_an_ordinary_one_waits() -> None:
    favoured, ordinary = head(1, 1, favoured=True), head(2, 1)
    assert next_streak(1, favoured, others_wait=True) == 2
    assert next_streak(1, favoured, others_wait=False) == 0
    assert next_streak(1, ordinary, others_wait=True) == 0


PEOPLE = st.lists(
    st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 240)), min_size=1, max_size=40
)
"""Line, favoured, minutes ago."""


def called_in_order(people: list[tuple[int, bool, int]], run: int) -> list[Head]:
    """Everybody, called one after another at one counter, nobody new coming."""
    rule = Rule(run, timedelta(hours=5))
    lines = {
        key: (line, Head(key, AT - timedelta(minutes=ago), favoured, rule))
        for key, (line, favoured, ago) in enumerate(people)
    }
    streak, called = 0, []
    while lines:
        heads: dict[tuple[int, bool], Head] = {}
        for line, one in sorted(lines.values(), key=lambda pair: pair[1].order):
            heads.setdefault((line, one.favoured), one)
        chosen = pick(list(heads.values()), streak=streak, at=AT)
        assert chosen is not None
        others = any(not one.favoured for one in heads.values())
        streak = next_streak(streak, chosen, others_wait=others)
        called.append(chosen)
        del lines[chosen.key]
    return called


@settings(deadline=None)
@given(PEOPLE, st.integers(0, 4))
def test_everybody_is_called_exactly_once(people: list[tuple[int, bool, int]], run: int) -> None:
    assert sorted(one.key for one in called_in_order(people, run)) == list(range(len(people)))


@settings(deadline=None)
@given(PEOPLE, st.integers(0, 4))
def test_no_more_than_the_run_pass_an_ordinary_one(
    people: list[tuple[int, bool, int]], run: int
) -> None:
    called = called_in_order(people, run)
    passed = 0
    for place, one in enumerate(called):
        waits = any(not other.favoured for other in called[place:])
        passed = passed + 1 if one.favoured and waits else 0
        assert passed <= run


@settings(deadline=None)
@given(PEOPLE, st.integers(0, 4))
def test_within_their_kind_people_keep_their_order(
    people: list[tuple[int, bool, int]], run: int
) -> None:
    called = called_in_order(people, run)
    for kind in (True, False):
        places = [one.order for one in called if one.favoured == kind]
        assert places == sorted(places)


@settings(deadline=None)
@given(PEOPLE)
def test_who_has_waited_beyond_patience_is_passed_by_nobody_favoured(
    people: list[tuple[int, bool, int]],
) -> None:
    heads = [head(key, ago, favoured=fav, run=20) for key, (_, fav, ago) in enumerate(people)]
    chosen = pick(heads, streak=0, at=AT)
    tired = [one for one in heads if not one.favoured and AT - one.place >= HOUR]
    assert chosen is not None
    assert not tired or chosen is min(tired, key=lambda one: one.order)
