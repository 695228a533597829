"""File names that every gateway takes: plain letters, at most 50 characters, each once.

Source: QĐ 161/2025/QĐ-UBND of Ninh Bình, the strictest rule seen.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 50
_D = str.maketrans({"đ": "d", "Đ": "D", "Ð": "D"})
_FOREIGN = re.compile(r"[^A-Za-z0-9._-]+")


def plain_name(name: str, taken: set[str]) -> str:
    """``Công văn 647.pdf`` becomes ``Cong-van-647.pdf``; ``taken`` grows by the result in lower case."""
    bare = unicodedata.normalize("NFD", name.translate(_D))
    bare = "".join(c for c in bare if unicodedata.category(c) != "Mn")
    bare = _FOREIGN.sub("-", bare).strip("-. ")
    stem, dot, ending = bare.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = bare, ""
    tail = f".{ending}" if ending else ""
    stem = stem.strip("-.") or "tep"
    for count in range(1, len(taken) + 2):
        more = f"-{count}" if count > 1 else ""
        plain = stem[: LONGEST - len(tail) - len(more)].rstrip("-.") + more + tail
        if plain.lower() not in taken:
            break
    taken.add(plain.lower())
    return plain


def described(name: str, plain: str, description: str) -> str:
    """The description keeps the original name where the plain one lost something."""
    if plain == name or description == name:
        return description
    return f"{description} ({name})" if description else name
