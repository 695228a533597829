"""One delivery from claim to result; between the two stands the other side's answer.

A claim is committed before the channel is asked, and only its holder sends. When a worker dies
in between, nobody knows whether the message left: it is not sent again (never twice), but laid
with the dead ones, where a person may revive it. The notice in the application is there anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction

from congvu.core.jobs.actions import enqueue_many
from congvu.core.kernel.clock import local_date
from congvu.core.notifications import texts
from congvu.core.notifications.choices import DeliveryState
from congvu.core.notifications.models import Delivery
from congvu.core.notifications.registry import Channel, Message, Refused, channels

ATTEMPTS = 8
LONGEST_SENDING = timedelta(minutes=15)
UNKNOWN = (
    "Không rõ đã gửi hay chưa: tiến trình dừng giữa lúc gửi. Hãy hỏi người nhận trước khi gửi lại."
)
NO_ADDRESS = "Người nhận không còn địa chỉ cho kênh này."
NO_CHANNEL = "Kênh này không còn được cài đặt."


class Outcome(Enum):
    DONE = "done"
    LATER = "later"
    DEAD = "dead"


def deliver(*, delivery_id: int, at: datetime) -> Outcome:
    """Send one waiting delivery. What is sent, skipped or gone already is done."""
    rows = Delivery.objects.filter(pk=delivery_id).select_related("notice", "recipient")
    row = rows.first()
    if row is None or row.state in (DeliveryState.SENT, DeliveryState.SKIPPED):
        return Outcome.DONE
    channel = channels.get(row.channel)
    address = channel.address(row.recipient) if channel else ""
    if channel is None or not address:
        _put_down([row], DeliveryState.DEAD, at, NO_ADDRESS if channel else NO_CHANNEL)
        return Outcome.DEAD
    message = texts.single(row.notice, address=address, name=row.recipient.full_name)
    return _send([row], DeliveryState.WAITING, channel, message, at)


def digest(*, user_id: int, channel_name: str, at: datetime) -> Outcome:
    """Send a person's gathered notices as one message, without those read meanwhile."""
    rows = list(
        Delivery.objects.filter(recipient=user_id, channel=channel_name, state=DeliveryState.DIGEST)
        .select_related("notice", "recipient")
        .order_by("id")
    )
    read = [row for row in rows if row.notice.is_read]
    _put_down(read, DeliveryState.SKIPPED, at)
    rows = [row for row in rows if not row.notice.is_read]
    if not rows:
        return Outcome.DONE
    channel = channels.get(channel_name)
    address = channel.address(rows[0].recipient) if channel else ""
    if channel is None or not address:
        _put_down(rows, DeliveryState.DEAD, at, NO_ADDRESS if channel else NO_CHANNEL)
        return Outcome.DEAD
    message = texts.digest(
        [row.notice for row in rows],
        day=f"{local_date(at):%d/%m/%Y}",
        address=address,
        name=rows[0].recipient.full_name,
    )
    return _send(rows, DeliveryState.DIGEST, channel, message, at)


def enqueue_digests(*, at: datetime) -> int:
    """A job for each person and channel with gathered notices; returns how many."""
    pairs = (
        Delivery.objects.filter(state=DeliveryState.DIGEST)
        .order_by("recipient_id", "channel")
        .values_list("recipient_id", "channel")
        .distinct()
    )
    day = local_date(at).isoformat()
    items = [
        (f"{day}:{user_id}:{channel}", {"user_id": user_id, "channel": channel})
        for user_id, channel in pairs
    ]
    enqueue_many("notifications.digest_one", items)
    return len(items)


def _send(
    rows: Sequence[Delivery],
    state: DeliveryState,
    channel: Channel,
    message: Message,
    at: datetime,
) -> Outcome:
    if not _claim(rows, state, at):
        return Outcome.DONE
    attempts = rows[0].attempts + 1
    try:
        channel.send(message)
    except Refused as error:
        _put_down(rows, DeliveryState.DEAD, at, str(error), attempts)
        return Outcome.DEAD
    except Exception as error:
        last = attempts >= ATTEMPTS
        _put_down(rows, DeliveryState.DEAD if last else state, at, str(error), attempts)
        return Outcome.DEAD if last else Outcome.LATER
    _put_down(rows, DeliveryState.SENT, at, "", attempts)
    return Outcome.DONE


def _claim(rows: Sequence[Delivery], state: DeliveryState, at: datetime) -> bool:
    """Whether this process, and no other, may send these rows now: all of them or none."""
    mine = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=state)
    with transaction.atomic():
        free = len(mine.select_for_update().values_list("pk", flat=True)) == len(rows)
        if free:
            mine.update(state=DeliveryState.SENDING, changed_at=at)
    return free


def bury_unknown(*, at: datetime) -> int:
    """Lay down what began to be sent a quarter of an hour ago and never ended."""
    left = Delivery.objects.filter(state=DeliveryState.SENDING, changed_at__lt=at - LONGEST_SENDING)
    return left.update(state=DeliveryState.DEAD, error=UNKNOWN, changed_at=at)


def _put_down(
    rows: Sequence[Delivery],
    state: DeliveryState,
    at: datetime,
    error: str = "",
    attempts: int | None = None,
) -> None:
    changes: dict[str, object] = {"state": state, "changed_at": at, "error": error[:500]}
    if attempts is not None:
        changes["attempts"] = attempts
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
