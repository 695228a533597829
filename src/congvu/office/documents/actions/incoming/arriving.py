"""Letters laid before their agencies by the post office: new, updated, replacing, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.storing import insert_keyed
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions.incoming import notices
from congvu.office.documents.actions.incoming.locking import subject_of
from congvu.office.documents.actions.incoming.sending import hold_back
from congvu.office.documents.choices import INCOMING_KIND, IncomingState, Purpose
from congvu.office.documents.courier import inbound
from congvu.office.documents.indexes import incoming as indexes
from congvu.office.documents.models import Incoming, Recipient
from congvu.office.exchange.choices import Business
from congvu.office.exchange.kinds import Arrival, Refused
from congvu.office.signing import actions as signing

ENDED = (IncomingState.REFUSED, IncomingState.RECALLED)

Answer = Subject | Refused


@action("documents.incoming.arrive")
def arrive(*, actor: Actor, at: datetime, arrivals: Sequence[Arrival]) -> list[Answer]:
    """Văn bản đến qua liên thông: "Chờ vào sổ" at every agency, many letters in a few statements.

    A step of the post office's own verb, which has decided that the sender may. Laid twice is
    there once: the delivery names the letter. An update changes what waits and adds files to
    what is worked on, with its history; a replacement names the letter whose place it takes;
    a revocation asks for the letter back.

    :returns: for each arrival the letter, or a refusal whose words the sender reads
    """
    known = dict(
        Incoming.objects.filter(delivery_id__in=[a.delivery_id for a in arrivals]).values_list(
            "delivery_id", "pk"
        )
    )
    fresh = [a for a in arrivals if a.delivery_id not in known]
    made = _lay([a for a in fresh if a.letter.business in (Business.NEW, Business.REPLACE)],
                actor, at)  # fmt: skip
    answers: list[Answer] = []
    for arrival in arrivals:
        if arrival.delivery_id in known:
            answers.append(Subject(INCOMING_KIND, known[arrival.delivery_id]))
        elif arrival.delivery_id in made:
            answers.append(subject_of(made[arrival.delivery_id]))
        else:
            answers.append(_act_on_earlier(arrival, actor, at))
    if not made and len(known) == len(arrivals):
        note(None, label="Văn bản đã đến trước đó", changes={"deliveries": sorted(known)})
    return answers


def _lay(arrivals: Sequence[Arrival], actor: Actor, at: datetime) -> dict[int, Incoming]:
    """New letters, their files, notes, index entries and notices."""
    if not arrivals:
        return {}
    origins = inbound.origins(arrivals)
    outside = [a.letter for a in arrivals if a.subject is None]
    issuers = inbound.issuers_of(outside, on=local_date(at))
    drawn = [
        inbound.letter_of(a, origins.get(a.subject.id) if a.subject else None, issuers)
        for a in arrivals
    ]
    to_know = _only_to_know(drawn)
    for letter in drawn:
        if (letter.origin_id, letter.agency_id) in to_know:
            letter.purpose = Purpose.INFORM
    letters = insert_keyed(drawn)
    pairs = list(zip(arrivals, letters, strict=True))
    replaced = _replaced(arrivals)
    for arrival, letter in pairs:
        letter.replaces_id = replaced.get(arrival.delivery_id)
        note(
            subject_of(letter), label=str(letter), agency_id=letter.agency_id,
            changes={"from": letter.issuer_name, "delivery": arrival.delivery_id,
                     **({"replaces": letter.replaces_id} if letter.replaces_id else {})},
        )  # fmt: skip
    Incoming.objects.bulk_update([one for one in letters if one.replaces_id], ["replaces"])
    placed = files.attach_many(
        placings=[place for arrival, letter in pairs for place in _placings(arrival, letter)],
        actor=actor, at=at,
    )  # fmt: skip
    foreign = {subject_of(one) for arrival, one in pairs if arrival.subject is None}
    signing.validate_files_later([file for file in placed if file.subject in foreign])
    indexes.put_many(letters)
    notices.arrived_many(letters, actor=actor, at=at)
    return {arrival.delivery_id: letter for arrival, letter in pairs}


def _only_to_know(letters: Sequence[Incoming]) -> set[tuple[int | None, int | None]]:
    """Letter and agency, where a letter of this installation is sent "để biết"; one query."""
    origins = {letter.origin_id for letter in letters if letter.origin_id is not None}
    if not origins:
        return set()
    rows = Recipient.objects.filter(outgoing_id__in=origins, purpose=Purpose.INFORM)
    return set(rows.values_list("outgoing_id", "agency_id"))


def _placings(arrival: Arrival, letter: Incoming) -> list[files.Placing]:
    return [
        files.Placing(
            blob=file.blob, name=file.name, subject=subject_of(letter),
            use=Use.MAIN if file.is_main else Use.ATTACHMENT, agency_id=letter.agency_id,
            position=position,
        )
        for position, file in enumerate(arrival.files)
    ]  # fmt: skip


def _replaced(arrivals: Sequence[Arrival]) -> dict[int, int]:
    """The newest letter at its agency whose place each replacement takes, by delivery; one query
    however many they are."""
    acting = [one for one in arrivals if one.letter.business == Business.REPLACE and one.earlier]
    named = {one.delivery_id: [s.id for s in one.earlier if s.kind == INCOMING_KIND]
             for one in acting}  # fmt: skip
    ids = {pk for several in named.values() for pk in several}
    if not ids:
        return {}
    held = dict(Incoming.objects.filter(pk__in=ids).values_list("pk", "agency_id"))
    newest: dict[int, int] = {}
    for one in acting:
        mine = [pk for pk in named[one.delivery_id] if held.get(pk) == one.agency_id]
        if mine:
            newest[one.delivery_id] = max(mine)
    return newest


def _act_on_earlier(arrival: Arrival, actor: Actor, at: datetime) -> Answer:
    """An update or a revocation of a letter that came before."""
    mine = [s.id for s in arrival.earlier if s.kind == INCOMING_KIND]
    rows = Incoming.objects.select_for_update(of=("self",)).select_related("agency")
    letter = rows.filter(pk__in=mine, agency_id=arrival.agency_id).order_by("-pk").first()
    if letter is None or letter.state in ENDED:
        reason = "Không có văn bản gốc ở nơi nhận. Đề nghị gửi lại văn bản đầy đủ như văn bản mới."
        note(None, label=arrival.letter.document_id, agency_id=arrival.agency_id,
             changes={"refused": reason})  # fmt: skip
        return Refused(reason)
    if arrival.letter.business == Business.REVOKE:
        words = arrival.letter.business_reason or arrival.letter.subject
        hold_back(letter, words or "Cơ quan gửi thu hồi văn bản", actor=actor, at=at)
    else:
        _update(letter, arrival, actor, at)
    return subject_of(letter)


FOLLOWED = ("subject", "due_on", "urgency", "signer_name", "signer_title", "pages", "kind")
"""What an update changes on a letter that still waits; a register's line stays as it was written."""


def _update(letter: Incoming, arrival: Arrival, actor: Actor, at: datetime) -> None:
    """The sender's later word: new files become versions, the waiting letter's fields follow."""
    issuers = inbound.issuers_of([arrival.letter], on=local_date(at))
    told = inbound.letter_of(arrival, None, issuers)
    changes: dict[str, object] = {}
    if letter.state == IncomingState.ARRIVED:
        for name in FOLLOWED:
            before, after = getattr(letter, name), getattr(told, name)
            if after not in (None, "") and before != after:
                setattr(letter, name, after)
                changes[name] = [before, after]
    letter.version += 1
    letter.save()
    subject = subject_of(letter)
    standing = files_of([subject])[subject]
    for position, file in enumerate(arrival.files):
        if any(old.blob_id == file.blob.pk for old in standing):
            continue
        earlier = next((f for f in standing if f.use == Use.MAIN), None) if file.is_main else None
        files.attach(
            source=files.Stored(file.blob, file.name), subject=subject,
            use=Use.MAIN if file.is_main else Use.ATTACHMENT, replaces=earlier, actor=actor,
            at=at, agency_id=letter.agency_id, position=position,
        )  # fmt: skip
    indexes.put(letter)
    notices.updated(letter, arrival.letter.business_reason, actor=actor, at=at)
    note(subject, label=str(letter), agency_id=letter.agency_id,
         changes={**changes, "updated_by": arrival.delivery_id,
                  "reason": arrival.letter.business_reason})  # fmt: skip
