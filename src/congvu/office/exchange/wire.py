"""A letter message as JSON, and what it says as one digest; its files lie beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import orjson

from congvu.office.exchange.edxml.message import (
    Attachment,
    Content,
    Doubt,
    Letter,
    Organ,
    Receiver,
    Reference,
    Replacement,
    Staff,
    Trace,
    Unknown,
)

ON_THE_WAY = frozenset({"traces", "doubts", "recipients"})
"""What changes from hop to hop without the message becoming another."""


def dump(letter: Letter) -> dict[str, Any]:
    """The letter as JSON values; of a file only its name, size and digest."""
    plain: dict[str, Any] = _plain(letter)
    return plain


def digest_of(letter: Letter) -> str:
    """SHA-256 of what the letter says: the same whatever way it came."""
    said = {key: value for key, value in dump(letter).items() if key not in ON_THE_WAY}
    for file in said["attachments"]:
        file.pop("content_id", None)  # made up by each software that writes the message
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def load(plain: dict[str, Any], contents: Sequence[Content]) -> Letter:
    """The letter again, with its files in their order."""
    values = dict(plain)
    for name, kind in _MANY.items():
        values[name] = tuple(_one(kind, item) for item in values.get(name, ()))
    values["sender"] = _one(Organ, values["sender"])
    values["staff"] = _one(Staff, values["staff"])
    for name in ("promulgated_on", "due_on"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    for name in ("to_places", "appendixes"):
        values[name] = tuple(values[name])
    values["attachments"] = tuple(
        Attachment(**(file | {"content": content}))
        for file, content in zip(values["attachments"], contents, strict=True)
    )
    return Letter(**values)


_MANY: dict[str, Any] = {
    "recipients": Organ,
    "response_for": Reference,
    "traces": Trace,
    "receivers": Receiver,
    "replacements": Replacement,
    "unknown": Unknown,
    "doubts": Doubt,
}


def _one(kind: Any, item: dict[str, Any]) -> Any:
    values = dict(item)
    if kind is Reference and values["promulgated_on"]:
        values["promulgated_on"] = date.fromisoformat(values["promulgated_on"])
    if kind is Trace and values["at"]:
        values["at"] = datetime.fromisoformat(values["at"])
    if kind is Replacement:
        values["organ_codes"] = tuple(values["organ_codes"])
    if kind is Unknown:
        values["xml"] = base64.b64decode(values["xml"])
    return kind(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, Content):
        return {"size": value.size, "sha256": value.sha256}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
