"""The legal record of a procedure as one value: written, read, compared and fingerprinted whole.

Plain Python: importers, pages, the API and packages build it, the room's actions store it.
"""

from congvu.counter.procedures.records.compare import Difference, compare
from congvu.counter.procedures.records.shape import (
    Basis,
    LevelSetting,
    PaperItem,
    Record,
    ResultItem,
    Way,
    digest,
)

__all__ = [
    "Basis",
    "Difference",
    "LevelSetting",
    "PaperItem",
    "Record",
    "ResultItem",
    "Way",
    "compare",
    "digest",
]
