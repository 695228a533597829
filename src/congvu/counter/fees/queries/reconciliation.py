"""A day of a gateway: both lists side by side, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from congvu.core.kernel.clock import VIETNAM
from congvu.counter.fees.models import GatewayAccount, Payment, StatementLine


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that only one side knows, or that both know differently; đồng."""

    transaction: str
    reference: str
    ours: int | None
    theirs: int | None

    @property
    def words(self) -> str:
        if self.ours is None:
            return "Cổng báo có, sổ của cơ quan không có. Hãy tìm khoản thu hoặc hoàn lại tiền."
        if self.theirs is None:
            return (
                "Sổ của cơ quan có, cổng không báo. Hãy hỏi cổng thanh toán trước khi trả kết quả."
            )
        return "Hai bên ghi khác số tiền. Hãy đối chiếu chứng từ."


@dataclass(frozen=True, slots=True)
class Day:
    """“Our books 12 payments, theirs 11, these 1 differ”."""

    day: date
    ours: int
    ours_amount: int
    theirs: int
    theirs_amount: int
    differences: tuple[Difference, ...]


def reconcile(*, gateway: GatewayAccount, day: date) -> Day:
    """All money that came through the gateway on a day of Vietnam's, what went back included."""
    start = datetime.combine(day, time(), VIETNAM)
    mine = {
        payment.transaction: payment
        for payment in Payment.objects.filter(
            gateway=gateway, confirmed_at__gte=start, confirmed_at__lt=start + timedelta(days=1)
        )
    }
    theirs = {
        row.transaction: row for row in StatementLine.objects.filter(gateway=gateway, day=day)
    }
    found = []
    for key in sorted(mine.keys() | theirs.keys()):
        own, said = mine.get(key), theirs.get(key)
        ours = own.amount if own else None
        listed = said.amount if said else None
        if ours != listed:
            reference = own.reference if own else said.reference if said else ""
            found.append(Difference(key, reference, ours, listed))
    return Day(
        day, len(mine), sum(p.amount for p in mine.values()), len(theirs),
        sum(row.amount for row in theirs.values()), tuple(found),
    )  # fmt: skip
