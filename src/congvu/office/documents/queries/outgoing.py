"""Reading doors of outgoing letters: everything "for actor"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Card, Subject, kinds
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import unit
from congvu.office.documents.choices import (
    COPY_KIND,
    INCOMING_KIND,
    OUTGOING_KIND,
    Delivery,
    OutgoingState,
    RecipientKind,
)
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.letterhead.check import Finding, check_letter
from congvu.office.documents.letterhead.letter import preview_pages, preview_pdf
from congvu.office.documents.models import (
    Answer,
    Copy,
    Outgoing,
    Recipient,
    RecipientGroup,
    Review,
)
from congvu.office.documents.policies import outgoing as policies

if TYPE_CHECKING:
    from congvu.core.files.models import File

abilities = policies.abilities


def visible_to(actor: Actor) -> QuerySet[Outgoing]:
    """Every outgoing letter that the actor may read, newest first."""
    return Outgoing.objects.filter(policies.readable(actor))


def for_actor(actor: Actor, outgoing_id: int) -> Outgoing:
    """One letter with everything its page shows, in five queries.

    ``recipients``, ``reviews`` and ``answers`` (with their incoming letters) are loaded.

    :raises NotFound: absent, or not for this actor
    """
    letter = (
        visible_to(actor)
        .select_related("agency", "unit", "drafter_post", "signer_post", "register", "related_to")
        .prefetch_related(
            Prefetch("recipients", Recipient.objects.select_related("agency", "unit", "delivery")),
            Prefetch("reviews", Review.objects.order_by("id")),
            Prefetch("answers", Answer.objects.select_related("incoming")),
            Prefetch("related_by", Outgoing.objects.filter(issued_at__isnull=False)),
        )
        .filter(pk=outgoing_id)
        .first()
    )
    if letter is None:
        raise NotFound
    return letter


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list page asks for; empty values ask for nothing. Dates include both ends."""

    q: str = ""
    states: Collection[str] = ()
    kind: str = ""
    unit_id: int | None = None
    series: str = ""
    year: int | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    signer: str = ""
    mine: bool = False


def matching(rows: QuerySet[Outgoing], filters: Filters, *, actor: Actor) -> QuerySet[Outgoing]:
    """Narrow a list; ``q`` looks in number, notation and subject of this list only."""
    wanted = Q()
    for column, value in (
        ("state__in", list(filters.states)),
        ("kind", filters.kind),
        ("unit_id", filters.unit_id),
        ("series", filters.series),
        ("register__year", filters.year),
        ("issued_on__gte", filters.issued_from),
        ("issued_on__lte", filters.issued_to),
        ("signer_name__icontains", filters.signer),
    ):
        if value:
            wanted &= Q(**{column: value})
    if filters.mine:
        wanted &= Q(drafter_post_id=actor.post_id or 0)
    if filters.q:
        wanted &= Q(subject__icontains=filters.q) | Q(code_key__startswith=code_key(filters.q))
    return rows.filter(wanted)


def in_list(rows: QuerySet[Outgoing]) -> QuerySet[Outgoing]:
    """A list row needs no further query: unit and counts of places come along."""
    return rows.select_related("unit").annotate(
        places=Count("recipients", distinct=True),
    )


BOXES: dict[str, str] = {
    "draft": "Dự thảo của tôi",
    "review": "Chờ duyệt ở đơn vị",
    "check": "Chờ kiểm tra thể thức",
    "approve": "Chờ ký",
    "number": "Chờ cấp số",
    "issue": "Chờ phát hành",
}
"""What may lie on a desk, in the order of the letter's way."""


def _boxes(actor: Actor) -> dict[str, Q]:
    """The condition of each box for this actor; boxes of other roles are left out."""
    if actor.agency_id is None or actor.post_id is None:
        return {}
    boxes = {"draft": Q(state=OutgoingState.DRAFT, drafter_post_id=actor.post_id)}
    if actor.has(*policies.HEADS, *policies.LEADERS):
        boxes["review"] = Q(
            state=OutgoingState.UNIT_REVIEW, unit_id__in=sorted(actor.unit_ids)
        ) & ~Q(drafter_post_id=actor.post_id)
    own = Q(signer_post_id=actor.post_id)
    if actor.has(*policies.LEADERS):
        boxes["approve"] = Q(state=OutgoingState.APPROVAL) & (own | Q(signer_post__isnull=True))
    elif actor.has(*policies.HEADS):
        boxes["approve"] = (
            Q(state=OutgoingState.APPROVAL, kind__in=policies.BY_ORDER_KINDS, is_qppl=False) & own
        )
    if actor.has(*policies.OFFICE):
        boxes["check"] = Q(state=OutgoingState.OFFICE_CHECK)
    if actor.has(Role.CLERK.value):
        boxes["number"] = Q(state=OutgoingState.APPROVED)
        boxes["issue"] = Q(state=OutgoingState.NUMBERED)
    return boxes


def inbox(actor: Actor, box: str = "") -> QuerySet[Outgoing]:
    """What waits for the actor: one box, or all of them; the most urgent, then the oldest, first."""
    boxes = _boxes(actor)
    chosen = [boxes[box]] if box in boxes else ([] if box else list(boxes.values()))
    wanted = Q(pk__in=[])
    for condition in chosen:
        wanted |= condition
    rows = Outgoing.objects.filter(wanted, agency_id=actor.agency_id or 0)
    return rows.select_related("unit").order_by("-urgency", "id")


def counts(actor: Actor) -> dict[str, int]:
    """How many letters lie in each of the actor's boxes, in one query."""
    boxes = tuple(_boxes(actor))
    if not boxes:
        return {}
    units = {f"unit{place}": unit for place, unit in enumerate(sorted(actor.unit_ids))}
    ask = _counter(actor.roles, len(units) if "review" in boxes else 0)
    values = {"agency_id": actor.agency_id, "post_id": actor.post_id}
    found = ask(**values, **(units if "review" in boxes else {}))
    return dict(zip(boxes, found[0] if found else [0] * len(boxes), strict=True))


WAITING = (
    OutgoingState.DRAFT, OutgoingState.UNIT_REVIEW, OutgoingState.OFFICE_CHECK,
    OutgoingState.APPROVAL, OutgoingState.APPROVED, OutgoingState.NUMBERED,
)  # fmt: skip


@lru_cache(maxsize=256)
def _counter(roles: frozenset[str], units: int) -> Prepared[tuple[int, ...]]:
    """The question for people of these roles who look after so many units; asked by every page."""

    def build(agency_id: int, post_id: int, **unit_ids: int) -> QuerySet[Any, tuple[int, ...]]:
        somebody = Actor(
            user_id=0, username="", name="", agency_id=agency_id, post_id=post_id, roles=roles,
            unit_ids=frozenset(unit_ids.values()),
        )  # fmt: skip
        boxes = _boxes(somebody)
        rows = Outgoing.objects.filter(agency_id=agency_id, state__in=WAITING).order_by()
        counted = rows.values("agency_id").annotate(
            **{
                f"n_{box}": Count(Case(When(wanted, then=Value(1))))
                for box, wanted in boxes.items()
            }
        )
        return counted.values_list(*(f"n_{box}" for box in boxes))

    kinds: dict[str, type] = {f"unit{place}": int for place in range(units)}
    return Prepared(build, agency_id=int, post_id=int, **kinds)


def findings(letter: Outgoing) -> list[Finding]:
    """What the thể thức check has to say about a draft."""
    return check_letter(letter)


def preview(actor: Actor, outgoing_id: int) -> bytes:
    """The PDF of a letter as it would print now.

    :raises NotFound: not for this actor
    :raises Invalid: an uploaded draft is its own preview
    """
    return preview_pdf(for_actor(actor, outgoing_id))


def pictures(letter: Outgoing) -> list[bytes]:
    """The pages of a letter as PNG pictures, as it would print now; the caller has read it."""
    return preview_pages(letter)


def delivery_counts(letter: Outgoing) -> dict[str, int]:
    """How many recipients are in each state of delivery, in one query."""
    rows = letter.recipients.order_by().values_list("state").annotate(n=Count("id"))
    return {state: n for state, n in rows if state in Delivery.values}


def answers_to(incoming_id: int) -> QuerySet[Outgoing]:
    """Letters written in answer to an incoming one, whatever their state."""
    return Outgoing.objects.filter(answers__incoming_id=incoming_id).order_by("id")


def copies_of(subject: Subject) -> QuerySet[Copy]:
    """Certified copies made of a letter."""
    return Copy.objects.filter(subject_kind=subject.kind, subject_id=subject.id)


def papers_of(copies: Collection[Copy]) -> dict[int, File]:
    """The signed PDF of each electronic copy, in one query."""
    if not copies:
        return {}
    found = files_of([Subject(COPY_KIND, copy.pk) for copy in copies])
    return {subject.id: standing[0] for subject, standing in found.items() if standing}


def readable_copies(actor: Actor, ids: Collection[int]) -> set[int]:
    """Copies of letters that the actor may read; a copy is as open as its original."""
    rows = Copy.objects.filter(pk__in=ids).values_list("pk", "subject_kind", "subject_id")
    originals: dict[str, dict[int, list[int]]] = {}
    for pk, kind, subject_id in rows:
        originals.setdefault(kind, {}).setdefault(subject_id, []).append(pk)
    found: set[int] = set()
    for kind, several in originals.items():
        known = kinds.get(kind)
        if known is not None:
            for subject_id in known.readable(actor, list(several)):
                found.update(several[subject_id])
    return found


def copy_cards(ids: Collection[int]) -> dict[int, Card]:
    """How copies are shown on other rooms' pages: they lead to the letter."""
    rows = Copy.objects.filter(pk__in=ids)
    paths = {INCOMING_KIND: "van-ban-den", OUTGOING_KIND: "van-ban-di"}
    return {
        copy.pk: Card(
            subject=Subject(COPY_KIND, copy.pk), title=copy.subject_label, code=copy.code,
            url=f"/{paths.get(copy.subject_kind, 'van-ban-di')}/{copy.subject_id}/",
        )
        for copy in rows
    }  # fmt: skip


def groups_of(actor: Actor) -> QuerySet[RecipientGroup]:
    """Lists of places of the actor's agency, with their members loaded."""
    return RecipientGroup.objects.filter(agency_id=actor.agency_id or 0).prefetch_related("members")


def issued_not_sent(at: datetime) -> QuerySet[Outgoing]:
    """Issued letters with agencies that still have not received them, for the operator's page."""
    return Outgoing.objects.filter(
        state=OutgoingState.ISSUED,
        issued_at__lt=at,
        recipients__kind=RecipientKind.AGENCY,
        recipients__agency__is_member=True,
        recipients__state=Delivery.PENDING,
    ).distinct()


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    """Which of the letters the actor may read, in one query."""
    return set(visible_to(actor).order_by().filter(pk__in=ids).values_list("pk", flat=True))


def cards(ids: Collection[int]) -> dict[int, Card]:
    """How letters are shown on other rooms' pages; ids that do not exist are left out."""
    rows = Outgoing.objects.filter(pk__in=ids).values_list("pk", "subject", "code", "state")
    return {
        pk: Card(
            subject=Subject(OUTGOING_KIND, pk),
            title=subject or "(văn bản mật)",
            url=f"/van-ban-di/{pk}/",
            code=code,
            state=OutgoingState(state).label,
        )
        for pk, subject, code, state in rows
    }


def pictures_of_typed(
    actor: Actor, typed: Mapping[str, Any], places: Sequence[Recipient], *, at: datetime
) -> list[bytes]:
    """The pages of a letter that is still being typed; nothing is stored.

    :param typed: ``kind``, ``subject``, ``addressees``, ``bases``, ``body``, ``kept_at`` and the
        details of a giấy mời
    :param places: unsaved recipients in order
    """
    letter = Outgoing(
        pk=0, agency_id=actor.agency_id or 0, unit=unit(actor.unit_id or 0), created_at=at,
        kind=typed["kind"], subject=typed["subject"], addressees=typed["addressees"],
        bases=typed["bases"], body=typed["body"], kept_at=typed["kept_at"],
        details={name: typed[name] for name in ("time", "place", "agenda") if typed.get(name)},
    )  # fmt: skip
    prefetched: dict[str, Any] = {"recipients": Recipient.objects.none()}
    letter._prefetched_objects_cache = prefetched  # type: ignore[attr-defined]
    prefetched["recipients"]._result_cache = list(places)
    return preview_pages(letter)
