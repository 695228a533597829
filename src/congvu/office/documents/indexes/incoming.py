"""Incoming letters in the search index: words, readers, filters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction

from congvu.core.files.queries import texts_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.core.search import actions as search
from congvu.core.search.registry import Facet, Index, Item
from congvu.office.documents.choices import INCOMING_KIND, IncomingState, Secrecy, Urgency
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import marks_of_agency, may_look, reads_whole_agency
from congvu.office.work import queries as work


def put(letter: Incoming) -> None:
    """Make a letter findable, or refresh how it is found; in the letter's transaction."""
    search.put_many([_item(letter, work.marks_for(_subject(letter.pk)), _body(letter))])


def put_many(letters: Collection[Incoming]) -> None:
    """Letters that have just come: nobody works on them, nothing of their files is read here."""
    texts = texts_of([_subject(letter.pk) for letter in letters])
    search.put_many([_item(one, frozenset(), texts.get(_subject(one.pk), "")) for one in letters])


def state_changed(letter: Incoming) -> None:
    """The filters of a letter that stands elsewhere now."""
    search.set_facets(_subject(letter.pk), _facets(letter))


def reading_changed(incoming_id: int, marks: frozenset[str]) -> None:
    """The circle of readers changed by the work on the letter."""
    agency_id = Incoming.objects.values_list("agency_id", flat=True).get(pk=incoming_id)
    search.set_marks(_subject(incoming_id), marks | marks_of_agency(agency_id))


def actor_marks(actor: Actor) -> Collection[str]:
    """What :func:`queries.incoming.visible_to` lets the actor read, as marks."""
    if actor.agency_id is None or not may_look(actor):
        return []
    whole = marks_of_agency(actor.agency_id) if reads_whole_agency(actor) else frozenset()
    return whole | work.actor_marks(actor)


def ids() -> Iterator[int]:
    return Incoming.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def items(wanted: Collection[int]) -> Iterable[Item]:
    """Some hundreds of letters in three queries, for a rebuild and for new words of files."""
    letters = list(Incoming.objects.filter(pk__in=wanted))
    marks = work.marks_of_many(INCOMING_KIND, [letter.pk for letter in letters])
    texts = texts_of([_subject(letter.pk) for letter in letters])
    return [
        _item(letter, marks.get(letter.pk, frozenset()), texts.get(_subject(letter.pk), ""))
        for letter in letters
    ]


def refresh(wanted: Collection[int]) -> None:
    """New words of files were read; called by a job, maybe twice."""
    with transaction.atomic():
        locked = Incoming.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        search.put_many(items([letter.pk for letter in locked.only("pk")]))


def _item(letter: Incoming, marks: frozenset[str], body: str) -> Item:
    return Item(
        subject=_subject(letter.pk),
        title=letter.subject or str(letter),
        at=letter.arrived_at,
        marks=marks | marks_of_agency(letter.agency_id),
        code=letter.code,
        body=" ".join(filter(None, [letter.issuer_name, letter.signer_name, body])),
        agency_id=letter.agency_id,
        facets=_facets(letter),
    )


def _body(letter: Incoming) -> str:
    subject = _subject(letter.pk)
    return texts_of([subject]).get(subject, "")


def _facets(letter: Incoming) -> dict[str, str]:
    return {
        "state": letter.state,
        "urgency": str(letter.urgency),
        "secrecy": str(letter.secrecy),
        "kind": letter.kind,
    }


def _subject(pk: int) -> Subject:
    return Subject(INCOMING_KIND, pk)


INDEX = Index(
    kind=INCOMING_KIND,
    label="Văn bản đến",
    actor_marks=actor_marks,
    ids=ids,
    items=items,
    facets=(
        Facet("state", "Trạng thái", dict(IncomingState.choices)),
        Facet("urgency", "Độ khẩn", {str(key): label for key, label in Urgency.choices}),
        Facet("secrecy", "Độ mật", {str(key): label for key, label in Secrecy.choices}),
    ),
)
