"""Proof of the whole journal: chain, roots, leaves, digests; the first broken place is named."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Exists, OuterRef

from congvu.core.audit import heads, merkle, sealing
from congvu.core.audit.actions import digest
from congvu.core.audit.models import Block, Entry, Leaf

CHUNK = 2_000
MOST_FAULTS = 20

Progress = Callable[[int], None]
"""Told the number of entries looked at so far."""

SENTENCES = {
    "changed": "Mục nhật ký số {entry} đã bị sửa: nội dung không khớp với mã băm.",
    "deleted": "Mục nhật ký số {entry} đã bị xóa (khối {block}, vị trí {position}).",
    "swapped": "Mục nhật ký số {entry} không phải mục đã niêm phong ở khối {block}, vị trí {position}: "
    "đã bị tráo hoặc chép lại.",
    "inserted": "Mục nhật ký số {entry} được chèn ngoài hệ thống: không có mã băm hợp lệ.",
    "leaf": "Khối {block} thiếu hoặc thừa lá ở vị trí {position}.",
    "root": "Khối {block}: gốc cây Merkle không khớp với các lá.",
    "block": "Khối {block} đã bị sửa: mã băm hoặc mã xác thực không đúng.",
    "chain": "Khối {block} không nối tiếp khối {position}: chuỗi bị đứt hoặc bị xóa khối.",
    "head": "Khối {block} đã được ghi nhận là đã niêm phong nhưng không còn hoặc đã đổi: "
    "phần cuối của nhật ký bị cắt.",
    "key": "Mã xác thực của khối đầu tiên không đúng với khóa nhật ký đang dùng. "
    "Hãy kiểm tra CONGVU_AUDIT_KEY.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken place. ``entry`` is 0 when no entry can be named."""

    kind: str
    entry: int = 0
    block: int = 0
    position: int = 0

    def __str__(self) -> str:
        return SENTENCES[self.kind].format(
            entry=self.entry, block=self.block, position=self.position
        )


@dataclass(slots=True)
class Report:
    """What was looked at and what is broken, the first place first; at most 20 are kept."""

    blocks: int = 0
    sealed: int = 0
    unsealed: int = 0
    head: str = ""
    faults: list[Fault] = field(default_factory=list)
    count: int = 0

    @property
    def sound(self) -> bool:
        return not self.count

    def blame(self, fault: Fault) -> None:
        self.count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def verify(
    *, progress: Progress = lambda count: None, expected: list[heads.Head] | None = None
) -> Report:
    """Walk the journal once, in constant memory, while it goes on growing.

    :param expected: heads noted elsewhere, beside those of the notes file
    """
    report = Report()
    last = Block.objects.order_by("-number").values_list("number", flat=True).first() or 0
    notes = _Notes([*heads.noted(), *(expected or [])])
    leaves = _Leaves(last)
    before = (0, sealing.GENESIS)
    for block in Block.objects.filter(number__lte=last).order_by("number").iterator(CHUNK):
        before = _chain(block, before, report)
        notes.see(block, report)
        if report.blocks == 1 and any(fault.kind == "block" for fault in report.faults):
            report.blame(Fault("key"))
        _contents(block, leaves, report)
        progress(report.sealed)
    for leaf in leaves.rest():
        report.blame(Fault("leaf", leaf.entry_id, leaf.block_id, leaf.position))
    notes.missing(last, report)
    report.head = f"{before[0]}:{before[1].hex()}" if before[0] else ""
    _unsealed(last, report, progress)
    return report


def _chain(block: Block, before: tuple[int, bytes], report: Report) -> tuple[int, bytes]:
    """The block's own seals and its tie to the one before."""
    report.blocks += 1
    stated = bytes(block.hash)
    computed = sealing.block_hash(
        number=block.number, previous=bytes(block.previous), root=bytes(block.root),
        count=block.count, sealed_at=block.sealed_at,
    )  # fmt: skip
    sealed = hmac.compare_digest(sealing.block_mac(stated), bytes(block.mac))
    if computed != stated or not sealed:
        report.blame(Fault("block", block=block.number))
    if block.number != before[0] + 1 or bytes(block.previous) != before[1]:
        report.blame(Fault("chain", block=block.number, position=before[0]))
    return block.number, stated


def _contents(block: Block, leaves: _Leaves, report: Report) -> None:
    """Leaves against entries, then the root over what the entries give now."""
    place, hashes, clean = 0, [], True
    for leaf, entry in leaves.of(block.number):
        report.sealed += 1
        if leaf.position != place:
            report.blame(Fault("leaf", block=block.number, position=place))
            clean = False
        place = leaf.position + 1
        fault = _judge(leaf, entry)
        if fault:
            report.blame(Fault(fault, leaf.entry_id, block.number, leaf.position))
            clean = False
        hashes.append(bytes(leaf.hash))
    if place != block.count:
        report.blame(Fault("leaf", block=block.number, position=min(place, block.count)))
        clean = False
    if clean and hashes and merkle.root(hashes) != bytes(block.root):
        report.blame(Fault("root", block=block.number))


def _judge(leaf: Leaf, entry: Entry | None) -> str:
    if entry is None:
        return "deleted"
    stated = bytes(entry.digest)
    if digest(entry) != stated:
        return "changed"
    return "" if merkle.leaf_hash(entry.pk, stated) == bytes(leaf.hash) else "swapped"


def _unsealed(last: int, report: Report, progress: Progress) -> None:
    """What no block holds yet must at least carry a true digest."""
    held = Leaf.objects.filter(entry_id=OuterRef("pk"), block__lte=last)
    waiting = Entry.objects.filter(~Exists(held)).order_by("pk")
    for entry in waiting.iterator(CHUNK):
        report.unsealed += 1
        if digest(entry) != bytes(entry.digest):
            report.blame(Fault("inserted", entry.pk))
        if report.unsealed % CHUNK == 0:
            progress(report.sealed + report.unsealed)


class _Leaves:
    """Leaves with their entries, in the order of the chain, fetched in pieces."""

    def __init__(self, last: int) -> None:
        rows = Leaf.objects.filter(block__lte=last).order_by("block_id", "position")
        self._pairs = self._paired(rows.iterator(CHUNK))
        self._next: tuple[Leaf, Entry | None] | None = None
        self._strays: list[Leaf] = []

    def of(self, number: int) -> Iterator[tuple[Leaf, Entry | None]]:
        """Leaves of one block; those of blocks that are gone are set aside."""
        while pair := self._take():
            if pair[0].block_id > number:
                self._next = pair
                return
            if pair[0].block_id < number:
                self._strays.append(pair[0])
            else:
                yield pair

    def rest(self) -> Iterator[Leaf]:
        """Leaves that no block asked for."""
        yield from self._strays[:MOST_FAULTS]
        while pair := self._take():
            yield pair[0]

    def _take(self) -> tuple[Leaf, Entry | None] | None:
        pair, self._next = self._next, None
        return pair or next(self._pairs, None)

    @staticmethod
    def _paired(rows: Iterator[Leaf]) -> Iterator[tuple[Leaf, Entry | None]]:
        while piece := list(islice(rows, CHUNK)):
            entries = Entry.objects.in_bulk([leaf.entry_id for leaf in piece])
            for leaf in piece:
                yield leaf, entries.get(leaf.entry_id)


class _Notes:
    """Heads noted outside the database, to be met by the blocks."""

    def __init__(self, noted: list[heads.Head]) -> None:
        self._noted: dict[int, set[str]] = {}
        for head in noted:
            self._noted.setdefault(head.number, set()).add(head.hash)

    def see(self, block: Block, report: Report) -> None:
        noted = self._noted.pop(block.number, set())
        if noted - {bytes(block.hash).hex()}:
            report.blame(Fault("head", block=block.number))

    def missing(self, last: int, report: Report) -> None:
        """Blocks noted and not met; newer ones than the walk's last must be there by now."""
        there = dict(
            Block.objects.filter(number__in=[n for n in self._noted if n > last])
            .values_list("number", "hash")
            .iterator()
        )
        for number in sorted(self._noted):
            found = there.get(number)
            if found is None or self._noted[number] - {bytes(found).hex()}:
                report.blame(Fault("head", block=number))
                return
