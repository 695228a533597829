"""Which words of a text were asked for, as plain pieces that a template escapes and marks."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.kernel.text import fold, nfc
from congvu.core.search.ask import Question
from congvu.core.search.words import WORD, bare_number

BEFORE = 60
LENGTH = 240


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


def highlight(text: str, question: Question) -> list[Piece]:
    """The whole text in pieces; joined again they are the text (NFC)."""
    text = nfc(text)
    pieces: list[Piece] = []
    end = 0
    for start, stop in _places(text, question):
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(text[start:stop], is_hit=True))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def snippet(text: str, question: Question) -> list[Piece]:
    """A line or two around the first asked word; the beginning when none is found."""
    text = " ".join(nfc(text).split())
    first = next(iter(_places(text, question)), (0, 0))[0]
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE) + 1
    stop = len(text)
    if stop > start + LENGTH:
        stop = max(text.rfind(" ", start, start + LENGTH), first + 1)
    cut = ("… " if start else "") + text[start:stop] + (" …" if stop < len(text) else "")
    return highlight(cut, question)


def _places(text: str, question: Question) -> list[tuple[int, int]]:
    wanted = {word.folded for word in question.words}
    prefix = question.words[-1].folded if question.has_prefix else ""
    if not wanted:
        return []
    places = []
    for found in WORD.finditer(text):
        word = bare_number(fold(found[0]))
        if word in wanted or (prefix and word.startswith(prefix)):
            places.append(found.span())
    return places
