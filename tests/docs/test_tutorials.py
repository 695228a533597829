"""Tutorials name what is on the screen: every text in bold stands in a page, a form or a menu."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = (
    "mot-ngay-o-bo-phan-mot-cua.md", "thu-ly-ho-so.md", "quan-tri-mot-cua.md",
    "nop-ho-so-truc-tuyen.md",
)  # fmt: skip
NOT_LABELS = {"Có tài khoản", "Không có tài khoản"}
"""Emphasis of a sentence, no button."""


@cache
def screen() -> str:
    """Everything that pages may show, with joins of Python's broken strings closed."""
    texts = [
        path.read_text("utf-8")
        for kind in ("*.html", "*.py")
        for path in sorted((ROOT / "src").rglob(kind))
        if "tests" not in path.parts and "migrations" not in path.parts
    ]
    return re.sub(r'"\s*\n\s*f?"', "", "\n".join(texts))


@pytest.mark.parametrize("name", TUTORIALS)
def test_every_label_is_on_the_screen(name: str) -> None:
    text = (ROOT / "docs" / "tutorial" / name).read_text("utf-8")
    labels = set(re.findall(r"\*\*([^*]+)\*\*", text)) - NOT_LABELS
    assert len(labels) > 5
    missing = sorted(label for label in labels if label.rstrip(" …") not in screen())
    assert missing == [], f"{name} names what no page shows"


@pytest.mark.parametrize("name", TUTORIALS)
def test_every_account_and_address_exists(name: str) -> None:
    text = (ROOT / "docs" / "tutorial" / name).read_text("utf-8")
    for word in re.findall(r"`([a-z]+\.[a-z]+|quantri|congdan|/[a-z-]+/)`", text):
        assert word.strip("/") in screen(), word
