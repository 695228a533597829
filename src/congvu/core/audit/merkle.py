"""Merkle trees as of RFC 6962: domain-separated SHA-256, odd nodes carried up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

LEAF, NODE = b"\x00", b"\x01"


class Step(NamedTuple):
    """One sibling on the way from a leaf to the root; ``left`` says on which side it stands."""

    left: bool
    hash: bytes


def leaf_hash(entry_id: int, digest: bytes) -> bytes:
    """Hash of one entry's place in a block.

    The digest proves the content but leaves the row's number out, so the number is bound here:
    a copy put back under another number is not the sealed entry.
    """
    return hashlib.sha256(LEAF + entry_id.to_bytes(8, "big") + digest).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Root of a non-empty row of leaf hashes.

    :raises ValueError: no leaves
    """
    if not leaves:
        raise ValueError("a tree has at least one leaf")
    level = list(leaves)
    while len(level) > 1:
        level = _up(level)
    return level[0]


def path(leaves: Sequence[bytes], position: int) -> list[Step]:
    """The siblings that lead from the leaf at ``position`` to the root, from below."""
    steps, level = [], list(leaves)
    while len(level) > 1:
        sibling = position ^ 1
        if sibling < len(level):
            steps.append(Step(left=sibling < position, hash=level[sibling]))
        level, position = _up(level), position // 2
    return steps


def climb(leaf: bytes, steps: Sequence[Step]) -> bytes:
    """The root that a leaf and its path lead to."""
    for step in steps:
        leaf = _node(step.hash, leaf) if step.left else _node(leaf, step.hash)
    return leaf


def _up(level: list[bytes]) -> list[bytes]:
    nodes = [_node(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
    return nodes + level[len(nodes) * 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
