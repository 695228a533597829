"""Vietnamese text: one normal form, one search key, one tone placement, clean input.

Source: TCVN 6909:2001 (precomposed Unicode). Everything stored is NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from congvu.core.kernel.errors import Invalid

_VOWELS = "aăâeêioôơuưy"
_MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ"})
_DROPPED = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


def nfc(s: str) -> str:
    """The stored form: precomposed Unicode."""
    return unicodedata.normalize("NFC", s)


def _fold_table() -> dict[int, str]:
    table = {ord(c): c.lower() for c in map(chr, range(ord("A"), ord("Z") + 1))}
    for vowel in _VOWELS:
        base = unicodedata.normalize("NFD", vowel)[0]
        for mark in _MARKS:
            lower = nfc(vowel + mark)
            table[ord(lower)] = table[ord(lower.upper())] = base
    table.update({ord(c): "d" for c in "đĐÐƉð"})
    table.update({ord(c): " " for c in _DASHES})
    table[0xA0] = " "
    return table


_FOLD = _fold_table()
_TO_D = str.maketrans({"đ": "d", "Đ": "d", "Ð": "d", "Ɖ": "d", "ð": "d"})


def fold(s: str) -> str:
    """The search key: no diacritics, đ as d, lower case, spaces and dashes collapsed.

    ``Đường Nguyễn  Gia-Thiều`` gives ``duong nguyen gia thieu``. Precomposed Vietnamese takes one
    table look-up per character; anything else (NFD, other scripts) goes the long way.
    """
    folded = s.translate(_FOLD)
    if not folded.isascii():
        folded = _fold_any(s)
    return " ".join(folded.split())


def _fold_any(s: str) -> str:
    plain = nfc(s).translate(_TO_D)
    while True:  # lower-casing can bring new marks (İ), so until nothing changes
        bare = unicodedata.normalize("NFD", plain)
        bare = "".join(c for c in bare if unicodedata.category(c) != "Mn").lower()
        if bare == plain:
            return bare.translate(_FOLD)
        plain = bare


def _tone_table() -> dict[str, str]:
    table = {}
    for first, second in ("oa", "oe", "uy"):
        for mark in _MARKS[1:]:
            for a in (first, first.upper()):
                for b in (second, second.upper()):
                    table[nfc(a + b + mark)] = nfc(a + mark + b)
    return table


_TONES = _tone_table()
_AFTER_Q = {
    nfc(u + mark + v): nfc(u + v + mark) for u in "uU" for v in "aeiyAEIY" for mark in _MARKS[1:]
}
_OPEN_RIME = re.compile(rf"(?<![qQ])(?:{'|'.join(_TONES)})(?!\w)")
_QU_RIME = re.compile(rf"(?<=[qQ])(?:{'|'.join(_AFTER_Q)})(?!\w)")


def normalize_tones(s: str) -> str:
    """One tone placement for comparing: ``hoà``, ``thuỷ``, ``khoẻ`` become ``hòa``, ``thủy``, ``khỏe``.

    After ``q`` the ``u`` belongs to the consonant, so ``qúy`` becomes ``quý``. Never store the
    result in place of what a person wrote.
    """
    s = _OPEN_RIME.sub(lambda m: _TONES[m[0]], nfc(s))
    return _QU_RIME.sub(lambda m: _AFTER_Q[m[0]], s)


def same_text(a: str, b: str) -> bool:
    """Whether two texts differ only in tone placement, normal form, case or spacing."""
    return _compare_form(a) == _compare_form(b)


def _compare_form(s: str) -> str:
    return " ".join(normalize_tones(s.translate(_LOOK_ALIKES)).lower().split())


_SPACE = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|$)")
_REFUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    r"\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
"""Controls other than tab and line ends, lone surrogates, direction overrides, non-characters."""


_NEVER_KEPT = re.compile(r"[\x00\ud800-\udfff]")


def demand_storable(value: Any, *, label: str = "Nội dung") -> None:
    """A value of JSON may be kept: no text or name in it holds NUL or a lone surrogate.

    :raises Invalid: it does, which PostgreSQL refuses to keep
    """
    if isinstance(value, str):
        if _NEVER_KEPT.search(value):
            raise Invalid(f"{label} có ký tự không đọc được. Hãy xóa ký tự đó rồi gửi lại.")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            demand_storable(name, label=label)
            demand_storable(one, label=label)
    elif isinstance(value, list):
        for one in value:
            demand_storable(one, label=label)


def clean_line(s: str, max_len: int = 255, *, label: str = "Nội dung") -> str:
    """One line as it is stored: NFC, Đ for its look-alike Ð, single spaces, no line ends.

    :param max_len: the greatest length in characters, after cleaning
    :param label: the Vietnamese name of the field, the first word of the refusal
    :raises Invalid: NUL, another control character, a lone surrogate, or too long
    """
    return _short_enough(_SPACE.sub(" ", _clean(s, label)).strip(), max_len, label)


def clean_text(s: str, max_len: int = 20_000, *, label: str = "Nội dung") -> str:
    """Several lines as they are stored: as ``clean_line``, but lines and inner spaces are kept.

    :raises Invalid: NUL, another control character, a lone surrogate, or too long
    """
    text = _TRAILING.sub("", _LINE_ENDS.sub("\n", _clean(s, label))).strip("\n")
    return _short_enough(text, max_len, label)


def abridged(s: str, most: int) -> str:
    """For overviews, when the whole text is kept elsewhere: what does not fit ends in “…”."""
    return s if len(s) <= most else f"{s[: most - 1].rstrip()}…"


def _clean(s: str, label: str) -> str:
    found = _REFUSED.search(s)
    if found:
        raise Invalid(
            f"{label} có ký tự điều khiển không đọc được (U+{ord(found[0]):04X}). "
            "Hãy xóa ký tự đó hoặc gõ lại rồi gửi lại.",
            position=found.start(),
        )
    return nfc(s.translate(_DROPPED).translate(_LOOK_ALIKES))


def _short_enough(s: str, max_len: int, label: str) -> str:
    if len(s) > max_len:
        raise Invalid(
            f"{label} dài {len(s)} ký tự, quá giới hạn {max_len} ký tự. Hãy rút gọn rồi gửi lại.",
            length=len(s),
            max_length=max_len,
        )
    return s
