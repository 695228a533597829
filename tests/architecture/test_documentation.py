"""Reference pages say what the code does, no more and no less."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from congvu.project.environment import ELSEWHERE
from tests.architecture.house import PACKAGE, ROOT

READERS = [PACKAGE / "project" / "settings.py", PACKAGE / "core" / "files" / "s3.py"]
NAME = re.compile(r"\bCONGVU_[A-Z0-9_]+\b")


ROOMS = sorted(
    f"{storey}/{path.name}"
    for storey in ("core", "office", "counter", "project")
    for path in (PACKAGE / storey).iterdir()
    if any(path.glob("*.py"))
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room: str) -> None:
    page = PACKAGE / room / "README.md"
    assert page.is_file(), f"{room} has no README.md"
    title, *rest = page.read_text("utf-8").splitlines()
    assert title.startswith("# ") and room.rpartition("/")[2] in title, title
    assert len(" ".join(rest)) > 100, "a page says more than its title"


def test_every_app_is_a_room() -> None:
    ours = {app.name for app in apps.get_app_configs() if app.name.startswith("congvu.")}
    assert ours <= {f"congvu.{room.replace('/', '.')}" for room in ROOMS}


def read_names() -> set[str]:
    """Names that the settings take from the environment."""
    asked = re.compile(r"\benv\.[a-z_]+\(\s*[\"'](CONGVU_[A-Z0-9_]+)")
    return {name for path in READERS for name in asked.findall(path.read_text("utf-8"))}


def test_every_setting_is_explained_and_nothing_else_is():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    rows = "\n".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    explained = set(NAME.findall(rows))
    assert len(read_names()) > 15, "the scan found too little"
    assert explained - {"CONGVU_DATA"} == (read_names() | ELSEWHERE) - {"CONGVU_DATA"}


def test_only_the_settings_read_the_environment():
    strays = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts
        and path not in [*READERS, PACKAGE / "project" / "test_settings.py"]
        and re.search(r"environ(?:\.get\(|\[)[\"']CONGVU_", path.read_text("utf-8"))
    ]
    assert not strays


def direct_dependencies() -> set[str]:
    names = set()
    for file in ("base.in", "dev.in", "s3-lane.in"):
        for line in (ROOT / "requirements" / file).read_text().splitlines():
            if line and not line.startswith(("-", "#")):
                names.add(re.split(r"[\[=<>;\s]", line)[0].lower())
    return names


def test_every_direct_dependency_has_its_reason():
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    told = set(re.findall(r"^\| `([a-z0-9_.-]+)` \|", page, re.MULTILINE))
    assert told == direct_dependencies()


def test_every_page_of_a_decision_has_a_sentence_for_a_title():
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert pages
    for page in pages:
        title = page.read_text("utf-8").splitlines()[0]
        assert re.match(r"# \S+ \S+ \S+", title), page.name
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+", page.stem), page.name
    numbers = [page.stem[:4] for page in pages]
    assert len(numbers) == len(set(numbers))
