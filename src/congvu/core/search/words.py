"""Text to words: the same cutting and folding for what is stored and for what is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvu.core.kernel.text import fold, normalize_tones

WORD = re.compile(r"[^\W_]+")
MAX_BODY = 20_000
"""Characters of a body that are indexed (about eight printed pages)."""
MAX_WORD = 60


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written (lower case, NFC) and as matched without marks."""

    exact: str
    folded: str

    @property
    def is_marked(self) -> bool:
        """Whether the writer gave more than the folded form (diacritics, a leading zero)."""
        return self.exact != self.folded


def words(text: str) -> list[Word]:
    """The words of a text in order; ``456/QĐ-UBND`` is ``456``, ``qđ``, ``ubnd``.

    Both tone placements (``hoà``, ``hòa``) are one exact word.
    """
    exact = [w[:MAX_WORD] for w in WORD.findall(normalize_tones(text).lower())]
    folded = fold(" ".join(exact)).split(" ") if exact else []
    if len(folded) != len(exact):  # a rare letter whose folding contains a space
        folded = [fold(word).replace(" ", "") or word for word in exact]
    return [Word(e, bare_number(f)) for e, f in zip(exact, folded, strict=True)]


def bare_number(word: str) -> str:
    """``01`` and ``1`` are one number (letters below 10 are numbered with a zero)."""
    return (word.lstrip("0") or "0") if word[0] == "0" and word.isdecimal() else word
