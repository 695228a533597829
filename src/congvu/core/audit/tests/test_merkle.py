"""Trees as of RFC 6962."""

from __future__ import annotations

import hashlib

import pytest

from congvu.core.audit import merkle


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    both = by_the_book(leaves[:k]) + by_the_book(leaves[k:])
    return hashlib.sha256(b"\x01" + both).digest()


def row(count: int) -> list[bytes]:
    return [merkle.leaf_hash(n, bytes([n % 251]) * 32) for n in range(count)]


def test_no_tree_without_leaves():
    with pytest.raises(ValueError, match="at least one"):
        merkle.root([])


@pytest.mark.parametrize("count", [*range(1, 18), 63, 64, 65, 1000])
def test_roots_and_paths(count):
    leaves = row(count)
    root = merkle.root(leaves)
    assert root == by_the_book(leaves)
    for position in {0, count // 2, count - 1}:
        steps = merkle.path(leaves, position)
        assert merkle.climb(leaves[position], steps) == root
        assert merkle.climb(merkle.leaf_hash(9999, b"x" * 32), steps) != root


def test_a_node_is_never_a_leaf():
    """Without the marks, the two hashes of a node could be passed off as an entry."""
    left, right = row(2)
    assert merkle.root([left, right]) != hashlib.sha256(b"\x00" + left + right).digest()


def test_the_number_of_the_entry_is_part_of_its_leaf():
    assert merkle.leaf_hash(1, b"d" * 32) != merkle.leaf_hash(2, b"d" * 32)
