"""Writing doors: tell people of an event, read, choose how to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import connection

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue_many
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.storing import insert_many
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.choices import DeliveryState, Mode
from congvu.core.notifications.models import Delivery, Notice, Preference
from congvu.core.notifications.queries import modes_of, own, preferences_of
from congvu.core.notifications.registry import APP, Channel, channels, kinds

User = get_user_model()
BATCH = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One event and whom it is told to; the words of :func:`notify`."""

    event_key: str
    recipients: Collection[int]
    title: str
    subject: Subject | None = None
    body: str = ""
    url: str = ""
    urgent: bool = False


def notify(
    *,
    event_key: str,
    kind: str,
    recipients: Collection[int],
    subject: Subject | None,
    title: str,
    actor: Actor,
    at: datetime,
    body: str = "",
    url: str = "",
    urgent: bool = False,
) -> int:
    """Tell people of an event, inside the transaction that makes it happen; returns how many new.

    The same ``event_key`` (at most 200 characters, such as ``documents.incoming.directed:15:2``)
    reaches a person once, however often this is called and however often jobs repeat. Who acted
    and who is inactive is left out. Messages leave as jobs after the commit; ``urgent`` ones
    are never kept for the digest.

    :param kind: a kind registered with ``registry.register_kind``
    :param recipients: user ids
    :param url: where the notice leads, a path of this installation beginning with ``/``
    :raises RuntimeError: no transaction is open, or the kind is not registered
    :raises ValueError: ``url`` leads elsewhere
    """
    event = Event(event_key, recipients, title, subject, body, url, urgent)
    return notify_many(kind=kind, events=[event], actor=actor, at=at)


def notify_many(*, kind: str, events: Sequence[Event], actor: Actor, at: datetime) -> int:
    """Tell of many events of one kind with as many statements as of one; see :func:`notify`."""
    if not connection.in_atomic_block:
        raise RuntimeError("notify() belongs inside the transaction of its event")
    for event in events:
        if event.url and (not event.url.startswith("/") or event.url.startswith(("//", "/\\"))):
            raise ValueError(f"{event.url!r} is no path of this installation")
    known = kinds.get(kind)
    if known is None:
        raise RuntimeError(f"notification kind {kind!r} is not registered")
    everybody = {pk for event in events for pk in event.recipients}
    people = _people(everybody - {actor.user_id})
    modes = modes_of(known, people)
    wanted = {pk for pk in people if any(mode != Mode.OFF for mode in modes[pk].values())}
    keys = [event.event_key for event in events]
    told = set(
        Notice.objects.filter(event_key__in=keys, recipient__in=wanted).values_list(
            "event_key", "recipient_id"
        )
    )
    new = [
        _notice(event, kind, pk, in_app=modes[pk][APP] != Mode.OFF, actor=actor, at=at)
        for event in events
        for pk in sorted(wanted.intersection(event.recipients))
        if (event.event_key, pk) not in told
    ]
    insert_many(new, unless_known=True)
    urgent = {event.event_key for event in events if event.urgent}
    _dispatch(new, people, modes, urgent, at)
    return len(new)


def _notice(
    event: Event, kind: str, recipient_id: int, *, in_app: bool, actor: Actor, at: datetime
) -> Notice:
    return Notice(
        event_key=event.event_key,
        kind=kind,
        recipient_id=recipient_id,
        subject_kind=event.subject.kind if event.subject else "",
        subject_id=event.subject.id if event.subject else None,
        title=event.title[:300],
        body=event.body,
        url=event.url,
        actor_name=actor.name[:150],
        at=at,
        urgent=event.urgent,
        in_app=in_app,
    )


def mark_read(*, actor: Actor, notice_id: int, at: datetime) -> Notice:
    """Mark one own notice as read and return it; read again keeps the first moment.

    Not journalled: it changes nothing but the reader's own list.

    :raises NotFound: no such notice, or somebody else's
    """
    notice = own(actor=actor, notice_id=notice_id)
    if not notice.is_read:
        Notice.objects.filter(pk=notice.pk, is_read=False).update(is_read=True, read_at=at)
        notice.is_read, notice.read_at = True, at
    return notice


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Mark all own notices as read; returns how many were not. Not journalled."""
    if actor.user_id is None:
        return 0
    return Notice.objects.filter(recipient_id=actor.user_id, in_app=True, is_read=False).update(
        is_read=True, read_at=at
    )


@action("notifications.preferences.change")
def change_preferences(
    *, actor: Actor, chosen: Mapping[tuple[str, str], Mode], at: datetime
) -> None:
    """Keep how the actor wants to be told: ``(kind, channel)`` to mode.

    A choice that equals the kind's default is kept as no choice, so that it follows the default.

    :raises Invalid: an unknown kind, channel or mode
    :raises NotAllowed: the system has no preferences
    """
    demand(actor, "notifications.preferences.change")
    if actor.user_id is None:
        raise NotAllowed()
    wrong = [key for key, mode in chosen.items() if mode not in allowed_modes(key)]
    if wrong:
        raise Invalid("Lựa chọn không có trong danh sách. Hãy tải lại trang rồi chọn lại.")
    before = preferences_of(actor.user_id)
    changes = {key: mode for key, mode in chosen.items() if _current(before, key) != mode}
    for kind, channel in changes:
        Preference.objects.filter(user_id=actor.user_id, kind=kind, channel=channel).delete()
    Preference.objects.bulk_create(
        [
            Preference(user_id=actor.user_id, kind=kind, channel=channel, mode=mode)
            for (kind, channel), mode in changes.items()
            if mode != kinds[kind].default(channel)
        ]
    )
    note(
        None,
        label="Tùy chọn thông báo",
        changes={f"{k} / {c}": [_current(before, (k, c)), m] for (k, c), m in changes.items()},
    )


def _current(chosen: Mapping[tuple[str, str], Mode], key: tuple[str, str]) -> Mode:
    kind, channel = key
    return chosen.get(key, kinds[kind].default(channel))


def allowed_modes(key: tuple[str, str]) -> frozenset[Mode]:
    """What may be chosen for a kind and channel; empty for an unknown one."""
    kind, name = key
    if kind not in kinds:
        return frozenset()
    if name == APP:
        return frozenset({Mode.OFF, Mode.NOW})
    channel = channels.get(name)
    if channel is None:
        return frozenset()
    return frozenset(Mode) if channel.digest else frozenset({Mode.OFF, Mode.NOW})


@action("notifications.delivery.revive")
def revive(*, actor: Actor, delivery: Delivery, at: datetime) -> None:
    """Let a dead delivery be tried again with all its attempts.

    :raises NotAllowed: not a system administrator
    :raises Invalid: the delivery is not dead
    """
    demand(actor, "notifications.delivery.revive")
    changed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(
        state=DeliveryState.WAITING, attempts=0, changed_at=at, error=""
    )
    if not changed:
        raise Invalid("Lượt gửi này không nằm trong danh sách gửi hỏng. Hãy tải lại trang.")
    note(Subject("notifications.delivery", delivery.pk), label=delivery.notice.title)
    key = f"{delivery.pk}:{at.isoformat()}"
    enqueue_many("notifications.deliver", [(key, {"delivery_id": delivery.pk})])


def _people(ids: Iterable[int | None]) -> dict[int, object]:
    rows = User.objects.filter(pk__in=[pk for pk in ids if pk is not None], is_active=True)
    return {row.pk: row for row in rows.only("id", "email", "phone", "full_name").order_by("pk")}


def _dispatch(
    new: Sequence[Notice],
    people: Mapping[int, object],
    modes: Mapping[int, Mapping[str, Mode]],
    urgent: Collection[str],
    at: datetime,
) -> None:
    """Deliveries of new notices, and a job for each that leaves at once."""
    reached = {pk: list(_reaching(people[pk], modes[pk])) for pk in {n.recipient_id for n in new}}
    if not any(reached.values()):
        return
    pairs = {(notice.event_key, notice.recipient_id) for notice in new}
    notices = Notice.objects.filter(
        event_key__in={key for key, _ in pairs}, recipient__in=reached
    ).only("id", "event_key", "recipient_id")
    rows = [
        Delivery(
            notice=notice,
            channel=channel.name,
            recipient_id=notice.recipient_id,
            state=_first_state(mode, channel, notice.event_key in urgent),
            changed_at=at,
        )
        for notice in notices
        if (notice.event_key, notice.recipient_id) in pairs
        for channel, mode in reached[notice.recipient_id]
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    waiting = Delivery.objects.filter(
        notice__in={row.notice_id for row in rows}, state=DeliveryState.WAITING
    )
    ids = waiting.order_by("pk").values_list("pk", flat=True)
    enqueue_many("notifications.deliver", [(str(pk), {"delivery_id": pk}) for pk in ids])


def _reaching(person: object, modes: Mapping[str, Mode]) -> Iterable[tuple[Channel, Mode]]:
    for channel in channels:
        mode = modes[channel.name]
        if mode != Mode.OFF and channel.address(person):  # type: ignore[arg-type]
            yield channel, mode


def _first_state(mode: Mode, channel: Channel, urgent: bool) -> DeliveryState:
    gathered = mode == Mode.DIGEST and channel.digest and not urgent
    return DeliveryState.DIGEST if gathered else DeliveryState.WAITING
