"""Dossiers in the search index: by code, content and applicant; nothing that lists do not show.

Marks: ``a{agency}`` desk and leaders, ``u{unit}`` the people of the unit it lies in; they repeat
``queries.visible_to`` and a test holds the two together. State is not indexed: it changes with
every verb, and a search result shows the present one from its card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.core.search import actions as search
from congvu.core.search.registry import Facet, Index, Item
from congvu.counter.dossiers.choices import DOSSIER_KIND, Channel
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import READ, reads_whole_agency


def put(dossier: Dossier) -> None:
    """Make a dossier findable, in the transaction of its filing."""
    search.put_many([_item(dossier)])


def moved(dossier: Dossier) -> None:
    """It lies in another unit now."""
    search.set_marks(Subject(DOSSIER_KIND, dossier.pk), _marks(dossier))


def actor_marks(actor: Actor) -> Collection[str]:
    if actor.agency_id is None or not permits(actor, READ):
        return []
    if reads_whole_agency(actor):
        return [f"a{actor.agency_id}"]
    return [f"u{unit}" for unit in sorted(actor.unit_ids)]


def ids() -> Iterator[int]:
    return Dossier.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def items(wanted: Collection[int]) -> Iterable[Item]:
    """Some hundreds of dossiers in one query."""
    rows = Dossier.objects.filter(pk__in=wanted).select_related("applicant")
    columns = ("code", "title", "agency", "unit", "channel", "filed_at", "applicant__name")
    return [_item(one) for one in rows.only(*columns)]


def _item(one: Dossier) -> Item:
    return Item(
        subject=Subject(DOSSIER_KIND, one.pk), title=one.title, at=one.filed_at, code=one.code,
        body=one.applicant.name, agency_id=one.agency_id, marks=_marks(one),
        facets={"channel": str(int(one.channel))},
    )  # fmt: skip


def _marks(one: Dossier) -> frozenset[str]:
    own = {f"a{one.agency_id}"}
    return frozenset(own | ({f"u{one.unit_id}"} if one.unit_id else set()))


INDEX = Index(
    kind=DOSSIER_KIND, label="Hồ sơ một cửa", actor_marks=actor_marks, ids=ids, items=items,
    facets=(Facet("channel", "Kênh nộp", {str(key): label for key, label in Channel.choices}),),
)  # fmt: skip
