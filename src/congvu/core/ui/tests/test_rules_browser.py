"""The browser's rule engine, held to the server's: shared cases, and forms made up by chance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.templatetags.static import static
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, sync_playwright

from congvu.core.kernel.schema import rules
from congvu.core.kernel.schema.expressions import complaints
from congvu.core.kernel.tests import rules_cases as shared
from congvu.core.ui.tests.test_browser import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
RUN_ALL = """async ([address, asked]) => {
    const engine = await import(address);
    return asked.map(one => JSON.stringify(engine.run(one.plan, one.data, one.today)));
}"""
READ_ALL = """async ([address, asked]) => {
    const engine = await import(address);
    return asked.map(one => engine.READ[one.kind](one.text));
}"""


@pytest.fixture
def page(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page()
        opened.goto(site + "/giao-dien")
        yield opened
        browser.close()


def agree(page: Page, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the browser says of each, which must be what the server says."""
    answers = page.evaluate(RUN_ALL, [static("ui/js/rules.js"), asked])
    told = [json.loads(one) for one in answers]
    for one, said in zip(asked, told, strict=True):
        ours = rules.run(one["plan"], one["data"], shared.today()).to_json()
        assert said == ours, one
    return told


def asking(plan: Any, data: Any) -> dict[str, Any]:
    return {"plan": plan, "data": data, "today": shared.cases()["on"]}


def test_the_shared_cases(page: Page) -> None:
    known = shared.cases()
    formulas = [
        asking(rules.plan(shared.formula_form(case["rule"], case["gives"])), known["data"])
        for case in known["formulas"]
    ]
    forms = [asking(rules.plan(shared.form_of(case)), case["data"]) for case in known["forms"]]
    told = agree(page, formulas + forms)
    for case, said in zip(known["formulas"], told, strict=False):
        assert said["data"].get("ket_qua") == case["is"]
    assert told[len(formulas) :] == [case["is"] for case in known["forms"]]


def test_what_is_typed(page: Page) -> None:
    asked = shared.cases()["typed"]
    told = page.evaluate(READ_ALL, [static("ui/js/rules.js"), asked])
    assert [None if one is None else str(one) for one in told] == [one["is"] for one in asked]


def test_rules_made_up_by_chance(page: Page) -> None:
    asked: list[dict[str, Any]] = []

    @seed(20261123)
    @settings(
        max_examples=250,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(shared.rules(), shared.filled(), st.sampled_from(["number", "text", "date", "bool"]))
    def collect(rule: Any, data: dict[str, Any], gives: str) -> None:
        if not list(complaints(rule)):
            asked.append(asking(rules.plan(shared.formula_form(rule, gives)), data))

    collect()
    assert len(asked) > 150
    told = agree(page, asked)
    assert sum("ket_qua" in one["data"] for one in told) > 20
