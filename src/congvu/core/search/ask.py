"""What was typed, read into passes; no input is an error.

Words are joined by AND. A quoted run and a run joined by punctuation (``647/STTTT``) are
phrases. The last word also matches as a beginning, unless it is a number. Passes are tried in
order and exclude each other: as typed with diacritics, then folded, then by beginning; of the
first two the head (title and code) comes before the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvu.core.search.words import Word, words

MAX_TERMS = 16
MIN_PREFIX = 2
CHUNK = re.compile(r'"([^"]*)"?|([^\s"]+)')
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase to find, in the column of exact or of folded words."""

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """All of these terms, in the head; with ``deep`` in head and body together."""

    terms: tuple[Term, ...]
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """Rows with what is wanted and with none of what earlier passes have shown."""

    want: All
    without: tuple[All, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed query. ``passes`` holds one empty pass when nothing was asked."""

    passes: tuple[Pass, ...]
    words: tuple[Word, ...] = ()
    has_prefix: bool = False


def parse(text: str) -> Question:
    """Read what a person typed; anything at all gives a question."""
    chunks, last_is_open = _chunks(text)
    if not chunks:
        # Punctuation alone asks for something that is nowhere; nothing at all asks for all.
        return Question(passes=() if text.strip() else (Pass(All(())),))
    folded = tuple(Term(tuple(w.folded for w in chunk)) for chunk in chunks)
    last = folded[-1].words
    has_prefix = last_is_open and len(last[-1]) >= MIN_PREFIX and not last[-1].isdecimal()
    beginning = (*folded[:-1], Term(last, prefix=True)) if has_prefix else ()
    return Question(
        passes=_passes(tuple(map(_as_typed, chunks)), folded, beginning),
        words=tuple(word for chunk in chunks for word in chunk),
        has_prefix=has_prefix,
    )


Terms = tuple[Term, ...]


def _passes(exact: Terms, folded: Terms, beginning: Terms) -> tuple[Pass, ...]:
    """The order of the results; each pass leaves out what an earlier one has shown."""
    passes = []
    shown: tuple[All, ...] = ()
    if exact != folded:
        passes = [Pass(All(exact)), Pass(All(exact, deep=True), without=(All(exact),))]
        shown = (All(exact), All(exact, deep=True))
    passes.append(Pass(All(folded), without=shown))
    passes.append(Pass(All(folded, deep=True), without=(All(folded), *shown[1:])))
    if beginning:
        passes.append(Pass(All(beginning), without=(All(folded), All(folded, deep=True))))
    return tuple(passes)


def _chunks(text: str) -> tuple[list[list[Word]], bool]:
    """Runs of words, and whether the last run may still be in the middle of a word."""
    text = text.translate(QUOTES)
    found: list[list[Word]] = []
    is_open = False
    for quoted, bare in CHUNK.findall(text):
        run = words(quoted or bare)
        if run and len(found) < MAX_TERMS:
            found.append(run[:MAX_TERMS])
            is_open = bool(bare) and text.endswith(bare) and bare[-1].isalnum()
    return found, is_open


def _as_typed(chunk: list[Word]) -> Term:
    if not any(word.is_marked for word in chunk):
        return Term(tuple(word.folded for word in chunk))
    return Term(tuple(word.exact for word in chunk), exact=True)
