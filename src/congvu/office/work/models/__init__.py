from congvu.office.work.models.assignment import Assignment
from congvu.office.work.models.consultation import Consultation
from congvu.office.work.models.extension import ExtensionRequest
from congvu.office.work.models.matter import Matter, Step
from congvu.office.work.models.task import Task
from congvu.office.work.models.watch import Watch

__all__ = ["Assignment", "Consultation", "ExtensionRequest", "Matter", "Step", "Task", "Watch"]
