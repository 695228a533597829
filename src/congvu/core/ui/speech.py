"""What the house says, in the language of the person who reads the page.

Rooms write plain Vietnamese; templates and components pass it through :func:`said` where they
draw it. For a Vietnamese reader that is one look at a variable. For an English reader the text
is looked up in the rooms' catalogues (``<room>/locale/en/LC_MESSAGES/django.po``): whole, or as
a sentence with values in it (``Đã lưu bộ lọc “%(1)s”.``). What is in none of them was typed by
people, and stays as it is. What is kept or printed (audit, letters, registers) never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import translation
from django.utils.safestring import SafeData, mark_safe

from congvu.core.ui.catalogues import parse

VIETNAMESE, ENGLISH = "vi", "en"
PLACE = re.compile(r"%\((\w+)\)s")
LEAST_SAID = 14
"""Characters that make a sentence with values in it known for the house's own."""
MOST_SAID = 8192
"""Of texts kept with what became of them; a page has some hundred."""

_reader: ContextVar[str] = ContextVar("reader", default=VIETNAMESE)


@contextmanager
def reading(language: str) -> Iterator[None]:
    """The page made within is for a reader of this language (``vi``, ``en``)."""
    token = _reader.set(language)
    try:
        with translation.override(language):
            yield
    finally:
        _reader.reset(token)


def said(text: Any) -> Any:
    """The text for the reader: the same object in Vietnamese, in English its translation.

    :param text: what the house says, or anything else, which comes back as it is
    """
    if _reader.get() == VIETNAMESE or not isinstance(text, str):
        return text
    found = _english(str(text))
    return mark_safe(found) if isinstance(text, SafeData) else found  # noqa: S308 - as its source


def speaks_english() -> bool:
    return _reader.get() == ENGLISH


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with values in it."""

    pattern: re.Pattern[str]
    english: str

    def told(self, text: str) -> str | None:
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        values = match.groupdict()
        return PLACE.sub(lambda place: _whole(values[f"v{place[1]}"]), self.english)


@lru_cache(maxsize=MOST_SAID)
def _english(text: str) -> str:
    known = catalogue()
    if (whole := known.get(text)) is not None:
        return whole
    for sentence in _sentences():
        if (told := sentence.told(text)) is not None:
            return told
    return text


def _whole(value: str) -> str:
    """A value may be a word of the house too (a state, a role)."""
    return catalogue().get(value, value)


@cache
def catalogue() -> dict[str, str]:
    """Every English message of the installed rooms."""
    found: dict[str, str] = {}
    for room in apps.get_app_configs():
        source = Path(room.path) / "locale/en/LC_MESSAGES/django.po"
        if room.name.startswith("congvu.") and source.exists():
            found.update(parse(source.read_text("utf-8")))
    found.pop("", None)
    return found


@cache
def _sentences() -> tuple[Sentence, ...]:
    """Those with values, the most particular first."""
    texts = [text for text in catalogue() if PLACE.search(text) and "\0" not in text]
    texts.sort(key=lambda text: len(PLACE.sub("", text)), reverse=True)
    return tuple(Sentence(_pattern(text), catalogue()[text]) for text in texts)


def _pattern(text: str) -> re.Pattern[str]:
    """A few words around a value (``Còn %(1)s ngày``) are those of a sentence only if the value
    is a number: anything else may be what people wrote."""
    parts = PLACE.split(text)
    value = ".+?" if sum(map(len, parts[::2])) >= LEAST_SAID else "[0-9][0-9.,:/ ]*"
    named = (
        f"(?P<v{part}>{value})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return re.compile("".join(named), re.S)
