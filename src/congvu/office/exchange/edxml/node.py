"""A small XML tree: what is read, what is written, and what only passes through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from congvu.office.exchange.edxml.message import Content

QCVN = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
EDOC = "http://www.go.vn/eDoc"
XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
XML = "http://www.w3.org/XML/1998/namespace"
OURS = frozenset({QCVN, EDOC, ""})
"""Namespaces whose elements are read as edXML below the root; "" is tolerated there."""


@dataclass(slots=True)
class Attribute:
    uri: str
    prefix: str
    local: str
    value: str


@dataclass(slots=True)
class Node:
    """One element; ``namespaces`` are those declared on it, ``part`` the file it carries."""

    local: str
    uri: str = QCVN
    prefix: str = ""
    namespaces: dict[str, str] = field(default_factory=dict)
    attributes: list[Attribute] = field(default_factory=list)
    content: list[Node | str] = field(default_factory=list)
    part: Content | None = None

    @property
    def children(self) -> list[Node]:
        return [item for item in self.content if isinstance(item, Node)]

    @property
    def text(self) -> str:
        return "".join(item for item in self.content if isinstance(item, str)).strip()

    def named(self, *locals_: str) -> Iterator[Node]:
        """Children of ours with one of these local names."""
        return (c for c in self.children if c.local in locals_ and c.uri in OURS)

    def add(self, local: str, text: str = "", prefix: str = "") -> Node:
        child = Node(local, self.uri, prefix)
        if text:
            child.content.append(text)
        self.content.append(child)
        return child
