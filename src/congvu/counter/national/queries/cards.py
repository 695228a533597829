"""Messages as cards of the journal and the notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Card, Subject
from congvu.counter.national.choices import MESSAGE_KIND, MessageState
from congvu.counter.national.models import Message
from congvu.counter.national.policies import own


def message_cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Message.objects.filter(pk__in=ids).select_related("dossier")
    return {
        row.pk: Card(
            Subject(MESSAGE_KIND, row.pk), f"Thông điệp về hồ sơ {row.dossier.code}",
            f"/cong-quoc-gia/thong-diep/{row.pk}/", row.dossier.code,
            MessageState(row.state).label,
        )
        for row in rows
    }  # fmt: skip


def readable_messages(actor: Actor, ids: Collection[int]) -> set[int]:
    if not permits(actor, "national.message.read"):
        return set()
    rows = Message.objects.filter(own(actor), pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def no_cards(ids: Collection[int]) -> Mapping[int, Card]:
    """The connection's page is reached from the menu."""
    return {}


def admins_only(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(ids) if actor.is_admin or actor.is_system else set()
