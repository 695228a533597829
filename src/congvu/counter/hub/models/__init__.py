"""Tables of the hub."""

from congvu.counter.hub.models.batch import Batch
from congvu.counter.hub.models.desk import Desk
from congvu.counter.hub.models.figure import Figure
from congvu.counter.hub.models.survey import SurveyAnswer

__all__ = ["Batch", "Desk", "Figure", "SurveyAnswer"]
