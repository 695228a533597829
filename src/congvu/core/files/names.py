"""File names as people may see and download them."""

from __future__ import annotations

import unicodedata

from congvu.core.files.kinds import EXTENSIONS, KINDS

LONGEST = 150
"""Characters, with the ending; the column and the download header hold no more."""

_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SWAPPED = str.maketrans(dict.fromkeys('<>:"|?*', "-"))


def clean_name(raw: str, *, kind: str) -> str:
    """The last path part, NFC, printable, at most 150 characters, with an ending that is true.

    An ending that claims another type is replaced (a PDF called ``a.doc`` becomes ``a.pdf``);
    the dot in “Báo cáo 6.2025” is not an ending. An empty name becomes ``tep``.
    """
    stem, ending = _split(_printable(raw))
    known = KINDS[kind].extensions
    ending = ending.lower() if ending.lower() in known else known[0]
    room = LONGEST - len(ending) - 1
    return f"{stem.lstrip('. ')[:room].rstrip('. ') or 'tep'}.{ending}"


def shown(raw: str) -> str:
    """A raw name made safe to quote in a refusal."""
    return _printable(raw)[:LONGEST] or "tep"


def _printable(raw: str) -> str:
    last = raw.replace("\\", "/").rpartition("/")[2]
    kept = "".join(ch for ch in last if unicodedata.category(ch) not in _DROPPED)
    text = unicodedata.normalize("NFC", kept).translate(_SWAPPED)
    return " ".join(text.split())


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in EXTENSIONS:
        return stem, ending
    return name, ""
