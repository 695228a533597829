"""The door for writing: a message out, strict, and the same bytes for the same message."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import BinaryIO

from congvu.core.kernel.dates import in_vietnam
from congvu.core.kernel.text import nfc
from congvu.office.exchange.edxml.canonical import Canonical
from congvu.office.exchange.edxml.errors import Unsendable
from congvu.office.exchange.edxml.filenames import described, plain_name
from congvu.office.exchange.edxml.letters import ORGAN, SIGNER, STAFF
from congvu.office.exchange.edxml.limits import LIMITS, MB
from congvu.office.exchange.edxml.message import (
    Attachment,
    Letter,
    Message,
    Organ,
    Reference,
    Staff,
    Status,
    Unknown,
)
from congvu.office.exchange.edxml.node import QCVN, Attribute, Node
from congvu.office.exchange.edxml.reading import TreeReader
from congvu.office.exchange.edxml.signature import Signer, signature_of

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
PREFIX = "edXML"
VERSION = Attribute("", "", "version", "1.0")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STEP = re.compile(r"(.+?)(?:\[(\d+)\])?")
_KEPT = frozenset(
    {
        ("MessageHeader", tag)
        for tag in (
            "From",
            "To",
            "DocumentId",
            "Code",
            "PromulgationInfo",
            "DocumentType",
            "Subject",
        )
    }
) | {("edXMLEnvelope", "edXMLHeader"), ("edXMLHeader", "MessageHeader")}
"""Elements that stand even when they say nothing, with their parents."""


def build(message: Message, out: BinaryIO, sign_with: Signer | None = None) -> None:
    """Write the message to ``out``; files go through piece by piece, twice when it is signed.

    :raises Unsendable: a key is missing (``incomplete``), a file is too large, or its bytes are no
        longer those that the message was made of; what was written by then is worthless
    """
    tree, header = message_tree(message)
    if sign_with is not None:
        header.content.append(signature_of(tree, sign_with, {"": QCVN, PREFIX: QCVN}))
    buffered = _Buffered(out)
    buffered.write(DECLARATION)
    Canonical(buffered.write).node(tree)
    buffered.flush()


class _Buffered:
    """Many small pieces, few writes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._pieces: list[bytes] = []
        self._held = 0

    def write(self, data: bytes) -> None:
        self._pieces.append(data)
        self._held += len(data)
        if self._held > 1 << 17:
            self.flush()

    def flush(self) -> None:
        self._out.write(b"".join(self._pieces))
        self._pieces, self._held = [], 0


def message_tree(message: Message) -> tuple[Node, Node]:
    """The tree as it is written, and its ``edXMLHeader``, where a signature goes."""
    _check(message)
    root = Node("edXML", namespaces={"": QCVN})
    envelope = root.add("edXMLEnvelope", prefix=PREFIX)
    envelope.namespaces = {PREFIX: QCVN}
    header = _add(envelope, "edXMLHeader")
    main = _add(header, "MessageHeader")
    if isinstance(message, Status):
        _status(main, message)
    else:
        _letter(main, message)
        _traces(header, message)
        _files(root, envelope, message.attachments)
    passing = _restore(root, message.unknown)
    _prune(root, "", passing)
    return root, header


def _check(message: Message) -> None:
    """What a receiver could not do without."""
    organs = [("OrganId của nơi gửi", message.sender.code)]
    if isinstance(message, Status):
        organs += [
            ("OrganId của nơi nhận", message.about.organ_code),
            ("DocumentId", message.about.document_id),
            ("StatusCode", message.code),
        ]
    else:
        organs += [("OrganId của nơi nhận", organ.code) for organ in message.recipients]
        organs += [("nơi nhận", "x" if message.recipients else "")]
        organs += [("DocumentId", message.document_id)]
        if any(file.content.size > LIMITS.file for file in message.attachments):
            raise Unsendable("file_size", limit=LIMITS.file // MB)
    for where, value in organs:
        if not value.strip():
            raise Unsendable("incomplete", where=where)


def _add(parent: Node, local: str, value: object = None, *, exact: bool = False) -> Node:
    return parent.add(local, _written(value, exact), parent.prefix)


def _written(value: object, exact: bool = False) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            return f"{in_vietnam(value):%Y/%m/%d %H:%M:%S}".rjust(19, "0")
        case date():
            return f"{value.year:04}{value:/%m/%d}"
    text = str(value)
    return _CONTROLS.sub(" ", text if exact else nfc(text))


def _organ(parent: Node, local: str, organ: Organ) -> None:
    node = _add(parent, local)
    for name, tag in ORGAN:
        _add(node, tag, getattr(organ, name), exact=name == "code")


def _staff(parent: Node, staff: Staff) -> None:
    node = _add(parent, "StaffInfo")
    for name, tag in STAFF:
        _add(node, tag, getattr(staff, name))


def _reference(parent: Node, reference: Reference) -> None:
    node = _add(parent, "ResponseFor")
    _add(node, "OrganId", reference.organ_code, exact=True)
    _add(node, "Code", reference.code)
    _add(node, "DocumentId", reference.document_id, exact=True)
    _add(node, "PromulgationDate", reference.promulgated_on)


def _status(main: Node, status: Status) -> None:
    _organ(main, "From", status.sender)
    _reference(main, status.about)
    _staff(main, status.staff)
    _add(main, "StatusCode", status.code)
    _add(main, "Description", status.description)
    _add(main, "Timestamp", status.at)


def _letter(main: Node, letter: Letter) -> None:
    _organ(main, "From", letter.sender)
    for recipient in letter.recipients:
        _organ(main, "To", recipient)
    _add(main, "DocumentId", letter.document_id, exact=True)
    code = _add(main, "Code")
    _add(code, "CodeNumber", letter.number)
    _add(code, "CodeNotation", letter.notation)
    promulgation = _add(main, "PromulgationInfo")
    _add(promulgation, "Place", letter.place)
    _add(promulgation, "PromulgationDate", letter.promulgated_on)
    kind = _add(main, "DocumentType")
    _add(kind, "Type", letter.kind_type)
    _add(kind, "TypeDetail", letter.kind_detail)
    _add(kind, "TypeName", letter.kind_name)
    _add(main, "Subject", letter.subject)
    _add(main, "Content", letter.summary)
    signer = _add(main, "SignerInfo")
    for name, tag in SIGNER:
        _add(signer, tag, getattr(letter, name))
    _add(main, "DueDate", letter.due_on)
    _list(_add(main, "ToPlaces"), "Place", letter.to_places)
    _other(main, letter)
    for reference in letter.response_for:
        _reference(main, reference)
    _add(main, "SteeringType", letter.steering)


def _other(main: Node, letter: Letter) -> None:
    other = _add(main, "OtherInfo")
    _add(other, "Priority", letter.priority)
    _add(other, "SphereOfPromulgation", letter.sphere)
    _add(other, "TyperNotation", letter.typist)
    _add(other, "PromulgationAmount", letter.copies)
    _add(other, "PageAmount", letter.pages)
    direction = {True: "true", False: "false", None: None}[letter.direction]
    _add(other, "Direction", direction)
    _list(_add(other, "Appendixes"), "Appendix", letter.appendixes)


def _list(parent: Node, local: str, values: Iterable[str]) -> None:
    for value in values:
        _add(parent, local, value)


def _traces(header: Node, letter: Letter) -> None:
    traces = _add(header, "TraceHeaderList")
    for trace in letter.traces:
        hop = _add(traces, "TraceHeader")
        _add(hop, "OrganId", trace.organ_code, exact=True)
        _add(hop, "Timestamp", trace.at)
    business = _add(traces, "Bussiness")
    _add(business, "DocumentId", letter.business_document_id, exact=True)
    _add(business, "BussinessDocType", letter.business)
    _add(business, "BussinessDocReason", letter.business_reason)
    _add(business, "Paper", letter.paper)
    changes = _add(business, "BussinessDocumentInfo")
    _add(changes, "DocumentInfo", letter.content_changed)
    _add(changes, "DocumentReceiver", letter.receivers_changed)
    receivers = _add(changes, "ReceiverList")
    for receiver in letter.receivers:
        node = _add(receivers, "Receiver")
        _add(node, "OrganId", receiver.organ_code, exact=True)
        _add(node, "ReceiverType", receiver.type)
    replaced = _add(business, "ReplacementInfoList")
    for replacement in letter.replacements:
        node = _add(replaced, "ReplacementInfo")
        _add(node, "DocumentId", replacement.document_id, exact=True)
        _list(_add(node, "OrganIdList"), "OrganId", replacement.organ_codes)
    _staff(business, letter.staff)


def _files(root: Node, envelope: Node, attachments: tuple[Attachment, ...]) -> None:
    manifest = _add(_add(envelope, "edXMLBody"), "edXMLManifest")
    manifest.attributes.append(VERSION)
    encoded = _add(root, "AttachmentEncoded")
    taken: set[str] = set()
    for position, file in enumerate(attachments, 1):
        plain = plain_name(file.name, taken)
        facts = {
            "ContentType": file.content_type,
            "ContentId": file.content_id or f"cid:{file.content.sha256[:32]}-{position}",
            "Description": described(file.name, plain, file.description),
            "AttachmentName": plain,
        }
        reference = _add(manifest, "Reference")
        for local in ("ContentId", "ContentType", "Description", "AttachmentName"):
            _add(reference, local, facts[local], exact=local == "ContentId")
        attachment = _add(encoded, "Attachment")
        for local, value in facts.items():
            _add(attachment, local, value, exact=local == "ContentId")
        _add(attachment, "ContentTransferEncoded").part = file.content


def _restore(root: Node, unknown: tuple[Unknown, ...]) -> list[Node]:
    """What came and nobody knew goes back to where it stood."""
    restored = []
    for item in unknown:
        parent = root
        for step in filter(None, item.parent.split("/")):
            parent = _step(parent, step)
        restored.append(TreeReader(None).tree(io.BytesIO(item.xml)))
        parent.content.append(restored[-1])
    return restored


def _step(parent: Node, step: str) -> Node:
    found = _STEP.fullmatch(step)
    assert found is not None
    local, index = found[1], int(found[2] or 1)
    same = list(parent.named(local))
    return same[index - 1] if len(same) >= index else _add(parent, local)


def _prune(node: Node, parent: str, passing: list[Node]) -> bool:
    """Take out optional elements that say nothing; whether this one may go."""
    if any(node is kept for kept in passing):
        return False
    node.content = [
        item
        for item in node.content
        if isinstance(item, str) or not _prune(item, node.local, passing)
    ]
    said = node.content or node.part or node.attributes
    return not said and (parent, node.local) not in _KEPT
