"""What was typed, read into passes; no input is an error.

Words are joined by AND. A quoted run and a run joined by punctuation (``647/STTTT``) are
phrases. The last word also matches as a beginning, unless it is a number. Passes are tried in
order and exclude each other: as typed with diacritics, then folded, then by beginning.
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
class Pass:
    """Rows with all of ``want`` and not all of ``without`` (empty: nothing excluded)."""

    want: tuple[Term, ...]
    without: tuple[Term, ...] = ()


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
        return Question(passes=() if text.strip() else (Pass(want=()),))
    folded = tuple(Term(tuple(w.folded for w in chunk)) for chunk in chunks)
    passes = []
    exact = tuple(_as_typed(chunk) for chunk in chunks)
    if exact != folded:
        passes.append(Pass(exact))
    passes.append(Pass(folded, without=exact if passes else ()))
    last = folded[-1].words
    has_prefix = last_is_open and len(last[-1]) >= MIN_PREFIX and not last[-1].isdecimal()
    if has_prefix:
        passes.append(Pass((*folded[:-1], Term(last, prefix=True)), without=folded))
    return Question(
        passes=tuple(passes),
        words=tuple(word for chunk in chunks for word in chunk),
        has_prefix=has_prefix,
    )


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
