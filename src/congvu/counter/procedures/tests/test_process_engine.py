"""The engine: what is true at every marking of every table, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.core.kernel.errors import WrongState
from congvu.counter.procedures.process import engine
from congvu.counter.procedures.process.engine import HelpersOpen, Marking, NoSuchMove, StepNotOpen
from congvu.counter.procedures.process.flaws import flaws, longest, total_hours
from congvu.counter.procedures.process.shape import Process
from congvu.counter.procedures.tests.processes import small, tables, together

STEPS = 60


# Refusals


def test_what_is_not_open_or_not_there_is_refused_with_a_reason() -> None:
    process, here = small(), engine.begin(small())
    for step, move, refusal in (
        ("ky", "duyet", StepNotOpen),
        ("khong_co", "duyet", StepNotOpen),
        ("tiep_nhan", "duyet", NoSuchMove),
    ):
        with pytest.raises(refusal) as said:
            engine.act(process, here, step, move)
        assert said.value.status == 409
        assert said.value.message.endswith(".")
    with pytest.raises(NoSuchMove):
        engine.begin(Process())


def test_the_lead_waits_for_those_beside_it() -> None:
    process = together()
    here = engine.act(process, engine.begin(process), "tiep_nhan", "chuyen")
    assert here.open == {"tham_dinh", "phoi_hop_1", "phoi_hop_2"}
    with pytest.raises(HelpersOpen, match="Phối hợp phoi_hop_1; Phối hợp phoi_hop_2"):
        engine.act(process, here, "tham_dinh", "trinh")
    with pytest.raises(HelpersOpen):
        engine.send_back(process, here, "tiep_nhan")
    for helper in ("phoi_hop_2", "phoi_hop_1"):
        here = engine.act(process, here, helper, "xong")
    assert engine.act(process, here, "tham_dinh", "trinh").open == {"ky"}


# What is always true


def sound(process: Process, here: Marking) -> None:
    leads = [code for code in here.open if process.by_code[code].leads]
    assert len(leads) == (0 if here.ended else 1), "exactly one lead"
    (lead,) = leads or [None]
    beside = here.open - {lead}
    group = process.by_code[lead].group if lead else ""
    assert all(process.by_code[code].group == group != "" for code in beside)


@given(process=tables())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_marking_is_sound_and_comes_to_an_end(process: Process) -> None:
    assert flaws(process) == []
    ways: dict[Marking, set[Marking]] = {}
    for before, _, _, after in engine.markings(process):
        sound(process, before)
        sound(process, after)
        ways.setdefault(before, set()).add(after)
    ended = {Marking()}
    grown = True
    while grown:
        more = {here for here, there in ways.items() if there & ended}
        grown = not more <= ended
        ended |= more
    assert set(ways) <= ended, "a marking from which no end is reached"


@given(process=tables(), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_walk_with_anything_tried_stays_sound(process: Process, data: st.DataObject) -> None:
    here, history = engine.begin(process), []
    for _ in range(STEPS):
        if here.ended:
            break
        step = process.by_code[data.draw(st.sampled_from(sorted(process.by_code)))]
        move = data.draw(st.sampled_from(step.moves))
        try:
            after = engine.act(process, here, step.code, move.code)
        except WrongState:
            continue
        history.append((step.code, here.open - after.open, after.open - here.open))
        here = after
        sound(process, here)
    opened = engine.begin(process).open
    for code, closed, more in history:
        assert code in closed or code in more, "each move closes what it was taken on"
        opened = opened - closed | more
    assert opened == here.open, "the history tells where it stands"


@given(process=tables())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_longest_way_is_a_way(process: Process) -> None:
    way = longest(process)
    assert way[0].code == process.steps[0].code
    assert total_hours(process) >= max(s.hours for s in way if s.kind != "return")
    assert [s.code for s in way] == sorted((s.code for s in way), key=process.places.__getitem__)
