"""Words that people leave: how long, and where they are owed."""

from __future__ import annotations

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import clean_text

LONGEST = 4000
"""Characters of an instruction, a reason or a result."""


def demand_words(text: str, label: str) -> str:
    """:raises Invalid: nothing said where a reason or result is owed"""
    text = clean_text(text, LONGEST, label=label)
    if not text:
        raise Invalid(f"{label} chưa có. Hãy ghi rõ rồi gửi lại.", fields={"text": [label]})
    return text
