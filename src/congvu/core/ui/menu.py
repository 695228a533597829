"""The tree menu at the left: rooms register sections, items and one batch of counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest, QueryDict

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Card, Subject
from congvu.core.kernel.text import fold
from congvu.core.ui.addresses import address
from congvu.core.ui.speech import said, speaks_english


def everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the tree; ``icon`` is a symbol of ``icons.svg``."""

    name: str
    label: str
    icon: str = "file"
    order: int = 100
    folded: bool = False
    """Closed until opened, unless it holds the current page."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the tree.

    ``url`` is a URL name without arguments, ``query`` a query string added to it;
    ``count`` names a key of the section's counts, ``hot`` shows it red when above zero.
    """

    name: str
    label: str
    url: str
    query: str = ""
    icon: str = ""
    order: int = 100
    visible: Callable[[Actor], bool] = everybody
    count: str = ""
    hot: bool = False
    keywords: str = ""
    """More words by which the command palette finds the item."""


Counts = Callable[[Actor], Mapping[str, int]]

sections: Registry[Section] = Registry("menu sections")
items: Registry[tuple[str, Item]] = Registry("menu items")
counters: Registry[Counts] = Registry("menu counts")


def register_section(section: Section) -> None:
    sections.add(section.name, section)


def register_item(section: str, item: Item) -> None:
    """Add a line to a section; the section may be registered before or after."""
    items.add(f"{section}.{item.name}", (section, item))


def register_counts(name: str, counts: Counts) -> None:
    """Register one batch provider of a room: called once a page, answers all its keys."""
    counters.add(name, counts)


@dataclass(slots=True)
class Line:
    """An item as it stands on this page for this actor."""

    item: Item
    href: str
    count: int | None = None
    current: bool = False


@dataclass(slots=True)
class Branch:
    """A section as it stands on this page for this actor."""

    section: Section
    lines: list[Line] = field(default_factory=list)

    @property
    def current(self) -> bool:
        return any(line.current for line in self.lines)

    @property
    def open(self) -> bool:
        return self.current or not self.section.folded


def _href(item: Item) -> str:
    path = address(item.url)
    return f"{path}?{item.query}" if item.query and path else path


def counts_for(actor: Actor) -> dict[str, int]:
    found: dict[str, int] = {}
    for counts in counters:
        found.update(counts(actor))
    return found


def lines_for(actor: Actor) -> list[tuple[str, Line]]:
    """Section name and line of every item that the actor may see, in order."""
    seen = sorted(
        (pair for pair in items if pair[1].visible(actor)),
        key=lambda pair: pair[1].order,
    )
    return [(section, Line(item, href)) for section, item in seen if (href := _href(item))]


def tree(actor: Actor, request: HttpRequest | None = None) -> list[Branch]:
    """The whole tree for one page: visible items, their counts, the current one marked."""
    branches = {
        section.name: Branch(section) for section in sorted(sections, key=lambda s: s.order)
    }
    counts = counts_for(actor)
    lines = lines_for(actor)
    for section, line in lines:
        if line.item.count:
            line.count = counts.get(line.item.count)
        if section in branches:
            branches[section].lines.append(line)
    if request is not None:
        _mark_current([line for _, line in lines], request)
    return [branch for branch in branches.values() if branch.lines]


def _mark_current(lines: list[Line], request: HttpRequest) -> None:
    best: tuple[int, int] = (0, 0)
    chosen: Line | None = None
    for line in lines:
        score = _score(line, request)
        if score > best:
            best, chosen = score, line
    if chosen is not None:
        chosen.current = True


def _score(line: Line, request: HttpRequest) -> tuple[int, int]:
    """How well a line fits the page: length of the common path, then of the common query."""
    path = line.href.partition("?")[0]
    if request.path != path and not (len(path) > 1 and request.path.startswith(path)):
        return (0, 0)
    wanted = _parameters(line.item.query)
    if any(request.GET.getlist(key) != values for key, values in wanted.items()):
        return (0, 0)
    return (len(path), len(wanted) + 1)


@lru_cache(maxsize=512)
def _parameters(query: str) -> dict[str, list[str]]:
    return dict(QueryDict(query).lists())


def menu_search(actor: Actor, q: str, limit: int) -> list[Card]:
    """Palette provider: lines of the menu whose words hold every word of ``q``."""
    wanted = fold(q).split()
    cards: list[Card] = []
    for place, (section, line) in enumerate(lines_for(actor)):
        head = sections[section].label if section in sections else ""
        label = line.item.label
        spoken = f" {said(head)} {said(label)}" if speaks_english() else ""
        words = fold(f"{head} {label} {line.item.keywords}{spoken}")
        if all(word in words for word in wanted):
            cards.append(Card(Subject("ui.menu", place), line.item.label, line.href, code=head))
    return cards[:limit]
