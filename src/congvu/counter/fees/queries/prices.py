"""Prices of a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from congvu.core.kernel.errors import Invalid
from congvu.counter.fees.codes import procedure_key
from congvu.counter.fees.models import Exemption, FeeRule
from congvu.counter.fees.quote import Priced


def prices_on(procedure_code: str, *, agency_id: int, day: date) -> list[Priced]:
    """What a procedure costs at an agency on a day; the agency's own rule of a name wins."""
    key = procedure_key(procedure_code)
    rules = FeeRule.objects.on(day).filter(
        Q(agency_id=agency_id) | Q(agency__isnull=True), procedure_code=key
    )
    by_name: dict[str, FeeRule] = {}
    for rule in rules.order_by("name", "id"):
        if rule.name not in by_name or rule.agency_id is not None:
            by_name[rule.name] = rule
    return [
        Priced(rule.pk, rule.name, rule.kind, rule.amount, rule.online_amount, rule.per,
               rule.legal_basis)
        for rule in by_name.values()
    ]  # fmt: skip


def exemption_on(code: str, procedure_code: str, *, day: date) -> tuple[int, str]:
    """What a group is spared of a procedure, in percent, and why; nothing for no code.

    :raises Invalid: unknown, not of that day, or not for that procedure
    """
    if not code:
        return 0, ""
    key = procedure_key(procedure_code)
    row = (
        Exemption.objects.on(day)
        .filter(Q(procedure_code="") | Q(procedure_code=key), code=code)
        .first()
    )
    if row is None:
        raise Invalid(
            "Đối tượng miễn, giảm này không áp dụng cho thủ tục vào ngày đó. Hãy chọn lại.",
            fields={"exemption": ["Không áp dụng."]},
        )
    return row.percent, f"{row.name} ({row.legal_basis})"
