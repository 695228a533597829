"""Tables of the hub."""

from congvu.counter.hub.models.batch import Batch
from congvu.counter.hub.models.desk import Desk
from congvu.counter.hub.models.figure import Figure
from congvu.counter.hub.models.survey import SurveyAnswer
from congvu.counter.hub.models.told import Fact, Feedback

__all__ = ["Batch", "Desk", "Fact", "Feedback", "Figure", "SurveyAnswer"]
