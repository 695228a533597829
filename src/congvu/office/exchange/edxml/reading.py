"""XML in pieces: events of expat become a small tree, files go to the spool as they are decoded.

expat and not lxml, as it hands out long texts piece by piece, stops at the first sign of a
DOCTYPE and tells an undeclared prefix from other faults. Every limit is held while reading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Protocol
from xml.parsers import expat

from congvu.office.exchange.edxml.errors import Malformed, Refused, Unacceptable
from congvu.office.exchange.edxml.limits import LIMITS, MB, Limits
from congvu.office.exchange.edxml.node import OURS, Attribute, Node
from congvu.office.exchange.edxml.spool import Decoder, Spool

CHUNK = 1 << 17
SEPARATOR = "\x1f"
"""Between namespace, name and prefix; no character of XML, so no namespace can hold it."""
_PART = "ContentTransferEncoded"
_UNBOUND = {27, 28, 38, 39, 40}
_TRUNCATED = {3, 5, 6, 20}
_ENCODING = {18, 19}
_DETAILS = {
    4: "có ký tự không hợp lệ", 7: "thẻ đóng không khớp thẻ mở", 8: "thuộc tính viết hai lần",
    9: "còn nội dung sau phần tử gốc", 11: "có thực thể chưa khai báo",
    14: "có mã ký tự không hợp lệ", 17: "khai báo XML không ở đầu tệp",
}  # fmt: skip


class Stream(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Events:
    """The hardened parser: sub-classes say what to do with the events."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.fed = 0
        self._declared: dict[str, str] = {}
        self._depth = self._elements = self._named = 0
        parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype
        parser.SkippedEntityHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.ProcessingInstructionHandler = self.instruction
        self._parser = parser

    def read(self, stream: Stream) -> None:
        """:raises Malformed, Refused: with what the parser or a limit says"""
        try:
            while chunk := stream.read(CHUNK):
                if not self.fed:
                    _check_head(chunk)
                self._feed(chunk)
            if not self.fed:
                raise Malformed("empty")
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _malformed(error) from None

    def _feed(self, chunk: bytes) -> None:
        self.fed += len(chunk)
        if self.fed > self.limits.message:
            raise Refused("message_size", limit=self.limits.message // MB)
        try:
            self._parser.Parse(chunk, False)
        except (LookupError, ValueError):  # an encoding that Python does not know or cannot map
            if self._elements:
                raise
            raise Malformed("encoding", line=1) from None
        if self.fed - self._parser.CurrentByteIndex > self.limits.token + len(chunk):
            raise Refused("token")

    def _doctype(self, *_: Any) -> NoReturn:
        raise Refused("doctype")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix or ""] = uri or ""

    def _start(self, name: str, attributes: list[str]) -> None:
        declared, self._declared = self._declared, {}
        self._depth += 1
        self._elements += 1
        self._named += len(attributes) // 2 + len(declared)
        if self._depth > self.limits.depth:
            raise Refused("depth")
        if self._elements > self.limits.elements or self._named > self.limits.names:
            raise Refused("count")
        uri, local, prefix = _split(name)
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        self.start(uri, local, prefix, declared, [_attribute(n, v) for n, v in pairs])

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end()

    def start(
        self, uri: str, local: str, prefix: str, declared: dict[str, str], given: list[Attribute]
    ) -> None:
        """An element begins."""

    def end(self) -> None:
        """The innermost element ends."""

    def text(self, text: str) -> None:
        """Characters of the innermost element, a piece of them."""

    def instruction(self, target: str, data: str) -> None:
        """A processing instruction."""


def _split(name: str) -> tuple[str, str, str]:
    parts = name.split(SEPARATOR)
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) == 3 else ""


def _attribute(name: str, value: str) -> Attribute:
    uri, local, prefix = _split(name)
    return Attribute(uri, prefix, local, value)


def _malformed(error: expat.ExpatError) -> Malformed:
    where = {"line": error.lineno, "column": error.offset + 1}
    if error.code in _UNBOUND:
        return Malformed("prefix", **where)
    if error.code in _TRUNCATED:
        return Malformed("truncated")
    if error.code in _ENCODING:
        return Malformed("encoding", line=error.lineno)
    return Malformed("xml", **where, detail=_DETAILS.get(error.code, "sai cú pháp"))


def _check_head(head: bytes) -> None:
    """Something before the XML declaration is a fault of its own, often seen."""
    declaration = head[:1000].find(b"<?xml ")
    if declaration > 0 and head[:declaration] != b"\xef\xbb\xbf":
        raise Malformed("leading")


class TreeReader(Events):
    """The tree of a message; files lie in ``spool``. ``parts_skipped`` reads over files."""

    def __init__(self, spool: Spool | None, limits: Limits = LIMITS) -> None:
        super().__init__(limits)
        self._spool = spool
        self._root: Node | None = None
        self._open: list[Node] = []
        self._decoder: Decoder | None = None
        self._sink: Callable[[str], object] = self._plain
        self._length = self._files = 0

    def tree(self, stream: Stream) -> Node:
        try:
            self.read(stream)
        except Unacceptable:
            if self._decoder is not None:
                self._decoder.discard()
            raise
        assert self._root is not None
        return self._root

    def start(
        self, uri: str, local: str, prefix: str, declared: dict[str, str], given: list[Attribute]
    ) -> None:
        node = Node(local, uri, prefix, declared, given)
        if self._open:
            self._open[-1].content.append(node)
        else:
            self._root = node
        self._open.append(node)
        if local == _PART and self._is_part(uri):
            self._files += 1
            if self._files > self.limits.files:
                raise Refused("files", limit=self.limits.files)
            if self._spool is None:
                self._sink = _nowhere
            else:
                self._decoder = Decoder(self._spool, self._files, self.limits)
                self._sink = self._decoder.feed

    def _is_part(self, uri: str) -> bool:
        names = [node.local for node in self._open[1:-1]]
        return (
            self._decoder is None
            and uri in OURS
            and names[-2:] == ["AttachmentEncoded", "Attachment"]
            and len(names) <= 3
        )

    def text(self, text: str) -> None:
        self._sink(text)

    def _plain(self, text: str) -> None:
        self._length += len(text)
        if self._length > self.limits.text:
            raise Refused("text_size")
        self._open[-1].content.append(text)

    def end(self) -> None:
        node = self._open.pop()
        if node.local == _PART and self._decoder is not None:
            decoder, self._decoder = self._decoder, None
            node.part = decoder.close()
            self._sink = self._plain
        elif self._sink is _nowhere and node.local == _PART:
            self._sink = self._plain


def _nowhere(text: str) -> None:
    """The text of a file that is not wanted this time."""
