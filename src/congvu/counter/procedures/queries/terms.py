"""How long a procedure may take: which of the limits holds for one dossier, and by what source."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.kernel.worktime import Unit as ClockUnit
from congvu.counter.procedures.choices import LimitState
from congvu.counter.procedures.limits import Limit, Reading
from congvu.counter.procedures.limits.clock import clock_term
from congvu.counter.procedures.models import FilingWay, LevelRule, Offering, ProcedureVersion
from congvu.counter.procedures.models.limited import Limited
from congvu.counter.procedures.rows import reading_of


@dataclass(frozen=True, slots=True)
class SettlementTerm:
    """``amount`` of ``unit`` as ``kernel.worktime.due`` takes them.

    ``reading`` is the limit as the law or the agency states it, ``source`` where it stands
    (``Dịch vụ công của cơ quan``, ``Cách thức Trực tuyến``, ``Cấp xã``, ``Thủ tục``).
    """

    amount: int
    unit: ClockUnit
    reading: Reading
    source: str


def settlement_term(
    version: ProcedureVersion,
    *,
    offering: Offering | None = None,
    channel: int | None = None,
    level: str = "",
    case: Limit | None = None,
) -> SettlementTerm | None:
    """The term of one dossier: the agency's own limit, else that of the way of filing, of the
    level, of the procedure; at most two queries.

    :param case: one of the reading's parts when the officer chose the case
    :returns: None when no limit is stated, or none that could be read: the officer sets the date
    """
    for row, source in _sources(version, offering, channel, level):
        if row.limit_state != LimitState.READ:
            continue
        reading = reading_of(row)
        chosen = case if case in reading.parts else reading.limit
        if chosen is not None:
            amount, unit = clock_term(chosen)
            return SettlementTerm(amount, unit, reading, source)
    return None


def _sources(
    version: ProcedureVersion, offering: Offering | None, channel: int | None, level: str
) -> list[tuple[Limited, str]]:
    found: list[tuple[Limited, str]] = []
    if offering is not None:
        found.append((offering, "Dịch vụ công của cơ quan"))
    if channel is not None:
        ways = FilingWay.objects.filter(version=version, channel=channel)
        found += [(way, f"Cách thức {way.get_channel_display()}") for way in ways[:1]]
    if level:
        rules = LevelRule.objects.filter(version=version, level=level)
        found += [(rule, rule.get_level_display()) for rule in rules[:1]]
    found.append((version, "Thủ tục"))
    return found
