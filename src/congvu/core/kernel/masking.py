"""Personal data as lists and public pages show it (Luật 91/2025/QH15): only what tells apart."""

from __future__ import annotations

DOT = "•"


def masked_number(text: str) -> str:
    """``024•••••4321``: the last four digits, and the first three of a longer number."""
    if len(text) < 6:
        return DOT * len(text)
    head = text[:3] if len(text) > 9 else ""
    return head + DOT * (len(text) - len(head) - 4) + text[-4:]


def masked_name(name: str) -> str:
    """``Nguyễn V. A.``: the family name whole, the rest by its letters."""
    first, *rest = name.split() or [""]
    return " ".join([first, *(f"{word[0]}." for word in rest)])
