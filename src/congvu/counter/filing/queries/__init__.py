"""Reading doors of the citizen's side: everything "for actor"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Q, QuerySet

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Card, Subject
from congvu.counter.dossiers.choices import DOSSIER_KIND, GAP_KIND, PAPER_KIND, RESULT_KIND
from congvu.counter.dossiers.queries import approved_result, for_actor
from congvu.counter.fees.choices import ChargeState
from congvu.counter.fees.queries import charges_of
from congvu.counter.filing.choices import DraftState, FactName
from congvu.counter.filing.keys import PERSONS
from congvu.counter.filing.models import (
    Draft,
    Link,
    Message,
    PersonFact,
    Rating,
    Remedy,
    Submission,
    Upload,
)
from congvu.counter.filing.policies import demand_ratings, may_edit
from congvu.counter.filing.sources import Known
from congvu.counter.procedures.queries import schema_of

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.counter.dossiers.models import Dossier, Supplement
    from congvu.counter.fees.models import Charge

RECENT = 5
"""Submissions whose answers pre-fill the next one."""


@dataclass(frozen=True, slots=True)
class FactRow:
    name: str
    label: str
    value: str
    source: str
    as_of: date | None


def person_of(actor: Actor) -> list[FactRow]:
    """One's own record: every item, empty ones too, with source and date.

    :raises NotFound: nobody is signed in
    """
    if actor.user_id is None:
        raise NotFound
    rows = {row.name: row for row in PersonFact.objects.filter(user=actor.user_id)}
    found = []
    for name in FactName:
        row = rows.get(name)
        value = PERSONS.unseal(row.sealed) if row else ""
        found.append(
            FactRow(
                name, str(name.label), value, row.source if row else "", row.as_of if row else None
            )
        )
    return found


def known_by_record(user_id: int) -> Mapping[str, Known]:
    """The source “dữ liệu của ông/bà”."""
    return {
        f"applicant.{row.name}": Known(
            PERSONS.unseal(row.sealed), f"dữ liệu do {row.source}", row.as_of
        )
        for row in _FACTS(user_id=user_id)
    }


_FACTS = Prepared(lambda user_id: PersonFact.objects.filter(user=user_id), user_id=int)


def known_by_papers(user_id: int) -> Mapping[str, Known]:
    """The source “hồ sơ đã nộp”: answers given to the same sources before, the newest first."""
    found: dict[str, Known] = {}
    for row in _RECENT(user_id=user_id):
        if row.form is None:
            continue
        for key, one in schema_of(row.form).fields.items():
            value = row.dossier.answers.get(key)
            if one.prefill and value not in (None, "", []):
                source = f"hồ sơ {row.dossier.code} đã nộp"
                found.setdefault(one.prefill, Known(value, source, local_date(row.at)))
    return found


_RECENT = Prepared(
    lambda user_id: (
        Submission.objects.filter(owner=user_id, form__isnull=False)
        .select_related("form", "dossier")
        .order_by("-id")[:RECENT]
    ),
    user_id=int,
)


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Open drafts of one's own, and those one was let into, the last saved first."""
    mine = Q(owner=actor.user_id) | Q(shares__user=actor.user_id, shares__revoked_at__isnull=True)
    rows = (
        Draft.objects.filter(mine, state=DraftState.OPEN) if actor.user_id else Draft.objects.none()
    )
    return rows.select_related("agency", "procedure").distinct()


def draft_for(actor: Actor, draft_id: int) -> Draft:
    """:raises NotFound: a stranger's"""
    found = _DRAFT(draft_id=draft_id)
    if not found or not may_edit(actor, found[0]):
        raise NotFound
    return found[0]


_DRAFT = Prepared(
    lambda draft_id: (
        Draft.objects.select_related("agency", "procedure__procedure", "form__form", "dossier")
        .filter(pk=draft_id)
        .order_by()
    ),
    draft_id=int,
)


def submissions_of(actor: Actor) -> QuerySet[Submission]:
    """Dossiers of one's own and those filed for somebody, newest first."""
    mine = Q(owner=actor.user_id) | Q(filer=actor.user_id)
    rows = Submission.objects.filter(mine) if actor.user_id else Submission.objects.none()
    return rows.select_related("dossier__agency", "dossier__procedure").order_by("-id")


def own_dossier(actor: Actor, dossier_id: int) -> Submission:
    """:raises NotFound: somebody else's"""
    rows = submissions_of(actor).select_related(
        "dossier__agency", "dossier__procedure__procedure", "dossier__applicant", "form"
    )
    found = rows.filter(dossier=dossier_id).first()
    if found is None:
        raise NotFound
    return found


def verified_identity(dossier_ids: Collection[int]) -> dict[int, str]:
    """Of dossiers filed online by an account whose holder a national identity had proved by then:
    the level of assurance (it may be empty). A dossier that is not in the answer was not."""
    rows = Submission.objects.filter(dossier__in=dossier_ids).exclude(proved_by="").order_by()
    return dict(rows.values_list("dossier_id", "proof_level"))


def submission_of(dossier_id: int) -> Submission | None:
    """How a dossier was filed online; None when it was not. For the desk, which reads it."""
    return Submission.objects.select_related("form", "owner").filter(dossier=dossier_id).first()


@dataclass(frozen=True, slots=True)
class Papers:
    """Files that belong to a dossier, as its owner sees them."""

    papers: list[tuple[str, bool, list[File]]]
    attached: list[File]
    result: list[File]

    def find(self, file_id: int) -> File:
        """:raises NotFound: no file of this dossier"""
        every = [*self.attached, *self.result, *(f for *_, files in self.papers for f in files)]
        for file in every:
            if file.pk == file_id:
                return file
        raise NotFound


def papers_of(dossier: Dossier) -> Papers:
    """Papers, attachments, and the result once it stands; the caller has authorised the dossier."""
    rows = list(dossier.papers.all())
    result = approved_result(dossier.pk)
    subjects = [Subject(PAPER_KIND, row.pk) for row in rows]
    attached = Subject(DOSSIER_KIND, dossier.pk)
    given = Subject(RESULT_KIND, result.pk) if result else None
    found = files_of([*subjects, attached, *([given] if given else [])])
    return Papers(
        [(r.name, r.provided, found[s]) for r, s in zip(rows, subjects, strict=True)],
        found[attached], found[given] if given else [],
    )  # fmt: skip


def messages_of(dossier_id: int) -> list[Message]:
    """The caller has authorised the dossier."""
    return list(Message.objects.filter(dossier=dossier_id))


def pictures_of(supplements: Iterable[Supplement]) -> dict[int, list[File]]:
    """What shows each point of these requests, by the point; the caller has authorised them."""
    subjects = [Subject(GAP_KIND, gap.pk) for one in supplements for gap in one.gaps.all()]
    return {subject.id: found for subject, found in files_of(subjects).items()} if subjects else {}


def messages_for(actor: Actor, dossier_id: int) -> QuerySet[Message]:
    """Of one's own dossier, or of one that the actor reads as staff; the oldest first.

    :raises NotFound: neither
    """
    if not submissions_of(actor).filter(dossier=dossier_id).exists():
        for_actor(actor, dossier_id)
    return Message.objects.filter(dossier=dossier_id)


def charges_of_dossier(dossier_id: int) -> list[Charge]:
    """What is owed and was paid, without what was cancelled; the caller has authorised it."""
    rows = charges_of(Subject(DOSSIER_KIND, dossier_id))
    return [row for row in rows if row.state != ChargeState.CANCELLED]


def upload_of(draft: Draft, key: str) -> Upload:
    """:raises NotFound: no such upload of this draft"""
    if len(key) > 43 or "\x00" in key:
        raise NotFound
    found = Upload.objects.select_related("draft").filter(draft=draft, key=key).first()
    if found is None:
        raise NotFound
    return found


def links_of(dossier_id: int) -> list[Link]:
    """The caller has authorised the dossier."""
    return list(Link.objects.filter(dossier=dossier_id).order_by("-id")[:20])


def rating_of(dossier_id: int) -> Rating | None:
    return Rating.objects.select_related("remedy").filter(dossier=dossier_id).first()


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """Sums of D.7: ``points`` by index, each out of ``2 × count``; ``bad`` of them, ``remedied``
    of those. ``satisfied`` is the share without complaint in percent, None without ratings."""

    count: int
    time: float | None
    contacts: float | None
    agencies: float | None
    attitude: float | None
    bad: int
    remedied: int
    satisfied: float | None


def ratings_of(agency_id: int, period: tuple[datetime, datetime]) -> RatingFigures:
    """Figures of an agency's ratings, from the first moment up to but not including the second.

    Averages are points per dossier, 0-2 (TT 01/2018 Điều 15).
    """
    return _figures(_rated(period, [agency_id]).aggregate(**_SUMS))


RATED_BY = {
    "agency": "agency_id", "unit": "dossier__unit_id", "officer": "officer_post_id",
    "procedure": "dossier__procedure__procedure_id",
}  # fmt: skip
"""What groups ratings, as ``dossiers.queries.By`` groups dossiers."""


def ratings_by(
    by: str, period: tuple[datetime, datetime], agency_ids: Collection[int] | None = None
) -> dict[int | None, RatingFigures]:
    """The same figures of every agency, unit, officer or procedure in one statement.

    :param agency_ids: whose the reader may see; None means all
    """
    key = RATED_BY[by]
    rows = _rated(period, agency_ids).order_by().values(key).annotate(**_SUMS)
    return {row.pop(key): _figures(row) for row in rows}


def rated_dossiers(
    period: tuple[datetime, datetime], agency_ids: Collection[int] | None = None, *,
    bad: bool = False,
) -> QuerySet[Rating, int]:  # fmt: skip
    """Ids of the dossiers that :func:`ratings_by` counts, for the list behind a figure."""
    rows = _rated(period, agency_ids)
    rows = rows.filter(remedy__isnull=False) if bad else rows
    return rows.order_by().values_list("dossier_id", flat=True)


_SUMS: dict[str, Any] = {
    "count": Count("pk"), "time": Avg("time_points"), "contacts": Avg("contact_points"),
    "agencies": Avg("agency_points"), "attitude": Avg("attitude_points"), "bad": Count("remedy"),
    "remedied": Count("remedy", filter=Q(remedy__done_at__isnull=False)),
}  # fmt: skip


def _rated(
    period: tuple[datetime, datetime], agency_ids: Collection[int] | None
) -> QuerySet[Rating]:
    rows = Rating.objects.filter(at__gte=period[0], at__lt=period[1])
    return rows if agency_ids is None else rows.filter(agency__in=list(agency_ids))


def _figures(sums: Mapping[str, Any]) -> RatingFigures:
    count = sums["count"]
    good = round(100 * (count - sums["bad"]) / count, 2) if count else None
    return RatingFigures(**sums, satisfied=good)


def ratings_by_officer(agency_id: int, period: tuple[datetime, datetime]) -> list[dict[str, Any]]:
    """The same averages for each officer named on the dossiers."""
    rows = Rating.objects.filter(agency=agency_id, at__gte=period[0], at__lt=period[1])
    found = rows.exclude(officer_name="").values("officer_post_id", "officer_name")
    counted = list(
        found.annotate(
            count=Count("pk"), time=Avg("time_points"), contacts=Avg("contact_points"),
            agencies=Avg("agency_points"), attitude=Avg("attitude_points"),
        ).order_by("officer_name")
    )  # fmt: skip
    return [dict(row) for row in counted]


def ratings_for(actor: Actor) -> QuerySet[Rating]:
    """Ratings of the actor's agency, newest first.

    :raises NotFound: a citizen; :raises NotAllowed: without the right
    """
    rows = Rating.objects.filter(agency=demand_ratings(actor))
    return rows.select_related("dossier", "remedy").order_by("-id")


def remedies_for(actor: Actor) -> QuerySet[Remedy]:
    """What the leaders of the actor's agency still owe."""
    rows = Remedy.objects.filter(agency=demand_ratings(actor), done_at__isnull=True)
    return rows.select_related("rating__dossier")


def draft_cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = Draft.objects.select_related("procedure").filter(pk__in=ids)
    return {
        row.pk: Card(
            Subject("filing.draft", row.pk), row.procedure.name, f"/nop-ho-so/{row.pk}/", ""
        )
        for row in rows
    }


def readable_drafts(actor: Actor, ids: Collection[int]) -> set[int]:
    """A guest without an account reads nothing by this way."""
    if actor.user_id is None:
        return set()
    mine = Q(owner=actor.user_id) | Q(shares__user=actor.user_id, shares__revoked_at__isnull=True)
    return set(Draft.objects.filter(mine, pk__in=ids).values_list("pk", flat=True))


def no_cards(ids: Collection[int]) -> Mapping[int, Card]:
    """People have no page that others open."""
    return {}


def own_record(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(ids) & {actor.user_id}
