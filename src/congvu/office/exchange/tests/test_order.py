"""Statuses may come in any order, twice or not at all: the end is the same."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.office.exchange.actions.statuses import absorb
from congvu.office.exchange.choices import RANKS, DeliveryState
from congvu.office.exchange.factories import AT
from congvu.office.exchange.models import Delivery

CODES = ["01", "02", "03", "04", "05", "06", "07", "12", "13", "15", "16", "AB"]
SAID = st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 20)), max_size=12)


def after(said) -> tuple[object, ...]:
    row = Delivery(state=DeliveryState.SENT)
    for code, minute in said:
        absorb(row, code, "", AT + timedelta(minutes=minute))
    return (row.state, row.status, row.status_at, row.recall, row.recall_at)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(said=SAID, data=st.data())
def test_any_order_and_any_repetition_end_alike(said, data):
    shuffled = data.draw(st.permutations(said))
    extra = data.draw(st.lists(st.sampled_from(said), max_size=4)) if said else []
    assert after(said) == after(shuffled) == after([*shuffled, *extra])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(said=SAID)
def test_the_highest_wins_and_unknown_codes_change_nothing(said):
    state, status, *_ = after(said)
    known = [code for code, _ in said if code in RANKS]
    assert status == (max(known, key=RANKS.__getitem__) if known else "")
    wanted = {"": DeliveryState.SENT, "02": DeliveryState.REFUSED}
    assert state == wanted.get(status, DeliveryState.ARRIVED)
