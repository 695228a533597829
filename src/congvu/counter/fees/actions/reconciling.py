"""Reconciliation of a day: what the gateway says it took beside what our books say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, Invalid
from congvu.core.kernel.text import clean_line
from congvu.counter.fees.errors import NoGateway
from congvu.counter.fees.models import GatewayAccount, StatementLine
from congvu.counter.fees.policies import demand_of_agency


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the gateway's list; đồng."""

    transaction: str
    reference: str
    amount: int


@action("fees.statement.import")
def import_statement(
    *, actor: Actor, at: datetime, gateway: str, day: date, lines: Sequence[Said]
) -> int:
    """Nạp sao kê của một ngày: the list replaces the one imported before for that day.

    :returns: how many lines there are now
    :raises Invalid: a transaction twice in the list
    :raises Conflict: a transaction that stands under another day
    """
    account = GatewayAccount.objects.select_for_update().filter(code=gateway).first()
    if account is None:
        raise NoGateway
    demand_of_agency(actor, "fees.statement.import", account.agency_id)
    rows = [
        StatementLine(
            gateway=account, day=day, amount=line.amount,
            transaction=clean_line(line.transaction, 100, label="Mã giao dịch của cổng"),
            reference=clean_line(line.reference, 100, label="Mã giao dịch"),
        )
        for line in lines
    ]  # fmt: skip
    marks = [row.transaction for row in rows]
    if len(set(marks)) != len(marks) or "" in marks:
        raise Invalid("Sao kê có giao dịch trùng mã hoặc thiếu mã. Hãy xuất lại sao kê.")
    kept = StatementLine.objects.filter(gateway=account)
    kept.filter(day=day).delete()
    if kept.filter(transaction__in=marks).exists():
        raise Conflict("Sao kê có giao dịch đã nạp cho ngày khác. Hãy kiểm tra lại ngày.")
    StatementLine.objects.bulk_create(rows)
    note(
        None, label=account.name, agency_id=account.agency_id,
        changes={"day": day, "lines": len(rows), "amount": sum(row.amount for row in rows)},
    )  # fmt: skip
    return len(rows)
