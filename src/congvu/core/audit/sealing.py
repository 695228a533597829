"""Sealing: entries without a leaf become the next block of the chain.

Appending takes no lock: entries are plain inserts, and sealing comes after. Two sealers at once
both try to insert the same block number, and one of them loses without harm.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from congvu.core.audit import heads, merkle
from congvu.core.audit.models import Block, Entry, Leaf

BLOCK = b"\x02"
GENESIS = bytes(32)
MOST = 10_000
"""Entries of one block; more wait for the next one, so that a seal stays a short transaction."""
WINDOW = 20_000
"""How far below the newest sealed entry the minutely seal looks for late ones.

On PostgreSQL a long transaction commits entries whose numbers were drawn before others that are
sealed already. What comes later than this window is caught by the nightly seal of everything.
"""


def seal(*, at: datetime, window: int | None = WINDOW) -> int:
    """Seal what is unsealed, in as many blocks as it takes; the number of entries sealed.

    :param window: look back that many entry numbers below the newest sealed one; None: all
    """
    sealed, after = 0, _floor(window)
    while entries := _candidates(after):
        block = _append(entries, at)
        if block is None:
            break
        sealed, after = sealed + block.count, entries[-1][0]
        heads.add(heads.Head(block.number, bytes(block.hash).hex()))
        if len(entries) < MOST:
            break
    return sealed


def block_hash(
    *, number: int, previous: bytes, root: bytes, count: int, sealed_at: datetime
) -> bytes:
    """SHA-256 over the block's header; all that a stranger needs to check a proof."""
    moment = sealed_at.astimezone(UTC).isoformat(timespec="microseconds").encode()
    header = number.to_bytes(8, "big") + previous + root + count.to_bytes(8, "big") + moment
    return hashlib.sha256(BLOCK + header).digest()


def block_mac(block_hash: bytes) -> bytes:
    """HMAC-SHA256 of a block's hash with the audit key."""
    key = settings.CONGVU_AUDIT_KEY.encode()
    return hmac.new(key, b"block" + block_hash, hashlib.sha256).digest()


def unsealed() -> QuerySet[Entry]:
    """Entries that no block holds yet."""
    return Entry.objects.filter(~Exists(Leaf.objects.filter(entry_id=OuterRef("pk"))))


def _floor(window: int | None) -> int:
    """The number above which this seal looks."""
    if window is None:
        return 0
    newest = Leaf.objects.order_by("-entry_id").values_list("entry_id", flat=True).first()
    return max((newest or 0) - window, 0)


def _candidates(after: int) -> list[tuple[int, bytes]]:
    rows = unsealed().filter(pk__gt=after).order_by("pk").values_list("pk", "digest")[:MOST]
    return [(pk, bytes(digest)) for pk, digest in rows]


def _append(entries: list[tuple[int, bytes]], at: datetime) -> Block | None:
    """The next block, or None when another sealer was quicker."""
    leaves = [merkle.leaf_hash(pk, digest) for pk, digest in entries]
    root = merkle.root(leaves)
    last = Block.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    previous = bytes(last.hash) if last else GENESIS
    digest = block_hash(
        number=number, previous=previous, root=root, count=len(leaves), sealed_at=at
    )
    try:
        with transaction.atomic():
            block = Block.objects.create(
                number=number, sealed_at=at, count=len(leaves), root=root, previous=previous,
                hash=digest, mac=block_mac(digest),
            )  # fmt: skip
            Leaf.objects.bulk_create(
                [
                    Leaf(entry_id=pk, block=block, position=place, hash=leaf)
                    for place, ((pk, _), leaf) in enumerate(zip(entries, leaves, strict=True))
                ],
                batch_size=2000,
            )
    except IntegrityError:
        return None
    return block
