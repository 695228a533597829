"""An arrived message as the fields of an incoming letter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.documentkinds import kind_from_exchange
from congvu.core.kernel.text import abridged, clean_line
from congvu.core.organisation.queries import agency_by_code
from congvu.office.documents.choices import OUTGOING_KIND, IncomingState, Secrecy, Source, Urgency
from congvu.office.documents.codekeys import code_key
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.exchange.edxml.message import Letter
from congvu.office.exchange.kinds import Arrival

MOST_PAGES = 32_767


def origins(arrivals: Sequence[Arrival]) -> dict[int, Outgoing]:
    """The letters of this installation that arrive, by id, in one query."""
    wanted = {a.subject.id for a in arrivals if a.subject and a.subject.kind == OUTGOING_KIND}
    return Outgoing.objects.select_related("agency").in_bulk(wanted)


def letter_of(arrival: Arrival, origin: Outgoing | None, issuers: dict[str, int]) -> Incoming:
    """The waiting letter of an arrival: from the sender's own row here, else from the message."""
    facts = _from_origin(origin) if origin else _from_message(arrival.letter, arrival, issuers)
    return Incoming(
        agency_id=arrival.agency_id, delivery_id=arrival.delivery_id, state=IncomingState.ARRIVED,
        arrived_at=arrival.at, **facts,
    )  # fmt: skip


def issuers_of(letters: Collection[Letter], *, on: date) -> dict[str, int]:
    """Agencies by the code a message names; each sender is asked for once."""
    found: dict[str, int] = {}
    for code, day in {(one.sender.code, one.promulgated_on or on) for one in letters}:
        agency = agency_by_code(code, on=day)
        if agency is None and day != on:
            agency = agency_by_code(code, on=on)
        if agency is not None:
            found[code] = agency.pk
    return found


def _from_origin(origin: Outgoing) -> dict[str, object]:
    return {
        "origin": origin,
        "source": Source.INTERNAL,
        "code": origin.code,
        "code_key": code_key(origin.code),
        "issued_on": origin.issued_on,
        "issuer_id": origin.agency_id,
        "issuer_name": origin.agency.name,
        "kind": origin.kind,
        "subject": origin.subject,
        "language": origin.language,
        "pages": origin.pages,
        "urgency": origin.urgency,
        "signer_name": origin.signer_name,
        "signer_title": origin.signer_title,
        "due_on": origin.due_on,
        "document_uid": origin.document_uid,
    }


def _from_message(letter: Letter, arrival: Arrival, issuers: dict[str, int]) -> dict[str, object]:
    day = letter.promulgated_on or local_date(arrival.at)
    kind = kind_from_exchange(letter.kind_name, letter.kind_type, day)
    code = _cut("/".join(filter(None, (letter.number, letter.notation))), 60)
    return {
        "source": Source.EXCHANGE,
        "code": code,
        "code_key": code_key(code),
        "issued_on": letter.promulgated_on,
        "issuer_id": issuers.get(letter.sender.code),
        "issuer_name": _cut(letter.sender.name or letter.sender.code, 200),
        "kind": kind.code if kind else "",
        "subject": _cut(letter.subject or letter.summary, 500),
        "pages": letter.pages if letter.pages and 0 < letter.pages <= MOST_PAGES else None,
        "urgency": letter.priority if letter.priority in Urgency.values else Urgency.NORMAL,
        "secrecy": Secrecy.NORMAL,
        "signer_name": _cut(letter.signer_name, 100),
        "signer_title": _cut(
            " ".join(filter(None, (letter.competence, letter.signer_position))), 150
        ),
        "due_on": letter.due_on,
        "paper_follows": letter.paper,
        "document_uid": _cut(letter.document_id, 250),
    }


def _cut(text: str, longest: int) -> str:
    """One clean line. The post office takes nothing longer in; what waits since an earlier version
    ends in “…”, and the message itself keeps the whole."""
    return abridged(clean_line(text, 20_000), longest)
