"""Plans how many dossiers each agency gets on each day, numbers them without gaps, writes them."""

from __future__ import annotations

import hashlib
import heapq
import os
import random
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import orjson
from django.db import connection, transaction

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.dossiercode import make_dossier_code
from congvu.core.kernel.taxcode import check_digit
from congvu.core.kernel.text import fold
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.choices import Level
from congvu.core.organisation.queries import calendar_now
from congvu.core.search import actions as search
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.choices import ApplicantKind, Channel
from congvu.counter.dossiers.indexes import items
from congvu.counter.dossiers.models import (
    Applicant,
    DaySerial,
    Dossier,
    Event,
    Extension,
    Gap,
    Paper,
    Result,
    Supplement,
    Wait,
)
from congvu.project.demo import names
from congvu.project.demo.bulk import Row, Table
from congvu.project.demo.desks import Desk, desks
from congvu.project.demo.dossiers import texts
from congvu.project.demo.dossiers.life import Life, Rows
from congvu.project.demo.dossiers.services import Counter, counters
from congvu.project.demo.hands import at_work

YEAR, SMALL = 20_000, 400
BATCH = 5_000
BEFORE = 0.12
"""Of the demo's dossiers so many were filed in the year before, on both sides of 1/7/2025."""
GROWN_YEARS = 3
OWN = {"hiephoa": 0.08, "stttt": 0.05, "hiephoa-ducthang": 0.03}
SHARES = {Level.DEPARTMENT: 0.32, Level.DISTRICT: 0.27, Level.COMMUNE: 0.25}
"""Shares of the agencies that people look at in the demo, then of all others of a level."""
CHUNK = 500
RECENT = 2.5
"""How much busier the last days are, so that the desks have work on them."""


@dataclass
class Place:
    """One agency with what it serves, and how many dossiers it gets on which day."""

    desk: Desk
    counter: Counter
    days: dict[date, int]


def load(*, at: datetime, small: bool, say: Callable[[str], object]) -> int:
    """The demo's year of dossiers, in all states, and figures counted; how many."""
    wanted = SMALL if small else YEAR
    today = local_date(at)
    first = today - timedelta(days=365)
    earlier = round(wanted * BEFORE)
    spans = [
        (first - timedelta(days=365), first - timedelta(days=1), earlier),
        (first, today, wanted - earlier),
    ]
    made = _fill_all(spans, at=at, say=say, seed=11, hands=1)
    actions.count_days(at=at)
    return made


def grow(
    *, dossiers: int, at: datetime, say: Callable[[str], object], seed: int = 7, hands: int = 0
) -> int:
    """Add dossiers of the three years before, fast, and count the days anew; how many.

    :param hands: processes that write, each for its own agencies; 0: one a core
    """
    today = local_date(at)
    first = today - timedelta(days=365 * GROWN_YEARS)
    with search.bulk():
        made = _fill_all([(first, today, dossiers)], at=at, say=say, seed=seed, hands=hands)
    actions.recount(first=first, last=today, at=at)
    actions.count_days(at=at)
    return made


def _fill_all(
    spans: list[tuple[date, date, int]], *, at: datetime, say: Callable[[str], object], seed: int,
    hands: int,
) -> int:  # fmt: skip
    chance, calendar = random.Random(seed), calendar_now(None)  # noqa: S311 - invented, not secrets
    places = _planned(spans, local_date(at), chance, calendar)
    alone = connection.vendor != "postgresql" or connection.in_atomic_block
    total = sum(wanted for *_, wanted in spans)
    many = 1 if alone else min(hands or os.cpu_count() or 1, -(-total // BATCH))
    jobs = [
        partial(_fill, part, calendar, at, seed + number)
        for number, part in enumerate(_dealt(places, many))
    ]
    done = 0
    for written in at_work(jobs):
        done += written
        say(f"  {done:,} / {total:,}".replace(",", "."))
    return done


def _planned(
    spans: list[tuple[date, date, int]], today: date, chance: random.Random, calendar: WorkCalendar
) -> list[Place]:
    served = counters()
    staffed = [one for one in desks() if one.agency.pk in served]
    places = [Place(one, served[one.agency.pk], {}) for one in staffed]
    weights = _weights(staffed)
    for first, last, wanted in spans:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        heavy = [
            (1.0 if calendar.works_on(day) else 0.05) * (RECENT if (today - day).days < 12 else 1)
            for day in days
        ]
        shares = Tally(chance.choices(range(len(places)), weights, k=wanted))
        for place, count in shares.items():
            for day, n in Tally(chance.choices(days, heavy, k=count)).items():
                if places[place].counter.on(day):
                    places[place].days[day] = places[place].days.get(day, 0) + n
    return places


def _weights(staffed: list[Desk]) -> list[float]:
    of_level = Tally(one.agency.level for one in staffed if one.agency.slug not in OWN)
    return [
        OWN.get(one.agency.slug)
        or SHARES.get(Level(one.agency.level), 0.0) / of_level[one.agency.level]
        for one in staffed
    ]


def _dealt(places: list[Place], hands: int) -> list[list[Place]]:
    """Whole agencies to each hand, the largest first to whoever has least."""
    parts: list[list[Place]] = [[] for _ in range(hands)]
    loads = [0] * hands
    for place in sorted(places, key=lambda one: -sum(one.days.values())):
        least = loads.index(min(loads))
        parts[least].append(place)
        loads[least] += sum(place.days.values())
    return [part for part in parts if part]


@dataclass
class Filed:
    """One dossier about to be told."""

    at: datetime
    place: Place
    channel: int


def _fill(part: list[Place], calendar: WorkCalendar, now: datetime, seed: int) -> Iterator[int]:
    """Day by day through all agencies of this hand, so that ids follow time; after each batch,
    how many it had."""
    chance = random.Random(seed)  # noqa: S311
    people = _People(seed)
    rows, serials = Rows(), dict[tuple[int, date], int]()
    for day in sorted({day for place in part for day in place.days}):
        filed = heapq.merge(
            *(_filed(place, day, calendar, chance, now) for place in part if day in place.days),
            key=lambda one: one.at,
        )
        standing = dict(
            DaySerial.objects.filter(day=day, owner="").values_list("agency_id", "last_number")
        )
        for one in filed:
            agency_id = one.place.desk.agency.pk
            number = serials.get((agency_id, day)) or standing.get(agency_id, 0)
            serials[agency_id, day] = number = number + 1
            _tell(one, day, number, people, calendar, now, chance, rows)
        if len(rows.dossiers) >= BATCH:
            _write(rows, serials)
            yield len(rows.dossiers)
            rows, serials = Rows(), {}
    _write(rows, serials)
    yield len(rows.dossiers)


def _filed(
    place: Place, day: date, calendar: WorkCalendar, chance: random.Random, now: datetime
) -> Iterator[Filed]:
    found = []
    online = any(one.online for one in place.counter.on(day))
    works = calendar.works_on(day)
    for _ in range(place.days[day]):
        luck = chance.random()
        channel = Channel.ONLINE if online and luck < 0.45 else Channel.DIRECT
        if channel == Channel.DIRECT and luck > 0.96:
            channel = Channel.POST
        if not works:
            channel = Channel.ONLINE if online else None  # type: ignore[assignment]
        if channel is None:
            continue
        start, length = (6 * 60, 16 * 60) if channel == Channel.ONLINE else (7 * 60 + 35, 530)
        minutes = start + chance.randint(0, length)
        if channel != Channel.ONLINE and 690 < minutes < 810:
            minutes += 120
        at = datetime.combine(day, time(), VIETNAM) + timedelta(
            minutes=minutes, seconds=chance.randint(0, 59)
        )
        if at < now:
            found.append(Filed(at, place, int(channel)))
    return iter(sorted(found, key=lambda one: one.at))


def _tell(
    one: Filed, day: date, number: int, people: _People, calendar: WorkCalendar, now: datetime,
    chance: random.Random, rows: Rows,
) -> None:  # fmt: skip
    served = one.place.counter.on(day)
    fitting = [it for it in served if it.online] if one.channel == Channel.ONLINE else served
    service = chance.choice(fitting or served)
    code = make_dossier_code(one.place.counter.code_on(day), day, number)  # type: ignore[arg-type]
    applicant, name = people.one(rows, chance)
    Life(
        desk=one.place.desk, service=service, code=str(code), channel=one.channel,
        filed_at=one.at, applicant=applicant, applicant_name=name, calendar=calendar, now=now,
        chance=chance, rows=rows,
    ).tell()  # fmt: skip


class _People:
    """Applicants of one hand: most are new, some come again within a batch."""

    def __init__(self, seed: int) -> None:
        self.names = _names(seed)
        self.count = 0
        self.base = (int.from_bytes(os.urandom(4), "big") % 9_000) * 10_000

    def one(self, rows: Rows, chance: random.Random) -> tuple[int, str]:
        if rows.applicants and chance.random() < 0.25:
            place = chance.randrange(len(rows.applicants))
            return place, rows.applicants[place]["name"]
        self.count += 1
        given = self._given(chance)
        digest = hashlib.sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).hexdigest()
        rows.applicants.append(
            {**given, "digest": digest, "search_key": fold(str(given["name"]))[:250]}
        )
        return len(rows.applicants) - 1, str(given["name"])

    def _given(self, chance: random.Random) -> dict[str, Any]:
        address = f"{chance.choice(texts.VILLAGES)}, {chance.choice(texts.OBJECTS)}, Bắc Giang"
        phone = f"09{(self.base + self.count) % 100_000_000:08}"
        if chance.random() < 0.15:
            trade, place = chance.choice(texts.COMPANIES), chance.choice(texts.OBJECTS)
            name = f"Công ty TNHH {trade} {place} {self.count % 900 + 1}"
            kind, number = ApplicantKind.ORGANISATION, _tax_code(chance)
        else:
            kind, name = ApplicantKind.PERSON, next(self.names)
            year = chance.randint(45, 107)
            number = f"024{chance.randint(0, 1) + 2 * (year // 100)}{year % 100:02}"
            number += f"{chance.randrange(1_000_000):06}"
        return {
            "kind": int(kind), "name": name, "identifier": number, "address": address,
            "phone": phone, "email": "",
        }  # fmt: skip


def _names(seed: int) -> Iterator[str]:
    """Plausible names, again and again the same ones, as people are called."""
    known = [name for name, _ in zip(names.people(seed), range(900), strict=False)]
    chance = random.Random(seed)  # noqa: S311
    while True:
        yield chance.choice(known)


def _tax_code(chance: random.Random) -> str:
    while True:
        nine = f"24{chance.randrange(10_000_000):07}"
        digit = check_digit(nine)
        if digit is not None:
            return f"{nine}{digit}"


def _write(rows: Rows, serials: dict[tuple[int, date], int]) -> None:
    """One transaction: places within the batch become ids."""
    if not rows.dossiers:
        return
    with transaction.atomic():
        firsts = {
            name: Table(model).reserve(len(getattr(rows, name)))
            for name, model in MODELS.items()
            if getattr(rows, name)
        }
        for name, model in MODELS.items():
            if found := getattr(rows, name):
                Table(model).write(_shift(found, firsts[name], REFERENCES[name], firsts))
        _keep_serials(serials)
        first = firsts["dossiers"]
        ids = range(first, first + len(rows.dossiers))
        for start in range(0, len(ids), CHUNK):
            search.put_many(items(ids[start : start + CHUNK]))


MODELS: dict[str, Any] = {
    "applicants": Applicant, "dossiers": Dossier, "papers": Paper, "events": Event, "waits": Wait,
    "supplements": Supplement, "gaps": Gap, "extensions": Extension, "results": Result,
}  # fmt: skip
OF_DOSSIER = {"dossier_id": "dossiers"}
REFERENCES: dict[str, dict[str, str]] = {
    "applicants": {}, "dossiers": {"applicant_id": "applicants"}, "papers": OF_DOSSIER,
    "events": OF_DOSSIER, "waits": OF_DOSSIER, "supplements": OF_DOSSIER,
    "gaps": {"supplement_id": "supplements"}, "extensions": OF_DOSSIER, "results": OF_DOSSIER,
}  # fmt: skip


def _shift(
    rows: list[Row], first: int, references: dict[str, str], firsts: dict[str, int]
) -> Iterator[Row]:
    for index, row in enumerate(rows):
        moved = {name: row[name] + firsts[table] for name, table in references.items()}
        yield {**row, **moved, "id": first + index}


def _keep_serials(serials: dict[tuple[int, date], int]) -> None:
    DaySerial.objects.bulk_create(
        [
            DaySerial(agency_id=agency_id, day=day, owner="", last_number=number)
            for (agency_id, day), number in serials.items()
        ],
        update_conflicts=True, unique_fields=["agency", "day", "owner"],
        update_fields=["last_number"], batch_size=1000,
    )  # fmt: skip
