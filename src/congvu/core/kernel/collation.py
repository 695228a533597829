"""Vietnamese order as a plain text key that every database sorts alike.

Keys hold ASCII digits only, and two digits stand for one character, so comparing them byte by
byte, under the C collation or under any language's collation (ICU numeric ordering excepted)
gives one and the same order: alphabet first (a ă â b c d đ e ê … x y, with f j w z in their
Latin places), then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then small before capital; spaces,
punctuation and digits come before letters. The order is that of the Unicode collation
algorithm tailored for Vietnamese, except that long dashes and curly quotes count as plain ones.

A key takes at most four digits a character plus three. A key may be cut to fit a column: cut
keys never stand in the wrong order, they can only become equal.
"""

from __future__ import annotations

import unicodedata

from congvu.core.kernel.text import nfc

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_SPACE, _FIRST_PUNCTUATION, _FIRST_DIGIT, _FIRST_LETTER, _OTHER = 2, 3, 40, 55, 99
_LEVEL, _END = "00", "0"
_OTHER_MARK = "7"

_SAME_AS = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "–": "-", "—": "-", "‐": "-", "‑": "-"} | {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}

_Weights = tuple[str, str, str]
"""Of one character: alphabet (two digits, or none), tone (one digit) and case (one digit)."""


def _weights() -> dict[str, _Weights]:
    table: dict[str, _Weights] = {" ": (f"{_SPACE:02}", "1", "1")}
    for i, c in enumerate(_PUNCTUATION, _FIRST_PUNCTUATION):
        table[c] = (f"{i:02}", "1", "1")
    for i, c in enumerate("0123456789", _FIRST_DIGIT):
        table[c] = (f"{i:02}", "1", "1")
    for i, letter in enumerate(_LETTERS, _FIRST_LETTER):
        for tone, mark in enumerate(_MARKS, 1):
            lower = nfc(letter + mark)
            if len(lower) == 1:
                table[lower] = (f"{i:02}", str(tone), "1")
                table[lower.upper()] = (f"{i:02}", str(tone), "2")
    for alike, c in _SAME_AS.items():
        table[alike] = table[c]
    return table


_TABLE = _weights()


class _Level(dict[int, str]):
    """One level as a translation table; a character met for the first time is worked out."""

    def __init__(self, level: int) -> None:
        super().__init__({ord(c): weights[level] for c, weights in _TABLE.items()})
        self.level = level

    def __missing__(self, code: int) -> str:
        return _unusual(chr(code))[self.level]


def _unusual(c: str) -> _Weights:
    """A character outside the table: marks are ignored, letters with foreign marks keep their base."""
    if unicodedata.category(c) in ("Mn", "Me", "Cf", "Cc"):
        return "", "", ""
    base = unicodedata.normalize("NFD", c)[0]
    if base != c and base in _TABLE:
        return _TABLE[base][0], _OTHER_MARK, _TABLE[base][2]
    return f"{_OTHER}{ord(c):07}", "1", "1"


_ALPHABET, _TONE, _CASE = _Level(0), _Level(1), _Level(2)


def sort_key(s: str) -> str:
    """The key by which ``s`` is sorted; store it beside the text in an indexed column."""
    s = " ".join(nfc(s).split())
    key = s.translate(_ALPHABET)
    tones = s.translate(_TONE).rstrip("1")
    case = s.translate(_CASE).rstrip("1")
    if case:
        return f"{key}{_LEVEL}{tones}{_END}{case}"
    return f"{key}{_LEVEL}{tones}" if tones else key


def given_name(full_name: str) -> str:
    """The given name (tên), the last word: ``An`` of ``Nguyễn Văn An``."""
    words = full_name.split()
    return words[-1] if words else ""


def name_sort_key(full_name: str) -> str:
    """The key of a person's name: by given name, then family name, then middle names.

    Each word is compared with its tones before the next word, so that every ``Anh`` stands
    before every ``Ánh``; capitals do not count.
    """
    words = nfc(full_name).lower().split()
    if not words:
        return ""
    return "".join(map(_word_key, [words[-1], *words[:-1]]))


def _word_key(word: str) -> str:
    tones = word.translate(_TONE).rstrip("1")
    return f"{word.translate(_ALPHABET)}{_LEVEL}{tones}{_END}"
