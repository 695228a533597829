"""The decorator that makes a function a verb, and the note that every verb must leave."""

from __future__ import annotations

import functools
import hashlib
import hmac
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar

import orjson
from django.conf import settings
from django.db import transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import demand_scopes
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.storing import insert_many
from congvu.core.kernel.subject import Subject

P = ParamSpec("P")
R = TypeVar("R")


class SilentAction(RuntimeError):
    """A verb finished without a note: a programming error, the change is rolled back."""


@dataclass(slots=True)
class _Run:
    verb: str
    actor: Actor
    at: datetime
    notes: list[Entry] = field(default_factory=list)


_current: ContextVar[_Run | None] = ContextVar("congvu_action", default=None)

verbs: Registry[Callable[..., Any]] = Registry("verbs")
"""Every verb of the installation by name; the permission table and the docs read it."""


def action(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function with ``actor`` and ``at`` a verb.

    Opens one transaction (a savepoint inside another verb), collects the notes made with
    :func:`note`, and writes them with the change. A verb without a note is refused, so that
    none can forget its entry; a refusal (an exception) leaves neither change nor entry.
    """

    def wrap(func: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(func)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, at = kwargs["actor"], kwargs["at"]
            if not isinstance(actor, Actor) or not isinstance(at, datetime):
                raise TypeError(f"{verb}: actor and at are required")
            if _current.get() is None:  # an inner verb is covered by the one that was asked for
                demand_scopes(actor, verb)
            current = _Run(verb, actor, at)
            token = _current.set(current)
            try:
                with transaction.atomic():
                    result = func(*args, **kwargs)
                    if not current.notes:
                        raise SilentAction(verb)
                    insert_many(current.notes)
            finally:
                _current.reset(token)
            return result

        run.verb = verb  # type: ignore[attr-defined]
        verbs.add(verb, run)
        return run

    return wrap


def note(
    subject: Subject | None,
    *,
    label: str = "",
    changes: Mapping[str, Any] | None = None,
    agency_id: int | None = None,
    verb: str = "",
) -> None:
    """Leave an entry for the running verb.

    ``changes`` maps a field to ``[before, after]``, or to a plain fact of the act (a remark,
    a recipient). ``agency_id`` defaults to the agency the actor acts in.

    :raises RuntimeError: called outside a verb
    """
    run = _current.get()
    if run is None:
        raise RuntimeError("note() outside an action")
    run.notes.append(
        make_entry(
            verb=verb or run.verb,
            actor=run.actor,
            at=run.at,
            subject=subject,
            label=label,
            changes=changes,
            agency_id=agency_id,
        )
    )


def make_entry(
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    subject: Subject | None,
    label: str = "",
    changes: Mapping[str, Any] | None = None,
    agency_id: int | None = None,
) -> Entry:
    """An unsaved entry with its digest."""
    delegated = actor.delegated
    entry = Entry(
        uid=uuid.uuid4(),
        at=at.astimezone(UTC),
        verb=verb,
        actor_id=actor.user_id,
        actor_name=actor.name[:150],
        actor_label=actor.label[:200],
        agency_id=actor.agency_id if agency_id is None else agency_id,
        for_user_id=delegated.user_id if delegated else None,
        for_name=delegated.name[:150] if delegated else "",
        delegation_id=delegated.delegation_id if delegated else None,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        subject_label=label[:300],
        changes={key: _plain(value) for key, value in (changes or {}).items()},
        channel=actor.channel,
        ip=actor.ip,
        request_id=actor.request_id,
    )
    entry.digest = digest(entry)
    return entry


def log(
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    subject: Subject | None = None,
    label: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Entry:
    """Write an entry for an act that changes nothing: a download, a search, a failed sign-in."""
    entry = make_entry(verb=verb, actor=actor, at=at, subject=subject, label=label, changes=changes)
    entry.save(force_insert=True)
    return entry


CONTENT = (
    "actor_id", "actor_name", "actor_label", "agency_id", "for_user_id", "for_name",
    "delegation_id", "subject_kind", "subject_id", "subject_label", "changes", "channel", "ip",
    "request_id", "verb",
)  # fmt: skip


def digest(entry: Entry) -> bytes:
    """HMAC-SHA256 of the entry's canonical content (sorted JSON, UTC microseconds)."""
    return content_digest(content_of(entry))


def content_of(entry: Entry) -> dict[str, Any]:
    """Everything an entry says, as JSON; its row number and digest are not part of it."""
    content = {name: getattr(entry, name) for name in CONTENT}
    content["uid"] = entry.uid.hex
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return content


def content_digest(content: Mapping[str, Any]) -> bytes:
    """The digest of an entry's content as :func:`content_of` gives it."""
    body = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return hmac.new(settings.CONGVU_AUDIT_KEY.encode(), body, hashlib.sha256).digest()


def _plain(value: Any) -> Any:
    """JSON as both databases give it back: dates as ISO text, the rest by its text."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, int) and not -(2**53) < value < 2**53:
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(item) for item in items]
    if isinstance(value, Decimal | float):
        return str(value)
    return str(value)
