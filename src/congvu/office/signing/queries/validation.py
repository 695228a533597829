"""Questions about records of verification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import kinds
from congvu.office.signing.models import RevocationEvidence, ValidationRecord

if TYPE_CHECKING:
    from congvu.core.files.models import File


def latest_of(files: Collection[File]) -> dict[int, ValidationRecord]:
    """The newest record of each file by the file's id, in one query; files without one are absent.

    The caller has authorised the files.
    """
    asked = [file.pk for file in files]
    if len(asked) > A_LETTER:
        rows: Iterable[ValidationRecord] = _latest(*asked)
    elif asked:
        padded = asked + [asked[0]] * (A_LETTER - len(asked))
        rows = _LATEST(**dict(zip(_PLACES, padded, strict=True)))
    else:
        rows = []
    return {row.file_id: row for row in rows if row.file_id is not None}


def _latest(*ids: int, **places: int) -> QuerySet[ValidationRecord]:
    newest = (
        ValidationRecord.objects.filter(file_id__in=ids or places.values())
        .order_by()
        .values("file_id")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    return ValidationRecord.objects.filter(pk__in=newest).defer("report")


A_LETTER = 10
_PLACES = tuple(f"id{place}" for place in range(A_LETTER))
_LATEST = Prepared(_latest, **dict.fromkeys(_PLACES, int))
"""Asked by every page of a letter, with as many ids as most letters have files."""


def made_by(actor: Actor) -> QuerySet[ValidationRecord]:
    """Files that the actor uploaded to be verified, newest first, without their reports."""
    rows = ValidationRecord.objects.filter(user_id=actor.user_id or 0, file__isnull=True)
    return rows.defer("report")


def record_for(actor: Actor, record_id: int) -> ValidationRecord:
    """A record that the actor made, or of a file that the actor may read.

    :raises NotFound: absent or not for this actor
    """
    row = ValidationRecord.objects.filter(pk=record_id).select_related("user", "agency").first()
    if row is None or row.pk not in readable_ids(actor, [row.pk]):
        raise NotFound
    return row


def readable_ids(actor: Actor, ids: Collection[int]) -> set[int]:
    """Ids of the records that the actor may read; one question per kind of subject."""
    rows = ValidationRecord.objects.filter(pk__in=ids).values_list(
        "pk", "subject_kind", "subject_id", "user_id"
    )
    found, by_kind = set(), defaultdict[str, dict[int, list[int]]](lambda: defaultdict(list))
    for pk, kind, subject_id, user_id in rows:
        if subject_id is not None:
            by_kind[kind][subject_id].append(pk)
        elif user_id == actor.user_id:
            found.add(pk)
    for name, subjects in by_kind.items():
        registered = kinds.get(name)
        if registered is not None:
            allowed = registered.readable(actor, list(subjects))
            found.update(pk for subject in allowed for pk in subjects[subject])
    return found


def evidence_of(record: ValidationRecord) -> QuerySet[RevocationEvidence]:
    """What was fetched for a record that the caller may read, in order, with the contents."""
    return record.evidence.select_related("blob")


def evidence_for(actor: Actor, record_id: int, position: int) -> RevocationEvidence:
    """One piece of it.

    :raises NotFound: no such record or piece, or not for this actor
    """
    found = evidence_of(record_for(actor, record_id)).filter(position=position).first()
    if found is None:
        raise NotFound
    return found
