"""Figures of the hub: our desks computed from their dossiers, other installations' reported."""

from __future__ import annotations

import calendar
import random
from datetime import date, datetime

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date
from congvu.counter.hub import actions
from congvu.counter.hub.choices import Kind, Source
from congvu.counter.hub.reading import Candidate
from congvu.counter.hub.shapes import MONTH

MONTHS = 6
SEED = 20261123
OTHERS = (
    ("NGOAI_01", "UBND huyện Lạng Giang (hệ thống khác)"),
    ("NGOAI_02", "UBND huyện Tân Yên (hệ thống khác)"),
    ("NGOAI_03", "UBND huyện Việt Yên (hệ thống khác)"),
)
FIELDS = ("TP", "TN", "XD", "LD")


def load(*, at: datetime) -> None:
    """The last months, the oldest first; what is made up adds up, but for one row that shows how
    a report that does not is listed."""
    actor, chance = system_actor("demo"), random.Random(SEED)  # noqa: S311 - made up
    open_before: dict[tuple[str, str], int] = {}
    for month in _months(local_date(at)):
        actions.compute(actor=actor, month=month, at=at)
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        if last > local_date(at):
            continue
        rows = [
            _row(number, code, name, field, month, last, open_before, chance)
            for number, (code, name, field) in enumerate(
                ((code, name, field) for code, name in OTHERS for field in FIELDS), start=1
            )
        ]
        rows[-1].counts["received"] += month.month == 9
        actions.receive_figures(
            actor=actor, rows=rows, source=Source.API, name=f"Báo cáo tháng {month:%m/%Y}", at=at
        )


def _months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    for _ in range(MONTHS):
        one = months[0]
        months.insert(0, date(one.year - (one.month == 1), (one.month - 2) % 12 + 1, 1))
    return months


def _row(
    number: int, code: str, name: str, field: str, month: date, last: date,
    open_before: dict[tuple[str, str], int], chance: random.Random,
) -> Candidate:  # fmt: skip
    opening, received = open_before.get((code, field), 4), chance.randint(20, 120)
    left = chance.randint(2, 12)
    solved = opening + received - left
    late = solved * chance.randint(0, 6) // 100
    on_time = (solved - late) // 3
    counts = dict.fromkeys(MONTH.names, 0) | {
        "opening": opening, "received": received, "open_in_time": left, "on_time": on_time,
        "early": solved - late - on_time, "late": late,
    }  # fmt: skip
    open_before[code, field] = left
    return Candidate(number, code, "", name, field, Kind.MONTH, month, last, counts)
