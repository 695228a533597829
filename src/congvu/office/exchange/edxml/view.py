"""Reading a node child by child: what was not asked for is kept, what is odd becomes a doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.text import nfc
from congvu.office.exchange.edxml.canonical import canonical_bytes
from congvu.office.exchange.edxml.errors import Malformed
from congvu.office.exchange.edxml.message import Doubt, Unknown
from congvu.office.exchange.edxml.node import OURS, XML, Node

_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CLOCK = re.compile(r"[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_INTEGER = re.compile(r"[+-]?\d{1,9}")
_FLAGS = {"1": True, "true": True, "0": False, "false": False}
_SILENT = frozenset({XML, "http://www.w3.org/2001/XMLSchema-instance"})


@dataclass(slots=True)
class Notes:
    """What reading leaves behind beside the message itself."""

    unknown: list[Unknown] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, where: str, message: str) -> None:
        self.doubts.append(Doubt(where, message))


class View:
    """One element; ``path`` names it below the root, ``scope`` are the namespaces around it."""

    def __init__(self, node: Node, path: str, notes: Notes, scope: dict[str, str]) -> None:
        self.node = node
        self.path = path
        self.notes = notes
        self.scope = {**scope, **node.namespaces}
        children = node.children
        self._left = children.copy()
        for attribute in node.attributes:
            if attribute.uri not in _SILENT and attribute.local != "version":
                notes.doubt(path, f"Thuộc tính “{attribute.local}” không được đọc.")
        if children and node.text:
            notes.doubt(path, "Có chữ nằm lẫn giữa các phần tử, không được đọc.")

    def take(self, local: str) -> Node | None:
        """The first child of that name; others of it stay and are told as repeated."""
        for index, child in enumerate(self._left):
            if child.local == local and child.uri in OURS:
                return self._left.pop(index)
        return None

    def all(self, local: str) -> list[Node]:
        mine: list[Node] = []
        rest: list[Node] = []
        for child in self._left:
            (mine if child.local == local and child.uri in OURS else rest).append(child)
        self._left = rest
        return mine

    def drop(self, nodes: list[Node]) -> None:
        """Children that are none of the reader's business."""
        self._left = [c for c in self._left if not any(c is n for n in nodes)]

    def only(self, local: str) -> View:
        """:raises Malformed: absent, or there twice"""
        found = self.all(local)
        if not found:
            raise Malformed("missing", where=local)
        if len(found) > 1:
            raise Malformed("repeated", where=local)
        return self.of(found[0])

    def of(self, node: Node, index: int = 0) -> View:
        name = f"{node.local}[{index}]" if index else node.local
        return View(node, f"{self.path}/{name}" if self.path else name, self.notes, self.scope)

    @contextmanager
    def group(self, local: str) -> Iterator[View | None]:
        """The child of that name, closed afterwards; None when it is not there."""
        node = self.take(local)
        view = self.of(node) if node else None
        yield view
        if view:
            view.close()

    def each(self, local: str) -> Iterator[View]:
        for index, node in enumerate(self.all(local), 1):
            view = self.of(node, index)
            yield view
            view.close()

    def close(self) -> None:
        """What is left is kept as it is."""
        for child in self._left:
            self.keep(child)
            if child.uri in OURS and any(c.local == child.local for c in self.node.children
                                         if c is not child and c.uri in OURS):  # fmt: skip
                self.notes.doubt(self.path, f"Phần tử “{child.local}” bị lặp lại.")
        self._left = []

    def keep(self, node: Node) -> None:
        xml = canonical_bytes(node, exclusive=True, scope=self.scope)
        self.notes.unknown.append(Unknown(self.path, xml))

    def text(self, local: str, *, exact: bool = False) -> str:
        """The words of a child, NFC; ``exact`` for opaque keys, which must go back as they came."""
        node = self.take(local)
        return self._words(node, exact) if node else ""

    def texts(self, local: str) -> tuple[str, ...]:
        found = (self._words(node) for node in self.all(local))
        return tuple(text for text in found if text)

    def _words(self, node: Node, exact: bool = False) -> str:
        if node.children:
            inner = self.of(node)
            for child in node.children:
                inner.keep(child)
        return node.text if exact else nfc(node.text)

    def required(self, local: str) -> str:
        """A key without which nobody knows what the message is about.

        :raises Malformed: absent, empty, or there twice
        """
        found = self.all(local)
        if len(found) > 1:
            raise Malformed("repeated", where=local)
        text = self._words(found[0], exact=True) if found else ""
        if not text:
            raise Malformed("missing", where=local)
        return text

    def number(self, local: str) -> int | None:
        node = self.take(local)
        text = self._words(node) if node else ""
        if not node or not text:
            return None
        if _INTEGER.fullmatch(text):
            return int(text)
        self._unreadable(node, "không phải là số")
        return None

    def flag(self, local: str) -> bool | None:
        node = self.take(local)
        text = self._words(node).lower() if node else ""
        if not node or not text:
            return None
        if text in _FLAGS:
            return _FLAGS[text]
        self._unreadable(node, "không phải là 0 hoặc 1")
        return None

    def day(self, local: str) -> date | None:
        node = self.take(local)
        text = self._words(node) if node else ""
        if not node or not text:
            return None
        day, rest, usual = _day(text)
        if day is None:
            self._unreadable(node, "không phải là ngày yyyy/MM/dd")
            return None
        if rest or not usual:
            self.notes.doubt(f"{self.path}/{local}", f"Ngày “{text}” không viết yyyy/MM/dd.")
        return day

    def moment(self, local: str) -> datetime | None:
        node = self.take(local)
        text = self._words(node) if node else ""
        if not node or not text:
            return None
        at = _moment(text)
        if at is None:
            self._unreadable(node, "không phải là thời điểm yyyy/MM/dd HH:mm:ss")
            return None
        return at

    def _unreadable(self, node: Node, why: str) -> None:
        self.keep(node)
        shown = nfc(node.text)[:60]
        self.notes.doubt(f"{self.path}/{node.local}", f"Giá trị “{shown}” {why}.")


def _day(text: str) -> tuple[date | None, str, bool]:
    """The day, what stands after it, and whether it is written as the standard says."""
    for form, order in ((_YEAR_FIRST, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0))):
        if found := form.match(text):
            parts = [int(part) for part in found.groups()]
            try:
                day = date(parts[order[0]], parts[order[1]], parts[order[2]])
            except ValueError:
                return None, "", False
            return day, text[found.end() :], found[0] == f"{day.year:04}{day:/%m/%d}"
    return None, "", False


def _moment(text: str) -> datetime | None:
    day, rest, _ = _day(text)
    if day is None:
        return None
    if not rest.strip():
        return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    found = _CLOCK.fullmatch(rest)
    if not found:
        return None
    hour, minute, second, zone = found.groups()
    try:
        clock = time(int(hour), int(minute), int(second or 0), tzinfo=VIETNAM)
        at = datetime.combine(day, clock)
        if not zone:
            return at
        bare = at.replace(tzinfo=None).isoformat()
        return datetime.fromisoformat(f"{bare}{zone}").astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
