from congvu.office.work.models.assignment import Assignment, AssignmentQuerySet
from congvu.office.work.models.consultation import Consultation, ConsultationQuerySet
from congvu.office.work.models.extension import ExtensionRequest
from congvu.office.work.models.matter import Matter, Step
from congvu.office.work.models.pause import Pause
from congvu.office.work.models.task import Task
from congvu.office.work.models.watch import Watch

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "Consultation",
    "ConsultationQuerySet",
    "ExtensionRequest",
    "Matter",
    "Pause",
    "Step",
    "Task",
    "Watch",
]
