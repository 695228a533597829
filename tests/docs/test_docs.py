"""The documentation keeps up with the code: names, states, permissions, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from congvu.core.audit.actions import verbs

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs/glossary/README.md").read_text(encoding="utf-8")
MADE_FOR_TESTS = {"factories", "testing", "tests"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def pages() -> list[Path]:
    own = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md")]
    return sorted(own)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if m.__module__.startswith("congvu.")],
    ids=lambda model: model._meta.label,
)
def test_every_model_is_in_the_glossary(model: type) -> None:
    name = str(model._meta.verbose_name)  # type: ignore[attr-defined]
    assert name in GLOSSARY, f"docs/glossary: {name} ({model.__name__})"
    assert f"`{model.__name__}`" in GLOSSARY or f".{model.__name__}`" in GLOSSARY


@pytest.mark.parametrize("name", ["states", "permissions"])
def test_reference_pages_are_those_the_code_draws(name: str, tmp_path: Path) -> None:
    call_command("reference", name, output=str(tmp_path / "page.md"))
    drawn = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert drawn == (ROOT / f"docs/reference/{name}.md").read_text(encoding="utf-8"), (
        f"run: bin/congvu reference {name} --output docs/reference/{name}.md"
    )


def test_every_verb_is_on_the_page_of_permissions() -> None:
    page = (ROOT / "docs/reference/permissions.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    real = {
        verb.verb  # type: ignore[attr-defined]
        for verb in verbs
        if MADE_FOR_TESTS.isdisjoint(verb.__module__.split("."))
    }
    assert len(real) > 100, "the rooms were not loaded"
    assert sorted(real - set(told)) == []
    assert len(told) == len(set(told))
