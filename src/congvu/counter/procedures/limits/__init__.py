"""Time limits of procedures (thời hạn giải quyết): what they are, and reading them from words.

Plain Python: nothing here knows the database.
"""

from congvu.counter.procedures.limits.reader import read, speaks_of_time
from congvu.counter.procedures.limits.shape import Limit, Reading, Unit, stated, unstated

__all__ = ["Limit", "Reading", "Unit", "read", "speaks_of_time", "stated", "unstated"]
