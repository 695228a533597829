"""Reading doors of record files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Card, Subject, kinds
from congvu.core.kernel.subject import cards as cards_of
from congvu.core.kernel.text import fold
from congvu.office.documents.choices import RECORD_KIND
from congvu.office.documents.models import Record, RecordItem
from congvu.office.documents.policies.records import READ


def visible_to(actor: Actor) -> QuerySet[Record]:
    """The record files of the agency acted in, newest year first."""
    if actor.is_system:
        return Record.objects.all()
    if actor.agency_id is None or not permits(actor, READ):
        return Record.objects.none()
    return Record.objects.filter(agency_id=actor.agency_id)


def for_actor(actor: Actor, record_id: int) -> Record:
    """:raises NotFound: absent or another agency's"""
    record = visible_to(actor).select_related("agency").filter(pk=record_id).first()
    if record is None:
        raise NotFound
    return record


def with_counts(records: QuerySet[Record]) -> QuerySet[Record]:
    """Adds ``letters``, how many letters lie in it, in the same query."""
    return records.annotate(letters=Count("items"))


def matching(records: QuerySet[Record], words: str) -> QuerySet[Record]:
    """Those whose code or title has every word, diacritics and case aside.

    An agency opens some hundreds a year: their titles are read and folded here, since SQLite
    compares only English letters without case.
    """
    wanted = fold(words).split()
    rows = records.order_by().values_list("pk", "code", "title")
    found = [pk for pk, code, title in rows if all(w in fold(f"{code} {title}") for w in wanted)]
    return records.filter(pk__in=found)


def items(actor: Actor, record: Record) -> list[tuple[RecordItem, Card | None]]:
    """What lies in a record file in order of filing; None for what the actor may not read."""
    filed = list(record.items.order_by("id"))
    subjects = [Subject(item.subject_kind, item.subject_id) for item in filed]
    shown = cards_of(_readable(actor, subjects))
    return [(item, shown.get(s)) for item, s in zip(filed, subjects, strict=True)]


def _readable(actor: Actor, subjects: Collection[Subject]) -> list[Subject]:
    allowed: list[Subject] = []
    for name in {subject.kind for subject in subjects}:
        kind = kinds.get(name)
        ids = {subject.id for subject in subjects if subject.kind == name}
        may = kind.readable(actor, ids) if kind else set()
        allowed += [Subject(name, pk) for pk in may]
    return allowed


def records_of(actor: Actor, subject: Subject) -> QuerySet[Record]:
    """The record files that a letter lies in."""
    filed = RecordItem.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return visible_to(actor).filter(pk__in=filed.values("record_id"))


def open_for_filing(actor: Actor, day: date) -> QuerySet[Record]:
    """Record files that may still take a letter on a day."""
    return visible_to(actor).filter(opened_on__lte=day, closed_on__isnull=True)


def cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        record.pk: Card(
            subject=Subject(RECORD_KIND, record.pk),
            title=record.title,
            url=f"/ho-so-cong-viec/{record.pk}/",
            code=record.code,
            state="Đã kết thúc" if record.closed_on else "Đang mở",
        )
        for record in Record.objects.filter(pk__in=ids)
    }


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(visible_to(actor).filter(pk__in=ids).order_by().values_list("pk", flat=True))
