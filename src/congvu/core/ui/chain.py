"""Luồng xử lý: who handed what to whom, as a tree that the component draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class ChainNode:
    """One hand-over.

    ``who`` and ``post`` name the receiver, ``role`` how (Chủ trì, Phối hợp, Để biết), ``verb``
    what was done (Chuyển chỉ đạo, Phân công …), ``remark`` the words written with it,
    ``on_behalf`` the giver of a delegation; ``state`` with ``tone`` is drawn as a badge.
    ``current`` marks where the subject is now.
    """

    who: str
    post: str = ""
    role: str = ""
    verb: str = ""
    at: datetime | None = None
    due: date | None = None
    seen_at: datetime | None = None
    done_at: datetime | None = None
    remark: str = ""
    on_behalf: str = ""
    state: str = ""
    tone: str = ""
    symbol: str = ""
    current: bool = False
    children: list[ChainNode] = field(default_factory=list)


def grow(rows: Sequence[tuple[int, int | None, ChainNode]]) -> list[ChainNode]:
    """Roots of the tree from flat rows ``(id, parent id, node)`` in the order of time."""
    nodes = {key: node for key, _, node in rows}
    roots: list[ChainNode] = []
    for key, parent, node in rows:
        above = nodes.get(parent) if parent is not None and parent != key else None
        (above.children if above is not None else roots).append(node)
    return roots
