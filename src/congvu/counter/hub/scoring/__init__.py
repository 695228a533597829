"""Indices of TT 01/2018 and QĐ 766 from counts, each with its account line by line.

Plain Python: points and thresholds are dated data in ``rules/*.json``. An index without a source is
said to be without one, and where its fact is entered, and gives no points; an index of nothing is
N/A.
"""

from congvu.counter.hub.scoring.rules import rule_on, rules
from congvu.counter.hub.scoring.score import READERS, score
from congvu.counter.hub.scoring.shape import Agency, Facts, Heard, Mark, Part, Rated, Score

__all__ = [
    "READERS",
    "Agency",
    "Facts",
    "Heard",
    "Mark",
    "Part",
    "Rated",
    "Score",
    "rule_on",
    "rules",
    "score",
]
