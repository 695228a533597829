"""Drawing a dossier as it stood at one of its events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.files.queries import files_of
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import abridged
from congvu.counter.dossiers.choices import (
    DOSSIER_KIND,
    FINAL,
    PAPER_KIND,
    RESULT_KIND,
    VERBS,
    Channel,
    Making,
    State,
)
from congvu.counter.fees.choices import ChargeState, Method
from congvu.counter.fees.queries import charges_of
from congvu.counter.filing.queries import verified_identity
from congvu.counter.national.keys import link_of
from congvu.counter.national.models import PortalFiling
from congvu.counter.national.pictures.facts import (
    Fee,
    Paper,
    Picture,
    Request,
    ResultPaper,
    Step,
    Wanted,
)
from congvu.counter.national.statuses import Rules, rules_on

if TYPE_CHECKING:
    from congvu.counter.dossiers.models import Dossier, Event, Gap, Supplement
    from congvu.counter.fees.models import Charge

GONE = (ChargeState.CANCELLED, ChargeState.REFUNDED)
TOLD = frozenset(
    {"refuse", "ask_supplement", "extend", "stop", "withdraw", "ask_payment", "return", "revoke"}
)
"""Verbs whose words are for the applicant anyway; those of others stay inside the agency."""
SUPPLIED = frozenset({"supply", "supply_early", "accept"})
LONGEST = 2000


def picture_of(dossier: Dossier, event: Event, *, at: datetime) -> Picture:
    """The dossier at an event; what happened after it is left out.

    :param dossier: from ``dossiers.queries.whole``
    :param at: now; links to files hold from it
    """
    rules, then = rules_on(local_date(event.at)), event.at
    filing = PortalFiling.objects.filter(dossier=dossier.pk).first()
    version, who = dossier.procedure, dossier.applicant
    charges = [
        one for one in charges_of(Subject(DOSSIER_KIND, dossier.pk)) if one.raised_at <= then
    ]
    charges = [one for one in charges if one.state not in GONE]
    papers = _papers(dossier, at)
    received = None if event.target == State.NEW else _by(dossier.received_at, then)
    returned = _by(dossier.returned_at, then)
    return Picture(
        code=filing.code if filing else dossier.code,
        procedure_code=version.procedure.code,
        procedure_name=version.name,
        field_code=version.field.code,
        field_name=version.field.name,
        applicant_name=who.name,
        applicant_kind=who.kind,
        applicant_id=who.identifier,
        applicant_more=who.address,
        email=who.email,
        fax="",
        phone=who.phone,
        title=dossier.title,
        received_at=received,
        due_at=dossier.due_at if received else None,
        status=rules.code(event.target),
        returned_at=returned,
        returned_words=_returned(dossier) if returned else "",
        way=rules.numbers["result_way"][dossier.result_way],
        ended_at=_by(_ended(dossier), then),
        unit_name=_unit(dossier),
        remark=f"Mã hồ sơ tại địa phương: {dossier.code}" if filing else "",
        channel=dossier.channel,
        online_payment=rules.numbers["online_payment"][_payment(charges)],
        has_scans=bool(papers),
        verified=filing.verified if filing else bool(verified_identity([dossier.pk])),
        papers=papers,
        fees=_fees(dossier, charges, rules),
        requests=_requests(dossier, charges, rules, then),
        results=_results(dossier, at) if _by(_approved(dossier), then) else (),
    )


def step_of(dossier: Dossier, event: Event) -> Step:
    """What an act tells: who, when, from which step, until when."""
    filing = PortalFiling.objects.filter(dossier=dossier.pk).first()
    done = VERBS.get(event.verb, event.verb)
    words = f"{done}: {event.text}" if event.text and event.verb in TOLD else done
    step = next(
        (one for one in dossier.steps.all()
         if one.opened_at <= event.at and event.at <= (one.closed_at or event.at)), None
    )  # fmt: skip
    return Step(
        code=filing.code if filing else dossier.code,
        person=event.actor_name,
        title=event.actor_label,
        at=event.at,
        unit_name=_unit(dossier),
        words=abridged(words, LONGEST),
        status=rules_on(local_date(event.at)).code(event.target),
        started_at=step.opened_at if step else event.at,
        due_at=(step.due_at if step else None) or dossier.due_at,
    )


def _by(moment: datetime | None, then: datetime) -> datetime | None:
    """A moment that had come by then."""
    return moment if moment is not None and moment <= then else None


def _ended(dossier: Dossier) -> datetime | None:
    return dossier.settled_at or (dossier.closed_at if dossier.state in FINAL else None)


def _approved(dossier: Dossier) -> datetime | None:
    """Since when there is a result that may be given: approved, or sealed where keys sign it and
    not revoked."""
    result = getattr(dossier, "result", None)
    if result is None or result.making == Making.PAPER:
        return result.approved_at if result else None
    standing = [one for one in result.entries.all() if one.sealed_at and one.revoked_at is None]
    return standing[0].sealed_at if result.approved_at and standing else None


def _unit(dossier: Dossier) -> str:
    return dossier.unit.name if dossier.unit else dossier.agency.name


def _returned(dossier: Dossier) -> str:
    result = dossier.result
    return f"{result.get_returned_way_display()}: {result.returned_to}"


def _payment(charges: Sequence[Charge]) -> str:
    if not charges:
        return "none"
    paid = [one for charge in charges for one in charge.payments.all()]
    return "online" if any(one.method != Method.CASH for one in paid) else "counter"


def _papers(dossier: Dossier, at: datetime) -> tuple[Paper, ...]:
    papers = {Subject(PAPER_KIND, one.pk): one for one in dossier.papers.all()}
    digitised = dossier.channel != Channel.ONLINE
    return tuple(
        Paper(file.pk, file.name, papers[subject].code, link_of(file.pk, at), digitised)
        for subject, files in files_of(list(papers)).items()
        for file in files
    )


def _results(dossier: Dossier, at: datetime) -> tuple[ResultPaper, ...]:
    result = dossier.result
    codes = {one.code for one in dossier.procedure.outcomes.all() if one.code}
    code = codes.pop() if len(codes) == 1 else ""
    files = files_of([Subject(RESULT_KIND, result.pk)])[Subject(RESULT_KIND, result.pk)]
    return tuple(
        ResultPaper(result.name, result.code, file.pk, link_of(file.pk, at), code) for file in files
    )


def _fees(dossier: Dossier, charges: Sequence[Charge], rules: Rules) -> tuple[Fee, ...]:
    return tuple(fee for charge in charges for fee in _lines(dossier, charge, rules))


def _lines(dossier: Dossier, charge: Charge, rules: Rules) -> list[Fee]:
    when = rules.numbers["collected"][_collected(dossier, charge.raised_at)]
    kinds = rules.numbers["fee_kind"]
    return [
        Fee(line.name, f"{charge.code}-{number}", when, line.amount, kinds[line.kind])
        for number, line in enumerate(charge.lines.all(), start=1)
    ]


def _collected(dossier: Dossier, raised_at: datetime) -> str:
    if dossier.received_at is None or raised_at <= dossier.received_at:
        return "receipt"
    asked = any(_within(one, raised_at) for one in dossier.supplements.all())
    return "supplement" if asked else "return"


def _within(one: Supplement, moment: datetime) -> bool:
    return one.asked_at <= moment <= (one.supplied_at or moment)


def _requests(
    dossier: Dossier, charges: Sequence[Charge], rules: Rules, then: datetime
) -> tuple[Request, ...]:
    asked = [one for one in dossier.supplements.all() if one.asked_at <= then]
    return tuple(_request(dossier, one, charges, rules, then) for one in asked)


def _request(
    dossier: Dossier, one: Supplement, charges: Sequence[Charge], rules: Rules, then: datetime
) -> Request:
    taken = _by(one.supplied_at, then)
    last = one.supplied_at is not None and dossier.supplements.all().last() == one
    return Request(
        number=one.pk,
        asked_by=one.asked_by,
        text=one.reason,
        asked_at=one.asked_at,
        taken_by=_taker(dossier, taken),
        taken_words=one.supplied_note if taken else "",
        taken_at=taken,
        status=rules.numbers["supplement"]["done" if taken else "open"],
        papers=tuple(_wanted(gap) for gap in one.gaps.all()),
        fees=tuple(
            fee for charge in charges if _within(one, charge.raised_at)
            for fee in _lines(dossier, charge, rules)
        ),
        due_before=dossier.first_due_at if one.round == 1 else None,
        due_after=dossier.due_at if last and taken else None,
    )  # fmt: skip


def _taker(dossier: Dossier, taken: datetime | None) -> str:
    if taken is None:
        return ""
    names = (one.actor_name for one in dossier.events.all()
             if one.verb in SUPPLIED and one.at == taken)  # fmt: skip
    return next(names, "")


def _wanted(gap: Gap) -> Wanted:
    return Wanted(gap.text, gap.paper.code if gap.paper else "")
