"""Every template of the repository obeys the content security policy and closes its tags."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

import congvu

ROOT = Path(congvu.__file__).parent
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
SCRIPTS = sorted(ROOT.rglob("static/**/*.js"))
LETTERS = re.compile(r"/(email|mail|letters|typst)/")
"""Messages sent by mail have no style sheet to link to."""
FORBIDDEN = {
    "style attribute": r"<[a-z][^<>]*\sstyle\s*=",
    "event attribute": r"<[a-z][^<>]*\son[a-z]+\s*=",
    "inline style": r"<style\b",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "script address": r"(href|action|src)\s*=\s*[\"']?\s*javascript:",
    "htmx code": r"\shx-on|hx-vals\s*=\s*[\"']js:|hx-trigger\s*=\s*[\"'][^\"']*\[",
    "another host": r"(src|href)\s*=\s*[\"'](https?:)?//",
    "native date box": r"type\s*=\s*[\"'](date|datetime-local)",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_templates_were_found() -> None:
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_nothing_inline(template: Path) -> None:
    if LETTERS.search(f"/{name(template)}"):
        return
    text = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
        "",
        template.read_text("utf-8"),
        flags=re.S,
    )
    found = {what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.I)}
    assert found == set()


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("style attribute", '<p class="a" style="color:red">'),
        ("event attribute", '<a href="#" onclick="x()">'),
        ("inline script", "<script>x()</script>"),
        ("inline script", '<script type="module">x()</script>'),
        ("inline style", "<style>a{}</style>"),
        ("script address", '<a href="javascript:void(0)">'),
        ("htmx code", '<a hx-on:click="x()">'),
        ("another host", '<script src="//cdn/x.js"></script>'),
        ("native date box", '<input type="date">'),
    ],
)
def test_the_watch_sees_what_it_is_for(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, re.I)


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_it_compiles(template: Path) -> None:
    engines["django"].from_string(template.read_text("utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_scripts_need_no_eval_and_keep_no_citizen_data(script: Path) -> None:
    text = script.read_text("utf-8")
    for word in (
        "eval(",
        "new Function",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.write",
    ):
        assert word not in text


def test_every_icon_named_in_templates_is_drawn() -> None:
    sprite = (ROOT / "core/ui/static/ui/icons.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    missing = {
        f"{name(template)}: {used}"
        for template in TEMPLATES
        for used in re.findall(r'\{% icon "([\w-]+)"', template.read_text("utf-8"))
        if used not in drawn
    }
    assert missing == set()
    assert len(drawn) >= 40
