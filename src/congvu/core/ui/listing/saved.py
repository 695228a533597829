"""Saved filters: a named query string of one person for one list."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, NotAllowed
from congvu.core.kernel.prepared import Prepared
from congvu.core.ui.models import SavedFilter

MOST = 20
"""Per person and list; more would be a list of its own."""


def _mine(actor: Actor) -> QuerySet[SavedFilter]:
    if actor.user_id is None:
        return SavedFilter.objects.none()
    return SavedFilter.objects.filter(owner_id=actor.user_id)


def saved_filters(actor: Actor, listing: str) -> list[SavedFilter]:
    return _SAVED(owner_id=actor.user_id, listing=listing) if actor.user_id is not None else []


_SAVED = Prepared(
    lambda owner_id, listing: SavedFilter.objects.filter(owner_id=owner_id, listing=listing)[:MOST],
    owner_id=int,
    listing=str,
)
"""Asked by every list."""


def save_filter(*, actor: Actor, listing: str, label: str, query: str) -> SavedFilter:
    """Keep a filter; one of the same name is replaced.

    :raises Conflict: the list already has ``MOST`` filters
    :raises NotAllowed: the system has no filters of its own
    """
    if actor.user_id is None:
        raise NotAllowed
    if _mine(actor).filter(listing=listing).exclude(label=label).count() >= MOST:
        raise Conflict(f"Đã có {MOST} bộ lọc cho danh sách này. Hãy xóa bớt rồi lưu lại.")
    saved, _ = SavedFilter.objects.update_or_create(
        owner_id=actor.user_id, listing=listing, label=label, defaults={"query": query}
    )
    return saved


def forget_filter(*, actor: Actor, key: int) -> None:
    """Delete one of one's own; absent is fine."""
    _mine(actor).filter(pk=key).delete()
