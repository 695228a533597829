"""The style sheets hold to the baseline browsers and to readable colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static" / "ui"
SHEETS = sorted(STATIC.rglob("*.css"))
BANNED = {
    "nesting": r"^\s*&|[;{]\s*&[\s.:#\[]",
    "parent selector": r":has\(",
    "colour mixing": r"color-mix\(",
    "light-dark": r"light-dark\(",
    "oklch": r"\bokl(ch|ab)\(",
    "popover": r"\[popover|:popover-open",
    "subgrid": r"subgrid",
    "range media query": r"@media[^{]*[<>]",
    "container query": r"@container",
    "scope": r"@scope",
    "field-sizing": r"field-sizing",
    "text-wrap": r"text-wrap\s*:\s*(balance|pretty)",
    "remote file": r"url\(\s*['\"]?(https?:)?//",
    "import": r"@import",
}


def without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)


def test_there_are_sheets() -> None:
    assert [sheet.name for sheet in SHEETS] == [
        "base.css",
        "components.css",
        "frame.css",
        "lists.css",
        "print.css",
    ]


@pytest.mark.parametrize("feature", BANNED)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_feature_newer_than_the_baseline(sheet: Path, feature: str) -> None:
    assert not re.search(BANNED[feature], without_comments(sheet), flags=re.M)


@pytest.mark.parametrize(
    ("feature", "text"),
    [
        ("nesting", ".a {\n  & .b { color: red; }\n}"),
        ("parent selector", "tr:has(td) {}"),
        ("range media query", "@media (width >= 40rem) {}"),
        ("remote file", "src: url(https://x/y.woff2)"),
    ],
)
def test_the_watch_sees_what_it_is_for(feature: str, text: str) -> None:
    assert re.search(BANNED[feature], text, flags=re.M)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_headings_and_rows_leave_room_for_stacked_marks(sheet: Path) -> None:
    heights = re.findall(r"line-height:\s*([\d.]+)\s*[;}]", without_comments(sheet))
    assert all(float(height) >= 1.25 for height in heights)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_symbol_drawn_by_a_sheet_is_silent_or_a_letter(sheet: Path) -> None:
    """A ``content`` that is read aloud must have the silent form behind it."""
    for rule in re.findall(r"\{([^{}]*)\}", without_comments(sheet)):
        marks = re.findall(r'content:\s*"([^"]+)"(?!\s*/)', rule)
        for mark in marks:
            assert mark in {": ", ":"} or f'content: "{mark}" / ""' in rule, mark


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--c-[\w-]+):\s*(#[0-9a-f]{3,6})", block))


BASE = without_comments(STATIC / "css" / "base.css")
PLAIN = tokens(BASE[BASE.index(":root") : BASE.index(".is-large")])
CONTRAST = PLAIN | tokens(BASE[BASE.index(".is-contrast") : BASE.index("@media")])


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = [
    ("text", "bg"), ("text", "surface"), ("text", "head"), ("text", "hover"), ("text", "pick"),
    ("text", "brand-soft"), ("muted", "bg"), ("muted", "surface"), ("muted", "plain-bg"),
    ("muted", "brand-soft"), ("muted", "pick"), ("brand", "surface"), ("brand", "bg"), ("brand-strong", "brand-soft"),
    ("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-brand-soft", "brand-strong"),
    ("gold", "brand-strong"), ("gold", "accent"), ("gold", "accent-strong"), ("surface", "accent"),
    ("ok", "ok-bg"), ("warn", "warn-bg"), ("bad", "bad-bg"), ("info", "info-bg"), ("plain", "plain-bg"),
    ("bad", "surface"), ("accent", "surface"),
]  # fmt: skip
SHAPE_PAIRS = [
    ("line-strong", "surface"), ("line-strong", "bg"), ("focus", "surface"), ("focus", "bg"),
    ("focus", "brand-soft"), ("gold", "brand-strong"), ("brand", "surface"),
]  # fmt: skip


@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
@pytest.mark.parametrize("theme", [PLAIN, CONTRAST], ids=["plain", "contrast"])
def test_text_contrast(theme: dict[str, str], front: str, back: str) -> None:
    """WCAG 1.4.3: at least 4.5:1."""
    assert ratio(theme[f"--c-{front}"], theme[f"--c-{back}"]) >= 4.5


@pytest.mark.parametrize(("front", "back"), SHAPE_PAIRS)
@pytest.mark.parametrize("theme", [PLAIN, CONTRAST], ids=["plain", "contrast"])
def test_borders_and_focus_contrast(theme: dict[str, str], front: str, back: str) -> None:
    """WCAG 1.4.11 and 2.4.13: at least 3:1."""
    assert ratio(theme[f"--c-{front}"], theme[f"--c-{back}"]) >= 3


def test_high_contrast_reads_at_seven_to_one() -> None:
    """WCAG 1.4.6 for the switch that promises it."""
    for front in ("text", "muted", "brand", "ok", "warn", "bad", "info", "plain"):
        assert ratio(CONTRAST[f"--c-{front}"], CONTRAST["--c-surface"]) >= 7, front


def test_targets_are_large_enough() -> None:
    """WCAG 2.5.8: 24 CSS pixels; every ``min-height`` of a control is that or more."""
    controls = r"(?:\.btn|\.btn-sm|\.chip|\.link|\.tabs a|\.tree summary|\.sizes a|\.row-acts \.btn|\.calendar td button|\.pager nav a)"
    found = 0
    for sheet in SHEETS:
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", without_comments(sheet)):
            if not re.search(controls + r"(?=[,\s{]|$)", selector):
                continue
            for value in re.findall(r"min-height:\s*([\d.]+)rem", body):
                found += 1
                assert float(value) * 16 >= 24, selector
    assert found >= 8
