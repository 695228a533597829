"""Reading doors: what happened to a subject, and the journal as a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from congvu.core.audit.models import Entry
from congvu.core.audit.registry import field_label_of, label_of
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject

LONGEST_VALUE = 200
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?)?")
CHANNELS = {
    "page": "trang", "api": "API", "cli": "dòng lệnh", "job": "việc chạy nền", "demo": "dữ liệu mẫu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field, or a fact of the act when ``before`` is None and ``fact`` is true."""

    label: str
    before: str
    after: str
    fact: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as people read it."""

    id: int
    at: datetime
    verb: str
    label: str
    actor: str
    post: str
    on_behalf_of: str
    """The giver of the delegation acted under, or empty."""
    subject: str
    changes: tuple[Change, ...]
    channel: str
    ip: str


def history(subject: Subject, *, limit: int = 200) -> list[Line]:
    """The newest acts on a subject, oldest first, for its page; one query.

    The caller has authorised the subject.
    """
    rows = Entry.objects.about(subject).order_by("-id")[:limit]
    return [line(entry) for entry in reversed(rows)]


def line(entry: Entry) -> Line:
    """An entry with its Vietnamese names."""
    return Line(
        id=entry.pk,
        at=entry.at,
        verb=entry.verb,
        label=label_of(entry.verb),
        actor=entry.actor_name,
        post=entry.actor_label,
        on_behalf_of=entry.for_name,
        subject=entry.subject_label,
        changes=changes_of(entry.changes),
        channel=CHANNELS.get(entry.channel, entry.channel),
        ip=entry.ip,
    )


def changes_of(changes: Mapping[str, Any]) -> tuple[Change, ...]:
    """``{"due_on": ["2016-03-01", "2016-03-05"], "remark": "gấp"}`` as lines."""
    return tuple(_change(name, value) for name, value in changes.items())


def _change(name: str, value: Any) -> Change:
    if isinstance(value, list) and len(value) == 2:
        return Change(field_label_of(name), _shown(value[0]), _shown(value[1]), fact=False)
    return Change(field_label_of(name), "", _shown(value), fact=True)


def _moment(value: str) -> str:
    """An ISO day or moment as people write it here."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if "T" not in value:
        return f"{moment:%d/%m/%Y}"
    local = moment.astimezone(VIETNAM) if moment.tzinfo else moment
    return f"{local:%d/%m/%Y %H:%M}"


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "(trống)"
    if isinstance(value, str) and _ISO.fullmatch(value):
        return _moment(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)[:LONGEST_VALUE]
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(item)}" for key, item in value.items())[:LONGEST_VALUE]
    return str(value)[:LONGEST_VALUE]
