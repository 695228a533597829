"""Files of a letter: the list (``Reference``) and the contents (``Attachment``) put together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvu.core.files.kinds import KINDS
from congvu.office.exchange.edxml.errors import Malformed
from congvu.office.exchange.edxml.limits import LIMITS, Limits
from congvu.office.exchange.edxml.message import Attachment, Content
from congvu.office.exchange.edxml.spool import Spool
from congvu.office.exchange.edxml.unpacking import unpacked
from congvu.office.exchange.edxml.view import Notes, View

_SIZES = re.compile(r"(?:file|attachment|content)?_?(?:size|length)", re.IGNORECASE)
_BARE = "application/octet-stream"


@dataclass(slots=True)
class Row:
    """What one ``Reference`` or ``Attachment`` says of a file."""

    content_id: str
    content_type: str
    description: str
    name: str
    content: Content | None = None
    claimed: int | None = None

    @property
    def key(self) -> str:
        """``cid:`` may stand before it or not."""
        return self.content_id.removeprefix("cid:").strip()


def attachments(
    manifest: View | None,
    encoded: View | None,
    notes: Notes,
    spool: Spool,
    limits: Limits = LIMITS,
) -> tuple[Attachment, ...]:
    """In the order of the list, the main document first; contents that it does not name follow.

    :raises Malformed: a file of the list has no content, or not the size it is said to have
    :raises Refused: what ``unpacked`` refuses
    """
    listed = [_row(view) for view in manifest.each("Reference")] if manifest else []
    carried = [_row(view) for view in encoded.each("Attachment")] if encoded else []
    pairs = [(row, _match(row, carried)) for row in listed]
    for row in carried:
        notes.doubt("AttachmentEncoded", f"Tệp “{row.name}” không có trong danh mục tệp.")
        pairs.append((row, row))
    return tuple(
        _attachment(row, found, position, notes, spool, limits)
        for position, (row, found) in enumerate(pairs, 1)
    )


def _row(view: View) -> Row:
    node = next(view.node.named("ContentTransferEncoded"), None)
    sizes = [c for c in view.node.children if _SIZES.fullmatch(c.local) and c.text.isdecimal()]
    row = Row(
        content_id=view.text("ContentId", exact=True),
        content_type=view.text("ContentType").lower(),
        description=view.text("Description"),
        name=_last_part(view.text("AttachmentName")),
        content=node.part if node else None,
        claimed=int(sizes[0].text[:15]) if sizes else None,
    )
    view.take("ContentTransferEncoded")
    return row


def _last_part(name: str) -> str:
    """No folders, no control characters: a name is not a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return " ".join("".join(c if c.isprintable() else " " for c in last).split())


def _match(row: Row, carried: list[Row]) -> Row:
    """By ``ContentId``, else by a name that is there once.

    :raises Malformed: there is none
    """
    found = [c for c in carried if c.key == row.key and row.key]
    if not found:
        named = [c for c in carried if c.name == row.name and row.name]
        found = named if len(named) == 1 and not (named[0].key and row.key) else []
    if not found:
        raise Malformed("attachment_missing", name=row.name or row.content_id)
    carried.pop(next(i for i, c in enumerate(carried) if c is found[0]))
    return found[0]


def _attachment(
    listed: Row, found: Row, position: int, notes: Notes, spool: Spool, limits: Limits
) -> Attachment:
    name = listed.name or found.name or f"tep-{position}"
    where = f"Attachment[{position}]"
    content = found.content
    if content is None:
        raise Malformed("attachment_missing", name=name)
    if not content.size:
        raise Malformed("attachment_empty", name=name)
    if listed.name and found.name and listed.name != found.name:
        notes.doubt(where, f"Danh mục gọi tệp là “{listed.name}”, nội dung ghi “{found.name}”.")
    true, by_bytes, unzipped = unpacked(content, name, spool, limits)
    for claimed in (listed.claimed, found.claimed):
        if claimed is not None and claimed not in (content.size, true.size):
            raise Malformed("size", name=name, claimed=claimed, actual=content.size)
    declared = found.content_type or listed.content_type
    if unzipped:
        notes.doubt(where, f"Nội dung tệp “{name}” được nén ZIP, đã giải nén.")
    elif by_bytes and declared not in ("", _BARE) and not _alike(declared, by_bytes):
        notes.doubt(where, f"Tệp “{name}” khai kiểu {declared}, nội dung là {by_bytes}.")
    _check_ending(name, by_bytes, where, notes)
    return Attachment(
        name=name,
        content_type=by_bytes.partition(";")[0] or declared or _BARE,
        content=true,
        description=listed.description or found.description,
        content_id=listed.content_id or found.content_id,
    )


def _alike(declared: str, by_bytes: str) -> bool:
    kind = by_bytes.partition(";")[0]
    told = declared.partition(";")[0].strip()
    return told == kind or {told, kind} <= {"application/xml", "text/xml"}


def _check_ending(name: str, by_bytes: str, where: str, notes: Notes) -> None:
    ending = name.rpartition(".")[2].lower()
    told = {k.mime.partition(";")[0] for k in KINDS.values() if ending in k.extensions}
    kind = by_bytes.partition(";")[0]
    if kind and told and kind not in told and not kind.startswith("text/"):
        notes.doubt(where, f"Tệp “{name}” có phần đuôi .{ending} nhưng nội dung là {kind}.")
