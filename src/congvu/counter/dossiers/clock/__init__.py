"""The clocks of a dossier: when it is due by law, by scoring and for each step, and why.

Plain Python on ``core.kernel.worktime``; nothing here asks the database. Sources: ND 61/2018/NĐ-CP
Điều 17-19 (receipt after 15:00, a supplement starts the term anew, one extension with an apology),
QĐ 766/QĐ-TTg (time of a supplement is subtracted, a second request counts as late).
"""

from congvu.counter.dossiers.clock.account import account, brief
from congvu.counter.dossiers.clock.intervals import Interval, Why
from congvu.counter.dossiers.clock.reckon import Longer, Readings, legal, read, scored
from congvu.counter.dossiers.clock.steps import PlannedStep, StepDue, plan, step_due, surplus
from congvu.counter.dossiers.clock.terms import Term

__all__ = [
    "Interval",
    "Longer",
    "PlannedStep",
    "Readings",
    "StepDue",
    "Term",
    "Why",
    "account",
    "brief",
    "legal",
    "plan",
    "read",
    "scored",
    "step_due",
    "surplus",
]
