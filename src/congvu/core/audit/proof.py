"""Inclusion proofs: one entry, the way from it to its block, and the block's header."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from congvu.core.audit import merkle, sealing
from congvu.core.audit.actions import CONTENT, content_digest, content_of
from congvu.core.audit.models import Block, Entry, Leaf
from congvu.core.kernel.errors import NotFound, WrongState

FORMAT = "congvu-audit-proof-1"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a proof proves: ``sound`` when every check that could be made holds."""

    checks: dict[str, bool]

    @property
    def sound(self) -> bool:
        return all(self.checks.values())


def prove(entry_id: int) -> dict[str, Any]:
    """The proof of one sealed entry, as JSON.

    :raises NotFound: no such entry
    :raises WrongState: not sealed yet; sealing runs every minute
    """
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(f"Không có mục nhật ký số {entry_id}. Hãy kiểm tra lại số của mục.")
    leaf = Leaf.objects.select_related("block").filter(pk=entry_id).first()
    if leaf is None:
        raise WrongState("Mục này chưa được niêm phong. Hãy thử lại sau một phút.")
    block = leaf.block
    hashes = Leaf.objects.filter(block=block).order_by("position").values_list("hash", flat=True)
    steps = merkle.path([bytes(one) for one in hashes], leaf.position)
    return {
        "format": FORMAT,
        "entry": {"id": entry.pk, **content_of(entry)},
        "digest": bytes(entry.digest).hex(),
        "position": leaf.position,
        "path": [{"side": "left" if s.left else "right", "hash": s.hash.hex()} for s in steps],
        "block": _header(block),
    }


def check(proof: object) -> Verdict:
    """Check a proof without the database.

    ``inclusion`` and ``block`` need nothing but the proof; compare the block's hash with one
    noted elsewhere. ``content`` and ``mac`` use this installation's audit key.

    :raises ValueError: not a proof of this format
    """
    if not isinstance(proof, Mapping) or proof.get("format") != FORMAT:
        raise ValueError(f"not a {FORMAT}")
    try:
        return Verdict(_checks(proof))
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"not a whole {FORMAT}: {error!r}") from error


def _checks(proof: Mapping[str, Any]) -> dict[str, bool]:
    entry, block = proof["entry"], proof["block"]
    digest = bytes.fromhex(proof["digest"])
    steps = [
        merkle.Step(step["side"] == "left", bytes.fromhex(step["hash"])) for step in proof["path"]
    ]
    root, stated = bytes.fromhex(block["root"]), bytes.fromhex(block["hash"])
    computed = sealing.block_hash(
        number=block["number"],
        previous=bytes.fromhex(block["previous"]),
        root=root,
        count=block["count"],
        sealed_at=datetime.fromisoformat(block["sealed_at"]),
    )
    content = {name: entry[name] for name in (*CONTENT, "uid", "at")}
    leaf = merkle.leaf_hash(entry["id"], digest)
    return {
        "content": hmac.compare_digest(content_digest(content), digest),
        "inclusion": merkle.climb(leaf, steps) == root,
        "block": computed == stated,
        "mac": hmac.compare_digest(sealing.block_mac(stated), bytes.fromhex(block["mac"])),
    }


def _header(block: Block) -> dict[str, Any]:
    return {
        "number": block.number,
        "sealed_at": block.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "count": block.count,
        "root": bytes(block.root).hex(),
        "previous": bytes(block.previous).hex(),
        "hash": bytes(block.hash).hex(),
        "mac": bytes(block.mac).hex(),
    }
