"""Tags: what an entry can be found by besides its words (rights, agency, facets)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

PLAIN = re.compile(r"[a-z0-9_.-]{1,60}")


def mark_tag(kind: str, mark: str) -> str:
    """A mark speaks for its own kind only, so ``a12`` of letters opens no dossiers."""
    return f"m:{plain(kind)}:{plain(mark)}"


def agency_tag(agency_id: int) -> str:
    return f"g:{agency_id}"


def facet_tag(name: str, value: str) -> str:
    return f"f:{plain(name)}={plain(value)}"


def plain(text: str) -> str:
    """:raises ValueError: a mark or facet outside ``[a-z0-9_.-]{1,60}``, a programming error"""
    if not PLAIN.fullmatch(text):
        raise ValueError(f"{text!r} is no mark or facet: use a-z 0-9 _ . - only")
    return text


def tags_of(
    *, kind: str, agency_id: int | None, marks: Collection[str], facets: Mapping[str, str]
) -> list[str]:
    """All tags of one entry, each once."""
    tags = {mark_tag(kind, mark): None for mark in marks}
    if agency_id is not None:
        tags[agency_tag(agency_id)] = None
    tags.update({facet_tag(name, value): None for name, value in facets.items() if value})
    return list(tags)
