"""Reading doors: the actor's own notices, what people prefer, what could not be sent."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import PreparedNumber
from congvu.core.notifications.choices import DeliveryState, Mode
from congvu.core.notifications.models import Delivery, Notice, Preference
from congvu.core.notifications.registry import APP, Kind, channels

COUNT_CAP = 100
CURSOR = re.compile(r"([01])\.([0-9]{1,18})")


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices in the application; nobody reads another person's."""
    if actor.user_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(recipient_id=actor.user_id, in_app=True)


def unread_count(actor: Actor) -> int:
    """How many are unread, counted up to 100: one query on a small index, for every page."""
    return _UNREAD(recipient_id=actor.user_id) if actor.user_id is not None else 0


_UNREAD = PreparedNumber(
    lambda recipient_id: (
        Notice.objects.filter(recipient_id=recipient_id, in_app=True, is_read=False)
        .order_by()[:COUNT_CAP]
        .count()
    ),
    recipient_id=int,
)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Some notices, unread ones first, then newest first; ``next_cursor`` empty on the last."""

    rows: list[Notice]
    next_cursor: str


def notice_page(
    *, actor: Actor, only_unread: bool = False, limit: int = 30, cursor: str = ""
) -> NoticePage:
    """One page of the actor's own notices, in one query. A foreign cursor gives the first page."""
    rows = notices_of(actor)
    if only_unread:
        rows = rows.filter(is_read=False)
    begin = CURSOR.fullmatch(cursor)
    if begin:
        is_read, pk = begin[1] == "1", int(begin[2])
        beyond = Q(is_read=is_read, id__lt=pk)
        rows = rows.filter(beyond if is_read else beyond | Q(is_read=True))
    found = list(rows.order_by("is_read", "-id")[: limit + 1])
    shown = found[:limit]
    more = f"{int(shown[-1].is_read)}.{shown[-1].pk}" if len(found) > limit else ""
    return NoticePage(shown, more)


def own(*, actor: Actor, notice_id: int) -> Notice:
    """One own notice, also one that came by mail only.

    :raises NotFound: no such notice, or somebody else's
    """
    found = None
    if actor.user_id is not None:
        found = Notice.objects.filter(pk=notice_id, recipient_id=actor.user_id).first()
    if found is None:
        raise NotFound("Không tìm thấy thông báo này. Hãy quay về danh sách thông báo.")
    return found


def modes_of(kind: Kind, user_ids: Collection[int]) -> dict[int, dict[str, Mode]]:
    """How each person wants the kind, per channel: chosen, else the kind's default."""
    defaults = {name: kind.default(name) for name in [APP, *channels.names()]}
    modes = {pk: dict(defaults) for pk in user_ids}
    chosen = Preference.objects.filter(kind=kind.name, user__in=user_ids)
    for row in chosen:
        if row.channel in defaults:
            modes[row.user_id][row.channel] = Mode(row.mode)
    return modes


def preferences_of(user_id: int) -> dict[tuple[str, str], Mode]:
    """What a person chose; what is absent follows the kind's default."""
    rows = Preference.objects.filter(user_id=user_id)
    return {(row.kind, row.channel): Mode(row.mode) for row in rows}


def dead_deliveries() -> QuerySet[Delivery]:
    """What could not be sent and waits for a person, newest first."""
    return (
        Delivery.objects.filter(state=DeliveryState.DEAD)
        .select_related("notice", "recipient")
        .order_by("-id")
    )
