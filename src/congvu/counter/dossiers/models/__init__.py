from congvu.counter.dossiers.models.applicant import Applicant
from congvu.counter.dossiers.models.dossier import Dossier
from congvu.counter.dossiers.models.doubt import CalendarSeen, DueDoubt
from congvu.counter.dossiers.models.figures import CountedThrough, DayFigure
from congvu.counter.dossiers.models.lookup import LookupMiss
from congvu.counter.dossiers.models.parts import (
    Event,
    Extension,
    Gap,
    Paper,
    Result,
    Supplement,
    Wait,
)
from congvu.counter.dossiers.models.serial import DaySerial

__all__ = [
    "Applicant",
    "CalendarSeen",
    "CountedThrough",
    "DayFigure",
    "DaySerial",
    "Dossier",
    "DueDoubt",
    "Event",
    "Extension",
    "Gap",
    "LookupMiss",
    "Paper",
    "Result",
    "Supplement",
    "Wait",
]
