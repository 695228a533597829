"""A year of letters, each telling its story through the same actions that people use.

Every letter is a generator that yields the moment of its next act; the acts of all letters run in
the order of their moments, so registers number in time and chains interleave as in an office.
"""

from __future__ import annotations

import heapq
import io
import itertools
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from congvu.core.kernel.documentkinds import kind_by_abbreviation
from congvu.core.notifications.models import Notice
from congvu.core.organisation.choices import Role
from congvu.office.documents.actions import incoming
from congvu.office.documents.actions import outgoing as outgoing
from congvu.office.documents.choices import RecipientKind, Source
from congvu.office.exchange import actions as exchange
from congvu.office.work.actions import Target
from congvu.project.demo import papers, signed, tasks, texts
from congvu.project.demo.plan import Part
from congvu.project.demo.seats import House, Seat, house
from congvu.project.demo.stage import Stage, Story, office_hour

SIZES = {
    False: {"stttt": (260, 90), "hiephoa": (40, 25)},
    True: {"stttt": (24, 8), "hiephoa": (6, 3)},
}
"""Incoming and outgoing letters of a year, by size and agency."""

WAITING_IN = {2: 4, 3: 6, 4: 5, 5: 4, 6: 3}
WAITING_OUT = {2: 2, 3: 2, 4: 2, 5: 3, 6: 2}
"""How many letters wait after how many acts: registered, presented, directed, assigned, opened;
drafted, submitted, reviewed, checked, signed."""


def load(
    *, at: datetime, small: bool, say: Callable[[str], object], part: Part = Part.WHOLE
) -> None:
    """Write the year that ends at ``at``, in the agencies that work here."""
    chance = random.Random(20160801)  # noqa: S311 - invented letters, not secrets
    stage = Stage(at, chance)
    stories: list[tuple[datetime, Story]] = []
    houses = {slug: house(slug, at=at) for slug in SIZES[small]}
    neighbours = list(houses.values())
    for slug, (arriving, leaving) in SIZES[small].items():
        if not part.holds(slug):
            continue
        place = houses[slug]
        stories += [(start, arrival(stage, place, start)) for start in starts(stage, arriving)]
        stories += [
            (start, departure(stage, place, start, neighbours)) for start in starts(stage, leaving)
        ]
    stories += waiting(stage, *desks(part, houses))
    stories += tasks.stories(stage, *desks(part, houses)[:2])
    total = len(stories)
    for done in play(stories, until=at):
        if done % 100 == 0:
            say(f"  {done}/{total} văn bản …")
    signed.load(*_pair(part, houses), at=at, unit=desks(part, houses)[1])
    notices_read(at)


def _pair(part: Part, houses: dict[str, House]) -> tuple[House, House]:
    place, _unit, neighbour = desks(part, houses)
    return place, neighbour


def desks(part: Part, houses: dict[str, House]) -> tuple[House, str, House]:
    """Whose desks hold waiting letters, in which unit, and whom they write to."""
    if part is Part.DISTRICT:
        return houses["hiephoa"], "VHTT", houses["stttt"]
    return houses["stttt"], "CNTT", houses["hiephoa"]


def waiting(
    stage: Stage, place: House, unit: str, neighbour: House
) -> list[tuple[datetime, Story]]:
    """Letters of these days that wait at every desk of the printed accounts."""
    stories: list[tuple[datetime, Story]] = []
    for steps, count in WAITING_IN.items():
        for _ in range(count):
            start = recent(stage)
            stories.append((start, only(arrival(stage, place, start, unit=unit), steps)))
    for steps, count in WAITING_OUT.items():
        for _ in range(count):
            start = recent(stage)
            story = departure(stage, place, start, [neighbour], unit=unit)
            stories.append((start, only(story, steps)))
    return stories


def only(story: Story, steps: int) -> Story:
    """The beginning of a story: what it does before its ``steps``-th pause."""
    yield from itertools.islice(story, steps)


def recent(stage: Stage) -> datetime:
    """A moment of the last four days, early enough for a letter to have travelled."""
    return office_hour(stage.now - timedelta(days=stage.chance.uniform(3.2, 4.2)), stage.chance)


def notices_read(at: datetime) -> None:
    """What was told more than two days ago has been read; the bells ring for the rest."""
    old = Notice.objects.filter(at__lt=at - timedelta(days=2), is_read=False)
    old.update(is_read=True, read_at=at)


def play(stories: list[tuple[datetime, Story]], *, until: datetime) -> Iterator[int]:
    """Run all stories in the order of their moments; those past ``until`` stay where they are."""
    order = itertools.count()
    queue = [(start, next(order), story) for start, story in stories]
    heapq.heapify(queue)
    done = 0
    while queue:
        at, _, story = heapq.heappop(queue)
        if at > until:
            break
        try:
            heapq.heappush(queue, (max(next(story), at), next(order), story))
        except StopIteration:
            done += 1
            yield done


def starts(stage: Stage, count: int) -> list[datetime]:
    """Moments over the year, denser in the last week so that every desk has work."""
    recent = count // 3
    spans = [(365.0, 9.0, count - recent), (8.0, 0.05, recent)]
    return [
        office_hour(stage.now - timedelta(days=stage.chance.uniform(last, first)), stage.chance)
        for first, last, share in spans
        for _ in range(share)
    ]


def arrival(stage: Stage, place: House, start: datetime, *, unit: str = "") -> Story:
    """An incoming letter: registered, presented, directed, assigned, worked on, ended.

    With ``unit`` it goes that way without turning off.
    """
    chance, clerk, leader = stage.chance, place.one(Role.CLERK), place.one(Role.LEADER)
    topic = chance.choice(texts.TOPICS)
    turns = not unit
    if turns:
        unit = topic.unit if topic.unit in place.units else chance.choice(_divisions(place))
    fields = _fields(stage, topic, start)
    yield start
    if turns and chance.random() < 0.06:
        incoming.receive(
            actor=clerk.actor, at=start, fields=fields, papers=_papers(stage, clerk, fields, start)
        )
        return
    letter = incoming.register(
        actor=clerk.actor, at=start, fields=fields, accept_duplicate=True,
        papers=_papers(stage, clerk, fields, start),
    )  # fmt: skip
    yield (at := stage.later(start, 0.5))
    if turns and chance.random() < 0.06:
        incoming.keep(actor=clerk.actor, at=at, incoming_id=letter.pk)
        return
    incoming.present(actor=clerk.actor, at=at, incoming_id=letter.pk, to_post_id=leader.post_id)
    yield (at := stage.later(at, 4))
    _direct(stage, place, leader, letter.pk, unit, fields, at)
    yield (at := stage.later(at, 5))
    head, officers = place.head_of(unit), place.officers_of(unit)
    incoming.open_letter(actor=head.actor, at=at, incoming_id=letter.pk)
    officer = chance.choice(officers) if turns else officers[0]
    incoming.assign(
        actor=head.actor, at=at, incoming_id=letter.pk, lead=Target(post_id=officer.post_id),
        instruction=chance.choice(texts.ASSIGNS),
    )  # fmt: skip
    yield (at := stage.later(at, 6))
    incoming.open_letter(actor=officer.actor, at=at, incoming_id=letter.pk)
    yield (at := stage.later(at, chance.uniform(10, 110)))
    if chance.random() < 0.4:
        yield from _answer(stage, place, officer, unit, letter.pk, fields, at)
    else:
        incoming.finish(
            actor=officer.actor, at=at, incoming_id=letter.pk, result=chance.choice(texts.RESULTS)
        )


def _direct(
    stage: Stage, place: House, leader: Seat, pk: int, unit: str, fields: incoming.Fields,
    at: datetime,
) -> None:  # fmt: skip
    chance = stage.chance
    others = [mark for mark in _divisions(place) if mark != unit]
    support = chance.sample(others, k=min(len(others), chance.choice((0, 0, 1, 2))))
    incoming.open_letter(actor=leader.actor, at=at, incoming_id=pk)
    incoming.direct(
        actor=leader.actor, at=at, incoming_id=pk,
        lead=Target(unit_id=place.units[unit].pk),
        support=[Target(unit_id=place.units[mark].pk) for mark in support],
        instruction=chance.choice(texts.INSTRUCTIONS).format(lead=place.units[unit].name),
        due_on=_due(fields, at),
    )  # fmt: skip


def _answer(
    stage: Stage, place: House, officer: Seat, unit: str, incoming_id: int,
    fields: incoming.Fields, at: datetime,
) -> Story:  # fmt: skip
    subject = fields.subject.removeprefix("V/v ").removeprefix("Giấy mời ")
    answer = outgoing.Fields(
        kind="cong_van",
        subject=f"V/v trả lời văn bản số {fields.code} {_lower(subject)}"[:400],
        addressees=fields.issuer_name,
        body=texts.BODY.format(agency=place.agency.name, due=_spoken(at)),
        signer_post_id=place.one(Role.LEADER).post_id,
        places=[outgoing.Place(kind=RecipientKind.OUTSIDE, name=fields.issuer_name)],
    )
    yield from _issue(stage, place, officer, unit, answer, at, reply_to=[incoming_id])


def departure(
    stage: Stage, place: House, start: datetime, neighbours: list[House], *, unit: str = ""
) -> Story:
    """An outgoing letter on the agency's own account, to agencies of the installation."""
    chance = stage.chance
    officer = place.officers_of(unit)[0] if unit else None
    unit = unit or chance.choice(_divisions(place))
    officer = officer or chance.choice(place.officers_of(unit))
    topic = chance.choice([t for t in texts.TOPICS if t.kind in ("", "BC", "KH", "TB")])
    kind = kind_by_abbreviation(topic.kind, start.date()) if topic.kind else None
    subject = texts.fill(topic.subject, chance, month=start.month, year=start.year)
    targets = [h for h in neighbours if h is not place] or neighbours
    yield start
    fields = outgoing.Fields(
        kind=kind.code if kind else "cong_van",
        subject=_bare(subject, kind.name if kind else ""),
        addressees="\n".join(h.agency.name for h in targets) if kind is None else "",
        body=texts.BODY.format(agency=place.agency.name, due=_spoken(start)),
        signer_post_id=chance.choice(
            [place.one(Role.LEADER), *place.all(Role.DEPUTY_LEADER)]
        ).post_id,
        places=[outgoing.Place(kind=RecipientKind.AGENCY, agency_id=h.agency.pk) for h in targets],
    )
    yield from _issue(stage, place, officer, unit, fields, start)


def _issue(
    stage: Stage, place: House, officer: Seat, unit: str, fields: outgoing.Fields, at: datetime,
    *, reply_to: list[int] | None = None,
) -> Story:  # fmt: skip
    chance, clerk = stage.chance, place.one(Role.CLERK)
    letter = outgoing.draft(actor=officer.actor, at=at, fields=fields, reply_to=reply_to or [])
    yield (at := stage.later(at, 3))
    letter = outgoing.submit(
        actor=officer.actor, at=at, outgoing_id=letter.pk, version=letter.version
    )
    yield (at := stage.later(at, 4))
    head = place.head_of(unit)
    if letter.state == "unit_review" and chance.random() < 0.08:
        letter = outgoing.return_draft(
            actor=head.actor, at=at, outgoing_id=letter.pk, version=letter.version,
            remark="Rà soát lại số liệu và thời hạn trước khi trình.",
        )  # fmt: skip
        yield (at := stage.later(at, 5))
        letter = outgoing.submit(
            actor=officer.actor, at=at, outgoing_id=letter.pk, version=letter.version
        )
        yield (at := stage.later(at, 3))
    if letter.state == "unit_review":
        letter = outgoing.review(
            actor=head.actor, at=at, outgoing_id=letter.pk, version=letter.version
        )
        yield (at := stage.later(at, 3))
    if letter.state == "office_check":
        letter = outgoing.check(
            actor=place.one(Role.OFFICE_HEAD).actor, at=at, outgoing_id=letter.pk,
            version=letter.version,
        )  # fmt: skip
        yield (at := stage.later(at, 4))
    signer = next(s for s in place.seats if s.post_id == fields.signer_post_id)
    letter = outgoing.approve(
        actor=signer.actor, at=at, outgoing_id=letter.pk, version=letter.version
    )
    yield (at := stage.later(at, 1))
    letter = outgoing.number(
        actor=clerk.actor, at=at, outgoing_id=letter.pk, version=letter.version
    )
    yield (at := stage.later(at, 0.5))
    outgoing.issue(actor=clerk.actor, at=at, outgoing_id=letter.pk, version=letter.version)
    exchange.deliver_here(at=at)


def _fields(stage: Stage, topic: texts.Topic, at: datetime) -> incoming.Fields:
    chance = stage.chance
    name, notation, marks = chance.choice(texts.OUTSIDE)
    issued = at.date() - timedelta(days=chance.randint(0, 5))
    kind = kind_by_abbreviation(topic.kind, issued) if topic.kind else None
    number = chance.randint(1, 4000)
    mark = f"{topic.kind}-{notation}" if topic.kind else f"{notation}-{chance.choice(marks)}"
    urgency = chance.choices((0, 1, 2, 3), (86, 8, 3, 3))[0]
    return incoming.Fields(
        issuer_name=name,
        issued_on=issued,
        code=f"{number:02}/{mark}",
        subject=texts.fill(topic.subject, chance, month=at.month, year=at.year),
        kind=kind.code if kind else "cong_van",
        pages=chance.randint(1, 6),
        urgency=urgency,
        signer_name=next(papers.SIGNERS),
        signer_title=chance.choice(("Cục trưởng", "Vụ trưởng", "Giám đốc", "Phó Giám đốc")),
        due_on=issued + timedelta(days=(3 if urgency else chance.choice((10, 15, 20)))),
        source=chance.choices((Source.PAPER, Source.UPLOAD, Source.EMAIL), (30, 60, 10))[0],
    )


def _papers(
    stage: Stage, clerk: Seat, fields: incoming.Fields, at: datetime
) -> list[incoming.Paper]:
    if stage.chance.random() < 0.15:
        return []
    pdf = papers.letter_of(fields)
    upload = incoming.Upload(io.BytesIO(pdf), f"{fields.code.replace('/', '-')}.pdf")
    return incoming.take_in(actor=clerk.actor, at=at, uploads=[upload])


def _divisions(place: House) -> list[str]:
    return [
        mark
        for mark in place.units
        if mark != "LĐ" and place.officers_of(mark)
        and place.all(Role.UNIT_HEAD, Role.OFFICE_HEAD, unit=mark)
    ]  # fmt: skip


def _due(fields: incoming.Fields, at: datetime) -> date:
    """The letter's own limit, or a few days on when it is past already."""
    soon = at.date() + timedelta(days=5)
    return fields.due_on if fields.due_on and fields.due_on > at.date() else soon


def _spoken(at: datetime) -> str:
    return f"{at.date() + timedelta(days=12):%d/%m/%Y}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _bare(subject: str, kind: str) -> str:
    """The subject without the kind's name, which the layout prints above it."""
    bare = subject.removeprefix(kind).strip() or subject
    return bare[:1].upper() + bare[1:]
