"""The shared cases of the two rule engines, and forms made up by chance for both."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from congvu.core.kernel.schema.form import FORMAT, Form, read_form

FILE = Path(__file__).with_name("rules_cases.json")
KINDS = {
    "a": "whole", "b": "decimal", "d": "date", "e": "date", "p": "birth_date", "q": "birth_date",
    "f": "birth_date", "t": "short_text", "u": "short_text", "y": "yes_no", "n": "yes_no",
    "m": "choices", "thieu": "short_text",
}  # fmt: skip
COLUMNS = {"ten": "short_text", "so": "decimal", "ngay": "date"}


@cache
def cases() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def today() -> date:
    return date.fromisoformat(cases()["on"])


def field(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": key, **more}


def formula_form(rule: Any, gives: str) -> Form:
    """All fields of the cases, and one that computes the rule."""
    options = [{"code": one, "label": one} for one in "xyz"]
    fields = [
        field(key, kind, **({"settings": {"options": options}} if kind == "choices" else {}))
        for key, kind in KINDS.items()
    ]
    table = field("con", "table", columns=[field(key, kind) for key, kind in COLUMNS.items()])
    result = field("ket_qua", "computed", compute=rule, settings={"gives": gives})
    part = {"key": "s", "title": "S", "fields": [*fields, table, result]}
    return read_form({"format": FORMAT, "key": "f", "title": "F", "sections": [part]})


def form_of(case: dict[str, Any]) -> Form:
    return read_form(cases()["definitions"][case["form"]])


_LEAVES = st.one_of(
    st.sampled_from([{"field": key} for key in (*KINDS, "con")]),
    st.sampled_from([{"column": key} for key in COLUMNS]),
    st.integers(-(10**14), 10**14).map(lambda n: {"value": n}),
    st.integers(-40, 40).map(lambda n: {"value": n}),
    st.sampled_from(["nam", "x", "Lê", ""]).map(lambda one: {"value": one}),
    st.booleans().map(lambda one: {"value": one}),
    st.decimals(-1000, 1000, places=4).map(lambda n: {"number": f"{n:.4f}"}),
    st.dates().map(lambda day: {"date": day.isoformat()}),
    st.just({"today": True}),
    st.just({"value": ["nam", "x"]}),
    st.just({"value": None}),
)


@st.composite
def rules(draw: st.DrawFn, depth: int = 3, inside: bool = False) -> Any:
    """Any rule that can be written, sensible or not."""
    from congvu.core.kernel.schema.operators import COUNTED, OPERATORS

    choice = draw(st.integers(0, 9)) if depth else 0
    if choice < 3:
        return draw(_LEAVES)
    if choice == 9 and not inside:
        how = draw(st.sampled_from(COUNTED))
        found = {"each": how, "table": "con", "of": draw(rules(depth - 1, True))}
        return {**found, "where": draw(rules(depth - 1, True))} if draw(st.booleans()) else found
    operator = OPERATORS[draw(st.sampled_from(sorted(OPERATORS)))]
    count = draw(st.integers(operator.least, min(operator.most, operator.least + 2)))
    return {"op": operator.name, "args": [draw(rules(depth - 1, inside)) for _ in range(count)]}


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(-(10**14), 10**14) | st.integers(-9, 9),
    "decimal": st.decimals(-(10**6), 10**6, places=6).map(lambda n: f"{n:.6f}"),
    "date": st.dates().map(date.isoformat),
    "birth_date": st.dates().map(date.isoformat) | st.sampled_from(["1990", "1990-02", "0000"]),
    "short_text": st.text(max_size=8) | st.sampled_from(["nam", "x", "Lê"]),
    "yes_no": st.booleans(),
    "choices": st.lists(st.sampled_from("xyz"), unique=True),
}


@st.composite
def filled(draw: st.DrawFn) -> dict[str, Any]:
    found = {key: draw(st.none() | _VALUES[kind]) for key, kind in KINDS.items()}
    row = st.fixed_dictionaries({key: st.none() | _VALUES[kind] for key, kind in COLUMNS.items()})
    return {**found, "con": draw(st.lists(row, max_size=3))}
