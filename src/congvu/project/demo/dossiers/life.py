"""One dossier's life as its verbs would have written it, up to now.

The life is told forward; the first act that would lie after now is not done, so young dossiers
are open and old ones have ended, in every state. Dates are reckoned by the desk's own clock.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.models import Appointment
from congvu.counter.dossiers.choices import FINAL, Channel, GapKind, Outcome, State, WaitKind, Way
from congvu.counter.dossiers.clock import Interval, Longer, Term, Why, account, read
from congvu.project.demo.bulk import Row
from congvu.project.demo.desks import Desk
from congvu.project.demo.dossiers import texts
from congvu.project.demo.dossiers.services import Service

EARLY, ON_TIME = 0.72, 0.25
"""Shares of what is settled; the rest is late."""
MORNING, EVENING = time(7, 30), time(16, 50)


class NotYet(Exception):
    """The next act lies after now."""


@dataclass
class Rows:
    """Rows of one batch by table; references are places within the batch."""

    applicants: list[Row] = field(default_factory=list)
    dossiers: list[Row] = field(default_factory=list)
    papers: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    waits: list[Row] = field(default_factory=list)
    supplements: list[Row] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)
    extensions: list[Row] = field(default_factory=list)
    results: list[Row] = field(default_factory=list)


def office_hour(at: datetime, calendar: WorkCalendar, chance: random.Random) -> datetime:
    """The moment itself in office hours, else one on the next working morning."""
    local = at.astimezone(VIETNAM)
    if calendar.works_on(local.date()) and MORNING <= local.time() <= EVENING:
        return local
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    morning = datetime.combine(calendar.first_working(day), time(7, 35), tzinfo=VIETNAM)
    return morning + timedelta(minutes=chance.randint(0, 150))


class Life:
    """Tells one dossier's life into ``rows``."""

    def __init__(
        self, *, desk: Desk, service: Service, code: str, channel: int, filed_at: datetime,
        applicant: int, applicant_name: str, calendar: WorkCalendar, now: datetime,
        chance: random.Random, rows: Rows,
    ) -> None:  # fmt: skip
        self.desk, self.service, self.calendar, self.now = desk, service, calendar, now
        self.chance, self.rows, self.place = chance, rows, len(rows.dossiers)
        self.head, officers = chance.choice(desk.heads)
        self.officer = chance.choice(officers) if officers else self.head
        self.term: Term = service.terms[channel]
        self.intervals: list[Interval] = []
        self.longer: Longer | None = None
        self.due_at, self.rounds = filed_at, 0
        self.moves = 0
        self.row: dict[str, Any] = {
            "agency_id": desk.agency.pk, "procedure_id": service.version_id,
            "offering_id": service.offering_id, "applicant_id": applicant, "code": code,
            "state": State.NEW.value, "channel": channel, "title": service.name,
            "filed_at": filed_at,
            "result_way": (Way.ONLINE if channel == Channel.ONLINE else Way.COUNTER).value,
        }  # fmt: skip
        self.name = applicant_name

    def tell(self) -> None:
        """Everything up to now."""
        row = self.row
        self.rows.dossiers.append(row)
        filed_at, walk_in = row["filed_at"], row["channel"] != Channel.ONLINE
        clerk = self.desk.clerk if walk_in else None
        self._event("file", filed_at, clerk)
        self._papers()
        try:
            if walk_in:
                self._accept(filed_at)
            else:
                self._wait_for_the_desk(filed_at)
            if row["state"] not in FINAL:
                self._work()
        except NotYet:
            pass
        if self.row.get("received_at") is not None:
            self._reckon()
            row["due_account"] = account(self.readings)
        row["version"] = self.moves

    def _wait_for_the_desk(self, filed_at: datetime) -> None:
        seen = self._later(filed_at, hours=self.chance.uniform(1, 20))
        fate = self.chance.random()
        if fate < 0.03:
            self._move(
                "refuse", seen, State.REFUSED, self.desk.clerk, self.chance.choice(texts.REFUSED)
            )
            return
        if fate < 0.10:
            self._ask(seen, self.desk.clerk)
            seen = self._later(seen, hours=self.chance.uniform(10, 200))
            self._supply(seen, "supply_early", State.SUPPLEMENT)
            seen = self._later(seen, hours=2)
        self._accept(seen)

    def _accept(self, at: datetime) -> None:
        clerk = self.desk.clerk
        self._happens(at)
        self.row |= {
            "received_at": at, "receiver_name": clerk.user.full_name,
            "limit_amount": self.term.amount, "limit_unit": self.term.unit,
        }  # fmt: skip
        self._reckon()
        self.row["first_due_at"] = self.due_at
        self._move("accept", at, State.ACCEPTED, clerk)

    def _work(self) -> None:
        row, chance = self.row, self.chance
        received = row["received_at"]
        if self.term.amount == 0:
            started = received + timedelta(minutes=chance.randint(3, 20))
        else:
            started = self._later(received, hours=chance.uniform(0.3, 4))
        self._happens(started)
        self._hand("start", started)
        if self.term.amount == 0:
            self._settle(started + timedelta(minutes=chance.randint(10, 90)))
            return
        at = self._interlude(started)
        if row["state"] in FINAL:
            return
        self._settle(self._end(at))

    def _interlude(self, at: datetime) -> datetime:
        """What comes between: a supplement, a payment, an extension, a hand-over, an early end."""
        chance, fate = self.chance, self.chance.random()
        at = self._later(at, hours=chance.uniform(1, 6) + self.term.amount * chance.uniform(0.5, 4))
        if fate < 0.065:
            self._asked(at)
            back = self._later(at, hours=chance.uniform(24, 280))
            if chance.random() < 0.06:
                at = self._later(at, hours=24 * 40)
                self._stop(at, texts.STOPPED[0])
                return at
            self._supplied(back)
            at = self._later(back, hours=chance.uniform(2, 20))
            if chance.random() < 0.08:
                self._asked(at)
                back = self._later(at, hours=chance.uniform(24, 120))
                self._supplied(back)
                at = back
        elif fate < 0.11:
            self._paid(at)
            at = self.last_paid
        elif fate < 0.135 and self.due_at - at > timedelta(days=2):
            self._extend(at)
        elif fate < 0.145:
            self._move("withdraw", at, State.WITHDRAWN, self.desk.clerk, texts.WITHDRAWN)
        elif fate < 0.15:
            self._stop(at, texts.STOPPED[1])
        elif fate < 0.30:
            self._happens(at)
            self._hand("hand_over", at)
        return at

    def _end(self, at: datetime) -> datetime:
        """When it is settled, beside its date: early, on the day, or late."""
        self._reckon()
        chance, due = self.chance, self.due_at
        luck = chance.random()
        if luck < EARLY and due - at > timedelta(hours=26):
            moment = at + (due - at) * chance.uniform(0.15, 0.85)
            settled = office_hour(moment, self.calendar, chance)
            return (
                settled
                if settled.date() < due.astimezone(VIETNAM).date()
                else due - timedelta(hours=30)
            )
        if luck < EARLY + ON_TIME and due > at:
            return max(at, due - timedelta(minutes=chance.randint(10, 400)))
        return self._later(max(at, due), hours=24 * chance.expovariate(1 / 4) + 3)

    def _settle(self, at: datetime) -> None:
        chance, leader = self.chance, self.desk.leader
        proposed = at - timedelta(minutes=chance.randint(2, 8))
        declined = chance.random() < 0.03
        name = f"Kết quả: {self.service.name}"[:500]
        self._move("propose", proposed, State.PROCESSING, self.officer, name)
        result: dict[str, Any] = {
            "dossier_id": self.place, "name": name, "proposed_at": proposed,
            "outcome": (Outcome.DECLINED if declined else Outcome.GRANTED).value,
            "reason": texts.DECLINED if declined else "",
            "proposed_by": self.officer.user.full_name,
        }  # fmt: skip
        self.rows.results.append(result)
        self._move("finish", at, State.FINISHED, leader)
        self.row["settled_at"] = at
        result |= {
            "approved_at": at, "approved_by": leader.user.full_name,
            "approver_title": _label(leader),
        }  # fmt: skip
        given = self._later(at, hours=chance.uniform(1, 60))
        way = Way(self.row["result_way"])
        self._move("return", given, State.RETURNED, self.desk.clerk, way.label, to=self.name)
        self.row["returned_at"] = given
        result |= {"returned_way": way.value, "returned_to": self.name}

    # Supplements, payments, extensions

    def _asked(self, at: datetime) -> None:
        """Before the working clock: an interval opens."""
        self._ask(at, self.officer if self.rounds == 0 else self.desk.leader)
        self._open(WaitKind.SUPPLEMENT, Why.SUPPLEMENT, at)

    def _supplied(self, at: datetime) -> None:
        self._happens(at)
        self._close(at)
        self._supply(at, "supply", State.PROCESSING)

    def _ask(self, at: datetime, who: Appointment) -> None:
        self._happens(at)
        points = self.chance.sample(texts.GAPS, self.chance.randint(1, 2))
        self.rounds += 1
        self.rows.supplements.append(
            {
                "dossier_id": self.place, "round": self.rounds, "asked_at": at,
                "asked_by": who.user.full_name, "reason": self.chance.choice(texts.ASKED),
                "leader_reason": texts.AGAIN if self.rounds > 1 else "",
            }
        )  # fmt: skip
        supplement = len(self.rows.supplements) - 1
        self.rows.gaps.extend(
            {"supplement_id": supplement, "kind": GapKind.MISSING.value, "text": one}
            for one in points
        )
        text = "\n".join(f"{n}. {one}" for n, one in enumerate(points, start=1))
        self._move("ask_supplement", at, State.SUPPLEMENT, who, text)

    def _supply(self, at: datetime, verb: str, target: State) -> None:
        self._happens(at)
        asked = dict(self.rows.supplements[-1])
        self.rows.supplements[-1] = asked | {"supplied_at": at, "supplied_note": "Đã bổ sung đủ."}
        self._move(verb, at, target, self.desk.clerk, "Đã bổ sung đủ.")

    def _paid(self, at: datetime) -> None:
        self._move("ask_payment", at, State.PAYMENT, self.officer, texts.PAYING)
        self._open(WaitKind.PAYMENT, Why.PAYMENT, at)
        paid = self._later(at, hours=self.chance.uniform(2, 70))
        self._happens(paid)
        self._close(paid)
        self._move("confirm_payment", paid, State.PROCESSING, self.desk.clerk)
        self.last_paid = paid

    def _extend(self, at: datetime) -> None:
        self._happens(at)
        before, days, leader = self.due_at, self.chance.randint(2, 7), self.desk.leader
        reason = self.chance.choice(texts.LONGER)
        while self.due_at <= before:  # days that end on days off change nothing
            self.longer = Longer(at, days, reason)
            self._reckon()
            days += 1
        days -= 1
        self.rows.extensions.append(
            {
                "dossier_id": self.place, "at": at, "days": days, "reason": reason,
                "before": before, "after": self.due_at, "signer_name": leader.user.full_name,
                "signer_title": _label(leader),
            }
        )  # fmt: skip
        self._move("extend", at, State.PROCESSING, leader, reason)

    def _stop(self, at: datetime, why: str) -> None:
        self._happens(at)
        self._close(at)
        self._move("stop", at, State.STOPPED, self.head, why)

    def _hand(self, verb: str, at: datetime) -> None:
        if verb == "hand_over":
            self.head, officers = self.chance.choice(self.desk.heads)
            self.officer = self.chance.choice(officers) if officers else self.head
        name = self.officer.user.full_name
        self.row |= {
            "unit_id": self.officer.unit_id, "officer_post_id": self.officer.post_id,
            "officer_name": name,
        }  # fmt: skip
        text = self.chance.choice(texts.REMARKS)
        self._move(verb, at, State.PROCESSING, self.desk.clerk, text, to=name)

    # The ground

    def _happens(self, at: datetime) -> None:
        if at > self.now:
            raise NotYet

    def _later(self, at: datetime, *, hours: float) -> datetime:
        """About that many hours on, three a working day's worth of eight."""
        return office_hour(at + timedelta(hours=hours), self.calendar, self.chance)

    def _open(self, kind: WaitKind, why: Why, at: datetime) -> None:
        self.intervals.append(Interval(why, at))
        self.rows.waits.append({"dossier_id": self.place, "why": kind.value, "started_at": at})

    def _close(self, at: datetime) -> None:
        if self.intervals and self.intervals[-1].end is None:
            last = self.intervals[-1]
            self.intervals[-1] = Interval(last.why, last.start, at)
            self.rows.waits[-1] = {**self.rows.waits[-1], "ended_at": at}

    def _reckon(self) -> None:
        readings = read(
            self.row["received_at"], self.term, self.calendar, intervals=self.intervals,
            longer=self.longer,
        )  # fmt: skip
        self.due_at, self.readings = readings.legal.at, readings
        self.row["due_at"] = self.due_at

    def _move(
        self, verb: str, at: datetime, target: State, who: Appointment, text: str = "", *,
        to: str = "",
    ) -> None:  # fmt: skip
        self._happens(at)
        source, self.row["state"] = self.row["state"], target.value
        self.moves += 1
        if target in FINAL:
            self.row["closed_at"] = at
        self._event(verb, at, who, source, text, to)

    def _event(
        self, verb: str, at: datetime, who: Appointment | None, source: str = "", text: str = "",
        to: str = "",
    ) -> None:  # fmt: skip
        self.rows.events.append(
            {
                "dossier_id": self.place, "agency_id_then": self.desk.agency.pk, "at": at,
                "verb": verb, "source": source, "target": self.row["state"],
                "actor_name": who.user.full_name if who else self.name,
                "actor_label": _label(who) if who else "", "to_name": to[:200], "text": text,
            }
        )  # fmt: skip

    def _papers(self) -> None:
        self.rows.papers.extend(
            {
                "dossier_id": self.place, "position": one.position, "name": one.name,
                "code": one.code, "originals": one.originals, "copies": one.copies,
                "required": one.required, "provided": one.required,
            }
            for one in self.service.papers
        )  # fmt: skip


def _label(who: Appointment) -> str:
    return f"{who.post.title}, {who.unit.name}"[:200]
