"""A message as JSON for machines and as lines for people; both say everything, in one order."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from congvu.core.kernel.dates import in_vietnam
from congvu.office.exchange.choices import Business, StatusCode
from congvu.office.exchange.edxml.errors import Malformed, Unacceptable
from congvu.office.exchange.edxml.message import Attachment, Message, Status, Unknown
from congvu.office.exchange.edxml.signature import Verdict


def as_json(message: Message, verdict: Verdict) -> dict[str, Any]:
    """Our names, ISO dates, files by name, size, SHA-256 and type."""
    told: dict[str, Any] = {"outcome": "read"}
    if isinstance(message, Status):
        label = StatusCode(message.code).label if message.code in StatusCode.values else ""
        told |= {"kind": "status", "status_label": label}
    else:
        told |= {"kind": "letter", "business_name": Business(message.business).name.lower()}
    told |= _plain(message)
    told["signature"] = _plain(verdict)
    return told


def refusal_as_json(error: Unacceptable) -> dict[str, Any]:
    """Why it goes no further, and what could still be read of it."""
    return {
        "outcome": "quarantine" if isinstance(error, Malformed) else "refused",
        "reason": error.reason,
        "message": error.message,
        "facts": error.facts,
        "seen": error.seen,
    }


def _plain(value: Any) -> Any:
    match value:
        case Attachment():
            size, digest = value.content.size, value.content.sha256
            told = {"name": value.name, "size": size, "sha256": digest, "type": value.content_type}
            return told | {"description": value.description, "content_id": value.content_id}
        case Unknown():
            return {"parent": value.parent, "xml": value.xml.decode()}
        case datetime():
            return in_vietnam(value).isoformat()
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def as_lines(told: dict[str, Any], indent: str = "") -> list[str]:
    """``name: value`` lines of what ``as_json`` gives; what is empty is left out."""
    lines = []
    for key, value in told.items():
        if value in ("", None, [], {}):
            continue
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", *as_lines(value, indent + "  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{key}:")
            for item in value:
                inner = as_lines(item, indent + "    ") if isinstance(item, dict) else []
                first = inner[0].strip() if inner else item
                lines += [f"{indent}  - {first}", *inner[1:]]
        else:
            lines.append(f"{indent}{key}: {value}")
    return lines
