"""Writing doors: tell people of an event, read, choose how to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import connection

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue_many
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.choices import DeliveryState, Mode
from congvu.core.notifications.models import Delivery, Notice, Preference
from congvu.core.notifications.queries import modes_of, own, preferences_of
from congvu.core.notifications.registry import APP, Channel, Kind, channels, kinds

User = get_user_model()
BATCH = 500


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
    if not connection.in_atomic_block:
        raise RuntimeError("notify() belongs inside the transaction of its event")
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise ValueError(f"{url!r} is no path of this installation")
    known = kinds.get(kind)
    if known is None:
        raise RuntimeError(f"notification kind {kind!r} is not registered")
    people = _people(set(recipients) - {actor.user_id})
    modes = modes_of(known, people)
    wanted = [pk for pk in people if any(mode != Mode.OFF for mode in modes[pk].values())]
    told = set(
        Notice.objects.filter(event_key=event_key, recipient__in=wanted).values_list(
            "recipient_id", flat=True
        )
    )
    new = [pk for pk in wanted if pk not in told]
    Notice.objects.bulk_create(
        [
            Notice(
                event_key=event_key,
                kind=kind,
                recipient_id=pk,
                subject_kind=subject.kind if subject else "",
                subject_id=subject.id if subject else None,
                title=title[:300],
                body=body,
                url=url,
                actor_name=actor.name[:150],
                at=at,
                urgent=urgent,
                in_app=modes[pk][APP] != Mode.OFF,
            )
            for pk in new
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    _dispatch(event_key, {pk: people[pk] for pk in new}, modes, known, at, urgent)
    return len(new)


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
    event_key: str,
    people: Mapping[int, object],
    modes: Mapping[int, Mapping[str, Mode]],
    kind: Kind,
    at: datetime,
    urgent: bool,
) -> None:
    """Deliveries of new notices, and a job for each that leaves at once."""
    notices = Notice.objects.filter(event_key=event_key, recipient__in=people.keys())
    rows = [
        Delivery(
            notice=notice,
            channel=channel.name,
            recipient_id=notice.recipient_id,
            state=_first_state(mode, channel, urgent),
            changed_at=at,
        )
        for notice in notices.only("id", "recipient_id")
        for channel, mode in _reaching(people[notice.recipient_id], modes[notice.recipient_id])
    ]
    if not rows:
        return
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    waiting = Delivery.objects.filter(
        notice__event_key=event_key, recipient__in=people.keys(), state=DeliveryState.WAITING
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
