"""What the portal is told of a dossier, in our own words; the adapter knows the portal's."""

from congvu.counter.national.pictures.drawing import picture_of, step_of
from congvu.counter.national.pictures.facts import (
    Fee,
    Paper,
    Picture,
    Request,
    ResultPaper,
    Step,
)

__all__ = ["Fee", "Paper", "Picture", "Request", "ResultPaper", "Step", "picture_of", "step_of"]
