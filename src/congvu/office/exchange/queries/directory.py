"""Who is reached how: codes to agencies here, or to the peer that serves them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from congvu.core.kernel.agencycode import AgencyCode as Code
from congvu.core.kernel.agencycode import parse_agency_code, to_new, to_old
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.queries import code_rows, codes_on, member_names
from congvu.office.exchange.models import Peer, Route
from congvu.office.exchange.models.peer import holds_on

if TYPE_CHECKING:
    from congvu.core.organisation.models import AgencyCode

ANY = "*"
HERE = "noi-bo-"
"""Stands before the id of an agency here that has no official code (yet)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One recipient: an agency of this installation, or one that ``peer_id`` serves."""

    code: str
    name: str
    agency_id: int | None = None
    peer_id: int | None = None


@dataclass(slots=True)
class Directory:
    """What was found of the codes asked for; ``unknown`` and ``closed`` hold the sentences."""

    places: dict[str, Place] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)

    @property
    def refusals(self) -> dict[str, str]:
        return self.unknown | self.closed

    def only(self, codes: Collection[str]) -> Directory:
        """What was found of these codes."""
        return Directory(
            {code: self.places[code] for code in codes if code in self.places},
            {code: self.unknown[code] for code in codes if code in self.unknown},
            {code: self.closed[code] for code in codes if code in self.closed},
        )


def look_up(codes: Collection[str], *, on: date) -> Directory:
    """Where messages to these codes go on a day, in four queries however many they are.

    A code counts in either scheme; the published table of codes comes before the default
    conversion. A closed code is refused with its successor named.
    """
    found = Directory()
    spellings = {code: _spellings(code) for code in codes}
    rows = code_rows({s for several in spellings.values() for s in several})
    here = _names_here(spellings, rows, on)
    routes = _Routes(spellings, on)
    for code, several in spellings.items():
        row = next((rows[s] for s in several if s in rows), None)
        agency_id = row.agency_id if row is not None else _own_id(code)
        if agency_id in here and (row is None or row_open(row, on)):
            found.places[code] = Place(code, here[agency_id], agency_id=agency_id)
        elif (closed := _closed(code, row, on)) is not None:
            found.closed[code] = closed
        elif (route := routes.best(code)) is not None:
            name = route.name or (row.agency.name if row is not None else code)
            found.places[code] = Place(code, name, peer_id=route.peer_id)
        else:
            found.unknown[code] = (
                f"Không có cơ quan nào mang mã “{code}” trên trục. "
                "Hãy kiểm tra lại mã trong danh mục cơ quan."
            )
    return found


def _names_here(
    spellings: Collection[str], rows: dict[str, AgencyCode], day: date
) -> dict[int | None, str]:
    """Agencies that work here on that day, of those that the codes may mean."""
    ids = {row.agency_id for row in rows.values()} | {_own_id(code) for code in spellings}
    known = [pk for pk in ids if pk is not None]
    return dict(member_names(known, on=day).items())


def row_open(row: AgencyCode, day: date) -> bool:
    """Whether new letters may carry the code on that day."""
    begun = row.valid_from is None or row.valid_from <= day
    return begun and (row.valid_to is None or day <= row.valid_to)


def _closed(code: str, row: AgencyCode | None, day: date) -> str | None:
    """The refusal of a closed code, with who took over; None while it is open."""
    if row is None:
        parsed = _parsed(code)
        if parsed is None or parsed.open_on(day):
            return None
        return (
            f"Mã “{code}” thuộc tỉnh đã đóng mã sau sáp nhập. Hãy dùng mã mới của cơ quan kế thừa."
        )
    agency = row.agency
    gone = agency.valid_to is not None and agency.valid_to < day
    if row_open(row, day) and not gone:
        return None
    if row.successor is not None:
        heir = f"Hãy dùng mã {row.successor.code}."
    elif agency.successor is not None:
        heir = f"Hãy gửi đến cơ quan kế thừa: {agency.successor.name}."
    else:
        heir = "Hãy kiểm tra cơ quan kế thừa trong danh mục cơ quan."
    return f"Mã “{code}” của {agency.name} đã đóng. {heir}"


def codes_for(agency_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The code by which each agency is written to; members without one have a name of our own."""
    codes = codes_on(agency_ids, on=on)
    return {pk: codes.get(pk, f"{HERE}{pk}") for pk in agency_ids}


def places_here(agency_ids: Collection[int], *, on: date) -> dict[int, Place]:
    """Those of the agencies that work here on a day, with their codes; two queries."""
    names = member_names(agency_ids, on=on)
    codes = codes_for(names.keys(), on=on) if names else {}
    return {pk: Place(codes[pk], name, agency_id=pk) for pk, name in names.items()}


def reachable(agency_ids: Collection[int], *, on: date) -> dict[int, Place]:
    """Which of the agencies letters reach electronically, and how; the others are left out."""
    here = places_here(agency_ids, on=on)
    away = [pk for pk in agency_ids if pk not in here]
    if not away:
        return here
    codes = codes_for(away, on=on)
    places = look_up(set(codes.values()), on=on).places
    return here | {pk: places[code] for pk, code in codes.items() if code in places}


def same_codes(one: str, other: str) -> bool:
    """Whether two spellings mean one agency; the schemes may differ."""
    return one == other or not set(_spellings(one)).isdisjoint(_spellings(other))


def serves(peer: Peer, code: str, *, on: date) -> bool:
    """Whether the peer may speak for an agency: the best route of the code leads to it."""
    route = _Routes({code: _spellings(code)}, on).best(code)
    return route is not None and route.peer_id == peer.pk


class _Routes:
    """The routes that any of the codes may take."""

    def __init__(self, spellings: dict[str, tuple[str, ...]], day: date) -> None:
        self._own = spellings
        self._up = {code: _upwards(several) for code, several in spellings.items()}
        wanted = {way for ways in self._up.values() for way in ways} | {ANY}
        rows = Route.objects.filter(holds_on(day), code__in=wanted).order_by("-id")
        self._rows = {row.code: row for row in rows}

    def best(self, code: str) -> Route | None:
        """The code's own route, else that of the nearest code above it, else the one for all."""
        for way in self._up[code]:
            row = self._rows.get(way)
            if row is not None and (row.below or way in self._own[code]):
                return row
        return self._rows.get(ANY)


def _spellings(code: str) -> tuple[str, ...]:
    """The code as it came first, then in its other scheme by the default conversion."""
    parsed = _parsed(code)
    if parsed is None:
        return (code,)
    other = to_old(parsed) if parsed.scheme == "qd20" else to_new(parsed)
    texts = [code, parsed.text] + ([other.text] if other else [])
    return tuple(dict.fromkeys(texts))


def _upwards(spellings: tuple[str, ...]) -> list[str]:
    ways = list(spellings)
    for spelling in spellings:
        parsed = _parsed(spelling)
        while parsed is not None and (parsed := parsed.parent) is not None:
            ways.append(parsed.text)
    return list(dict.fromkeys(ways))


def _parsed(code: str) -> Code | None:
    try:
        return parse_agency_code(code)
    except Invalid:
        return None


def _own_id(code: str) -> int | None:
    rest = code.removeprefix(HERE)
    ours = code.startswith(HERE) and rest.isascii() and rest.isdigit() and len(rest) < 19
    return int(rest) if ours else None
