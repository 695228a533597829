"""Time limits of procedures (thời hạn giải quyết): what they are, and reading them from words.

Plain Python: nothing here knows the database.
"""

from congvu.counter.procedures.limits.reader import read
from congvu.counter.procedures.limits.shape import Limit, Reading, Unit, stated, unstated

__all__ = ["Limit", "Reading", "Unit", "read", "stated", "unstated"]
