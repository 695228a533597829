"""The comparable form of a number and notation, for search and duplicates."""

from __future__ import annotations

import re

from congvu.core.kernel.text import fold

_LEADING_ZEROS = re.compile(r"^0+(?=\d)")
_LABEL = re.compile(r"^so\s*:?\s*(?=\d)")


def code_key(code: str) -> str:
    """``Số: 05/ QĐ–UBND`` and ``5/qd-ubnd`` give the same key ``5/qdubnd``.

    Folded, without spaces and dashes, leading zeros and the word "Số"; empty for an empty code.
    """
    key = _LABEL.sub("", fold(code))
    return _LEADING_ZEROS.sub("", re.sub(r"[\s\-–—]", "", key))[:60]
