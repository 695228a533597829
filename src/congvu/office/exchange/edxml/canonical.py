"""Canonical XML 1.0 and its exclusive variant as a stream: nothing is held but open elements.

lxml's own would need the whole message, files included, in memory twice. Our output is written
by the same code, so what we sign is what we send, byte for byte. Tests compare it with lxml.
"""

from __future__ import annotations

from collections.abc import Callable

import pybase64

from congvu.office.exchange.edxml.errors import Unsendable
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.edxml.node import Attribute, Node

Sink = Callable[[bytes], object]
CHUNK = 57 * 4096
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)


class Canonical:
    """Events in, canonical bytes out. ``scope`` are namespaces in effect around the first element.

    Inclusive: every declaration that changes something. Exclusive: only those that are used.
    """

    def __init__(self, sink: Sink, *, exclusive: bool = False, scope: dict[str, str] | None = None):
        self._sink = sink
        self._exclusive = exclusive
        self._scopes = [dict(scope or {})]
        self._rendered: list[dict[str, str]] = [{}]
        self._names: list[str] = []
        self._ended = False

    def start(
        self, prefix: str, local: str, namespaces: dict[str, str], attributes: list[Attribute]
    ) -> None:
        scope = {**self._scopes[-1], **namespaces} if namespaces else self._scopes[-1]
        rendered = self._rendered[-1]
        if self._exclusive:
            used = {prefix} | {a.prefix for a in attributes if a.prefix}
            shown = [(p, scope.get(p, "")) for p in used]
        else:
            shown = list((namespaces if self._names else scope).items())
        new = {p: uri for p, uri in shown if p != "xml" and rendered.get(p, "") != uri}
        self._scopes.append(scope)
        self._rendered.append({**rendered, **new} if new else rendered)
        name = f"{prefix}:{local}" if prefix else local
        self._names.append(name)
        self._sink(f"<{name}{_declarations(new)}{_attributes(attributes)}>".encode())

    def text(self, text: str) -> None:
        if "&" in text or "<" in text or ">" in text or "\r" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            text = text.replace("\r", "&#xD;")
        self._sink(text.encode())

    def raw(self, encoded: bytes) -> None:
        """Bytes that need no escaping, such as base64."""
        self._sink(encoded)

    def end(self) -> None:
        self._sink(f"</{self._names.pop()}>".encode())
        self._ended = not self._names
        self._scopes.pop()
        self._rendered.pop()

    def instruction(self, target: str, data: str) -> None:
        """Beside the outermost element it takes a line of its own."""
        body = data.replace("\r", "&#xD;")
        text = f"<?{target}{' ' if body else ''}{body}?>"
        before = "" if self._names or not self._ended else "\n"
        after = "" if self._names or self._ended else "\n"
        self._sink(f"{before}{text}{after}".encode())

    def node(self, node: Node) -> None:
        """A whole tree; files are encoded as they are read."""
        self.start(node.prefix, node.local, node.namespaces, node.attributes)
        for item in node.content:
            if isinstance(item, Node):
                self.node(item)
            else:
                self.text(item)
        if node.part is not None:
            encode(node.part, self._sink)
        self.end()


def encode(content: Content, sink: Sink) -> None:
    """Base64 without line ends, straight from the file."""
    with content.open() as stream:
        size = 0
        while chunk := _full(stream.read, CHUNK):
            size += len(chunk)
            sink(pybase64.b64encode(chunk))
    if size != content.size:
        raise Unsendable("content_changed", name=content.sha256[:12])


def _full(read: Callable[[int], bytes], size: int) -> bytes:
    """A raw stream may give less than asked before its end; base64 needs whole groups."""
    chunk = read(size)
    while chunk and len(chunk) < size and (more := read(size - len(chunk))):
        chunk += more
    return chunk


def _declarations(new: dict[str, str]) -> str:
    return "".join(
        f' xmlns{":" + p if p else ""}="{new[p].translate(_ATTRIBUTE)}"' for p in sorted(new)
    )


def _attributes(attributes: list[Attribute]) -> str:
    if not attributes:
        return ""
    ordered = sorted(attributes, key=lambda a: (a.uri, a.local))
    return "".join(
        f' {a.prefix + ":" if a.prefix else ""}{a.local}="{a.value.translate(_ATTRIBUTE)}"'
        for a in ordered
    )


def canonical_bytes(
    node: Node, *, exclusive: bool = False, scope: dict[str, str] | None = None
) -> bytes:
    """One element as it stands within ``scope``, the namespaces in effect around it."""
    pieces: list[bytes] = []
    Canonical(pieces.append, exclusive=exclusive, scope=scope).node(node)
    return b"".join(pieces)
