from congvu.counter.dossiers.models.applicant import Applicant
from congvu.counter.dossiers.models.dossier import Dossier
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
    "DaySerial",
    "Dossier",
    "Event",
    "Extension",
    "Gap",
    "LookupMiss",
    "Paper",
    "Result",
    "Supplement",
    "Wait",
]
