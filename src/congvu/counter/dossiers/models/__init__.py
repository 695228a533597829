from congvu.counter.dossiers.models.applicant import Applicant
from congvu.counter.dossiers.models.dossier import Dossier
from congvu.counter.dossiers.models.doubt import CalendarSeen, DueDoubt
from congvu.counter.dossiers.models.figures import CountedThrough, DayFigure
from congvu.counter.dossiers.models.link import JointLink, JointMessage
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
from congvu.counter.dossiers.models.result import ResultEntry, ResultSerial, ResultTemplate
from congvu.counter.dossiers.models.serial import DaySerial
from congvu.counter.dossiers.models.step import Consultation, DossierStep, Joint

__all__ = [
    "Applicant",
    "CalendarSeen",
    "Consultation",
    "CountedThrough",
    "DayFigure",
    "DaySerial",
    "Dossier",
    "DossierStep",
    "DueDoubt",
    "Event",
    "Extension",
    "Gap",
    "Joint",
    "JointLink",
    "JointMessage",
    "LookupMiss",
    "Paper",
    "Result",
    "ResultEntry",
    "ResultSerial",
    "ResultTemplate",
    "Supplement",
    "Wait",
]
