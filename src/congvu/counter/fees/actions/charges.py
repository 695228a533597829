"""Charges: asked for, waived, cancelled."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.fees.choices import CHARGE, CHARGE_KIND, ChargeState
from congvu.counter.fees.errors import NoRule
from congvu.counter.fees.models import Charge, ChargeLine
from congvu.counter.fees.policies import demand_charge, demand_of_agency
from congvu.counter.fees.queries.prices import exemption_on, prices_on
from congvu.counter.fees.quote import Quote, quote

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, 1, I and O: the code is copied by hand."""


@action("fees.charge.raise")
def raise_charge(
    *, actor: Actor, at: datetime, agency_id: int, procedure_code: str, reason: str,
    payer_name: str, payer_address: str = "", subject: Subject | None = None,
    online: bool = False, quantities: Mapping[int, int] | None = None, exemption: str = "",
) -> Charge:  # fmt: skip
    """Lập khoản thu: what the procedure costs on the day of ``at``, by the rules of that day.

    A sum of nothing (no fee, or an exemption of 100 %) is waived at once.

    :param exemption: code of the group that pays less
    :raises NoRule: nothing says what it costs, not even that it is free
    :raises Invalid: an unknown exemption, or a number of units below one
    """
    demand_of_agency(actor, "fees.charge.raise", agency_id)
    day = local_date(at)
    rules = prices_on(procedure_code, agency_id=agency_id, day=day)
    if not rules:
        raise NoRule
    counts = dict(quantities or {})
    if any(not 1 <= units <= 10_000 for units in counts.values()):
        raise Invalid("Số lượng từ 1 trở lên. Hãy nhập lại.", fields={"quantity": ["Từ 1."]})
    percent, why = exemption_on(exemption, procedure_code, day=day)
    asked = quote(rules, online=online, quantities=counts, percent=percent, reason=why)
    charge = Charge(
        agency_id=agency_id, code=_code(), key=secrets.token_urlsafe(32),
        reason=clean_line(reason, 300, label="Nội dung thu"),
        payer_name=_payer(payer_name),
        payer_address=clean_line(payer_address, 300, label="Địa chỉ"),
        subject_kind=subject.kind if subject else "", subject_id=subject.id if subject else None,
        amount=asked.amount, reduced=asked.reduced, exemption_reason=asked.reason[:300],
        raised_at=at, raised_by=actor.name[:200],
    )  # fmt: skip
    if not asked.amount:
        charge.state, charge.settled_at = ChargeState.WAIVED, at
    charge.save(force_insert=True)
    _write_lines(charge, asked)
    note(
        Subject(CHARGE_KIND, charge.pk), label=charge.code, agency_id=agency_id,
        changes={"amount": asked.amount, "reduced": asked.reduced, "reason": charge.reason,
                 "for": str(subject or "")},
    )  # fmt: skip
    if not asked.amount:
        told(charge)
    return charge


def _payer(name: str) -> str:
    said = clean_line(name, 200, label="Người nộp")
    if not said:
        raise Invalid("Chưa có tên người nộp. Hãy nhập.", fields={"payer_name": ["Chưa nhập."]})
    return said


def _write_lines(charge: Charge, asked: Quote) -> None:
    ChargeLine.objects.bulk_create(
        ChargeLine(
            charge=charge, rule_id=line.rule_id, name=line.name, kind=line.kind,
            quantity=line.quantity, unit_amount=line.unit_amount, reduced=line.reduced,
            amount=line.amount,
        )
        for line in asked.lines
    )  # fmt: skip


@action("fees.charge.waive")
def waive(
    *, actor: Actor, at: datetime, charge_id: int, reason: str, version: int | None = None
) -> Charge:
    """Miễn khoản thu: a leader forgives what is still due, and says why."""
    return _end(actor, at, "waive", charge_id, reason, version)


@action("fees.charge.cancel")
def cancel(
    *, actor: Actor, at: datetime, charge_id: int, reason: str, version: int | None = None
) -> Charge:
    """Hủy khoản thu: nothing is owed any more; money that still comes is surplus."""
    return _end(actor, at, "cancel", charge_id, reason, version)


def _end(
    actor: Actor, at: datetime, verb: str, charge_id: int, reason: str, version: int | None
) -> Charge:
    charge = lock_charge(charge_id)
    demand_charge(actor, f"fees.charge.{verb}", charge)
    demand_fresh(charge, version)
    said = demand_reason(reason)
    before = charge.state
    move(charge, verb, at=at)
    note(
        Subject(CHARGE_KIND, charge.pk), label=charge.code, agency_id=charge.agency_id,
        changes={"state": [before, charge.state], "reason": said},
    )  # fmt: skip
    told(charge)
    return charge


def lock_charge(charge_id: int) -> Charge:
    """:raises NotFound: no such charge"""
    charge = Charge.objects.select_for_update().filter(pk=charge_id).first()
    if charge is None:
        raise NotFound
    return charge


def demand_fresh(charge: Charge, version: int | None) -> None:
    """:raises Stale: somebody changed it first"""
    if version is not None and version != charge.version:
        raise Stale


def demand_reason(reason: str) -> str:
    """:raises Invalid: none given"""
    said = clean_line(reason, 300, label="Lý do")
    if not said:
        raise Invalid("Chưa có lý do. Hãy ghi lý do.", fields={"reason": ["Chưa nhập lý do."]})
    return said


def move(charge: Charge, verb: str, *, at: datetime) -> None:
    """The charge's next state; a settled one keeps when."""
    charge.state = CHARGE.target(verb, charge.state)
    charge.settled_at = charge.settled_at or at
    charge.version += 1
    charge.save(update_fields=["state", "settled_at", "version"])


def told(charge: Charge) -> None:
    """After the commit the room that asked for the money hears of it."""
    if charge.subject_kind:
        enqueue("fees.settled", args={"charge_id": charge.pk, "state": charge.state})


def _code() -> str:
    """``PN`` and ten characters: 50 bits, so that two charges do not meet; the database checks."""
    return "PN" + "".join(secrets.choice(_ALPHABET) for _ in range(10))
