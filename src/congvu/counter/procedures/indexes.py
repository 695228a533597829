"""Procedures in the search index: by code, name and field, for everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, time

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject
from congvu.core.search import actions as search
from congvu.core.search.registry import Index, Item
from congvu.counter.procedures.choices import PROCEDURE_KIND, VersionState
from congvu.counter.procedures.models import ProcedureVersion

ALL = "all"
"""Procedures are public: one mark that everybody holds."""


def put(procedure_ids: Collection[int]) -> None:
    """Make procedures findable by their newest published text, in the transaction that wrote it."""
    search.put_many(items(procedure_ids))


def actor_marks(actor: Actor) -> Collection[str]:
    return [ALL]


def ids() -> Iterator[int]:
    rows = ProcedureVersion.objects.published().order_by("procedure")
    return rows.values_list("procedure", flat=True).distinct().iterator(chunk_size=5000)


def items(wanted: Collection[int]) -> Iterable[Item]:
    """The version that begins last of each; some hundreds in one query."""
    rows = ProcedureVersion.objects.filter(
        procedure__in=list(wanted), state=VersionState.PUBLISHED, valid_from__isnull=False
    ).select_related("procedure", "field")
    newest = {one.procedure_id: one for one in rows.order_by("valid_from")}
    return [_item(one) for one in newest.values()]


def _item(one: ProcedureVersion) -> Item:
    assert one.valid_from is not None
    return Item(
        subject=Subject(PROCEDURE_KIND, one.procedure_id), title=one.name,
        at=datetime.combine(one.valid_from, time(), VIETNAM), code=one.procedure.code, body=one.field.name, marks={ALL},
    )  # fmt: skip


INDEX = Index(
    kind=PROCEDURE_KIND, label="Thủ tục hành chính", actor_marks=actor_marks, ids=ids, items=items
)
