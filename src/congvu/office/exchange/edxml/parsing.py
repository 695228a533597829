"""The door for reading: bytes in, a message or a reason out."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from congvu.core.kernel.text import nfc
from congvu.office.exchange.edxml import letters
from congvu.office.exchange.edxml.attachments import attachments
from congvu.office.exchange.edxml.errors import Malformed, Unacceptable
from congvu.office.exchange.edxml.limits import LIMITS, Limits
from congvu.office.exchange.edxml.message import Letter, Message
from congvu.office.exchange.edxml.node import EDOC, OURS, QCVN, Node
from congvu.office.exchange.edxml.reading import Stream, TreeReader
from congvu.office.exchange.edxml.spool import Spool
from congvu.office.exchange.edxml.view import Notes, View

GLIMPSE = 1 << 16
_SIGNATURES = ("Signature", "DigitalSignature")
_SEEN = {
    "sender": "From/OrganId", "sender_name": "From/OrganName", "document_id": "DocumentId",
    "number": "Code/CodeNumber", "notation": "Code/CodeNotation", "subject": "Subject",
    "status": "StatusCode", "about": "ResponseFor/DocumentId",
}  # fmt: skip


def parse(stream: Stream, spool: Spool, limits: Limits = LIMITS) -> Message:
    """Read one message; its files lie in ``spool`` and are gone when that is closed.

    The signature is not looked at here: see ``signature.verify``.

    :raises Malformed: for the quarantine; ``error.reason`` and ``error.seen`` tell the clerk
    :raises Refused: dangerous or beyond the limits
    """
    glimpsed = _Glimpsed(stream)
    try:
        root = TreeReader(spool, limits).tree(glimpsed)
        return read_message(root, spool, limits)
    except Unacceptable as error:
        error.seen = glimpsed.seen()
        raise


def read_message(root: Node, spool: Spool, limits: Limits = LIMITS) -> Message:
    """The message of a tree that was read already."""
    notes = Notes()
    top = _top(root, notes)
    envelope = top.only("edXMLEnvelope")
    header = envelope.only("edXMLHeader")
    for name in _SIGNATURES:
        _set_aside(header, name, notes)
    message = header.only("MessageHeader")
    told: Message
    if letters.is_status(message):
        told = letters.status(message)
    else:
        told = _letter(top, envelope, header, message, spool, limits)
    for view in (message, header, envelope, top):
        view.close()
    return replace(told, unknown=tuple(notes.unknown), doubts=tuple(notes.doubts))


def _top(root: Node, notes: Notes) -> View:
    if root.local != "edXML":
        raise Malformed("root", found=root.local[:60])
    if root.uri not in (QCVN, EDOC):
        raise Malformed("namespace", found=root.uri[:120])
    foreign = sorted({n.uri for n in _all(root) if n.uri in OURS and n.uri != QCVN})
    for uri in foreign:
        notes.doubt("edXML", f"Gói tin dùng không gian tên cũ hoặc bỏ trống (“{uri}”).")
    return View(root, "", notes, {})


def _all(node: Node) -> list[Node]:
    found = [node]
    for child in node.children:
        found += _all(child) if child.local not in _SIGNATURES else []
    return found


def _set_aside(header: View, name: str, notes: Notes) -> None:
    """Signatures are verified elsewhere and never read as part of the letter."""
    taken = [c for c in header.node.children if c.local == name]
    header.drop(taken)
    if name == "DigitalSignature" and taken:
        notes.doubt(
            "edXMLHeader", "Chữ ký ghi bằng phần tử DigitalSignature, không phải Signature."
        )


def _letter(
    top: View, envelope: View, header: View, message: View, spool: Spool, limits: Limits
) -> Letter:
    with header.group("TraceHeaderList") as traces:
        told = letters.letter(message, traces)
    encoded = top.take("AttachmentEncoded") or envelope.take("AttachmentEncoded")
    contents = top.of(encoded) if encoded else None
    with envelope.group("edXMLBody") as body:
        node = body.take("edXMLManifest") if body else None
        manifest = body.of(node) if body and node else None
        files = attachments(manifest, contents, top.notes, spool, limits)
        if manifest:
            manifest.close()
    if contents:
        contents.close()
    return replace(told, attachments=files)


class _Glimpsed:
    """Passes a stream on and remembers its beginning, for the words of a refusal."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._head = b""

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._stream.read(size)
        if len(self._head) < GLIMPSE:
            self._head += chunk[: GLIMPSE - len(self._head)]
        return chunk

    def seen(self) -> dict[str, str]:
        """What a forgiving parser makes of the beginning; nothing of it is ever used as a letter."""
        start = self._head.find(b"<")
        if start < 0 or re.search(rb"<!(?:DOCTYPE|ENTITY)", self._head):
            return {}
        parser = etree.XMLParser(
            recover=True, resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            root = etree.fromstring(self._head[start:], parser)
        except (etree.XMLSyntaxError, ValueError):
            return {}
        if root is None:
            return {}
        found = {key: _find(root, path) for key, path in _SEEN.items()}
        return {key: text for key, text in found.items() if text}


def _find(root: etree._Element, path: str) -> str:
    steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    texts = root.xpath(f"//*[local-name()='MessageHeader']/{steps}/text()")
    assert isinstance(texts, list)
    return nfc(" ".join(str(texts[0]).split()))[:200] if texts else ""
