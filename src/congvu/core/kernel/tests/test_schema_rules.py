"""The rule engine of the server, by the cases that the browser is held to as well."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, seed, settings

from congvu.core.kernel.schema import rules
from congvu.core.kernel.schema.expressions import complaints, in_words
from congvu.core.kernel.schema.form import read_form
from congvu.core.kernel.schema.operators import OPERATORS
from congvu.core.kernel.schema.types import TYPES, Context, Refused
from congvu.core.kernel.tests import rules_cases as shared

FORMULAS = shared.cases()["formulas"]
TYPED = {"number": "decimal", "date": "date", "partial": "birth_date", "text": "short_text"}


@pytest.mark.parametrize("case", FORMULAS, ids=[f"{n}" for n in range(len(FORMULAS))])
def test_formulas(case: dict[str, Any]) -> None:
    form = shared.formula_form(case["rule"], case["gives"])
    found = rules.run(rules.plan(form), shared.cases()["data"], shared.today())
    assert found.data.get("ket_qua") == case["is"], in_words(case["rule"], form.labels)


def test_every_operator_has_a_case() -> None:
    def used(node: Any) -> set[str]:
        below = [*node.get("args", ()), *(node[n] for n in ("of", "where") if n in node)]
        return {node.get("op", "")}.union(*(used(one) for one in below))

    assert set(OPERATORS) <= set().union(*(used(case["rule"]) for case in FORMULAS))


@pytest.mark.parametrize("case", shared.cases()["forms"], ids=lambda case: case["name"])
def test_forms(case: dict[str, Any]) -> None:
    plan = rules.plan(shared.form_of(case))
    assert rules.run(plan, case["data"], shared.today()).to_json() == case["is"]


@pytest.mark.parametrize("case", shared.cases()["typed"], ids=lambda case: case["text"])
def test_what_is_typed(case: dict[str, Any]) -> None:
    document = shared.field("o", TYPED[case["kind"]])
    if case["kind"] == "number":
        document["settings"] = {"places": 6}
        if "đồng" in case["text"]:
            document = shared.field("o", "money")
    part = {"key": "s", "title": "S", "fields": [document]}
    whole = {"format": "congvu-form/1", "key": "f", "title": "F", "sections": [part]}
    one = read_form(whole).fields["o"]
    try:
        found = one.type.read(one, case["text"], Context(shared.today(), typed=True))
    except Refused:
        found = None
    assert found is None if case["is"] is None else str(found) == case["is"]


@seed(20261123)
@settings(max_examples=80, deadline=None, database=None)
@given(shared.rules(), shared.filled())
def test_no_rule_raises_whatever_it_says(rule: Any, data: dict[str, Any]) -> None:
    if list(complaints(rule)):
        return
    for gives in ("number", "text", "date", "bool"):
        form = shared.formula_form(rule, gives)
        found = rules.run(rules.plan(form), data, date(2026, 11, 23))
        assert set(found.data) <= {*data, "ket_qua"}
    assert in_words(rule, form.labels)


def test_types_say_which_rules_they_meet() -> None:
    kinds = {one.kind for one in TYPES}
    assert kinds <= {
        "number", "text", "date", "partial", "bool", "list", "place", "mark", "table", "computed",
        "none",
    }  # fmt: skip
