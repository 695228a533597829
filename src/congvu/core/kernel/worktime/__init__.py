"""Working time: which days and hours count, when something is due, and why, line by line.

Sources: Labour Code Art. 111-112 (holidays, compensatory days off), ND 61/2018/NĐ-CP Art. 18-19
(hand-over after 15:00, supplements, extension), Civil Code Art. 147-148 (the first day is not
counted; a term that ends on a day off ends on the next working day).
"""

from congvu.core.kernel.worktime.calendar import STANDARD_HOURS, Hours, WorkCalendar
from congvu.core.kernel.worktime.reckoning import Unit
from congvu.core.kernel.worktime.spent import working_minutes_between
from congvu.core.kernel.worktime.terms import (
    ONE_STOP_CUTOFF,
    Due,
    Extension,
    Pause,
    add_working_days,
    add_working_hours,
    due,
)

__all__ = [
    "ONE_STOP_CUTOFF",
    "STANDARD_HOURS",
    "Due",
    "Extension",
    "Hours",
    "Pause",
    "Unit",
    "WorkCalendar",
    "add_working_days",
    "add_working_hours",
    "due",
    "working_minutes_between",
]
