"""Bringing catalogues in from files: tables, layouts, and what is doubted of each row.

Plain Python: reads bytes and gives candidates; the room's action compares and stores them.
"""

from congvu.counter.procedures.imports.candidates import Candidate, Doubt, candidates
from congvu.counter.procedures.imports.layout import Layout, builtin, layout_from, recognise
from congvu.counter.procedures.imports.tables import Table, read_table

__all__ = [
    "Candidate",
    "Doubt",
    "Layout",
    "Table",
    "builtin",
    "candidates",
    "layout_from",
    "read_table",
    "recognise",
]
