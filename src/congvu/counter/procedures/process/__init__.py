"""Internal processes as plain Python: the table of steps, its checks, engine, drawing and BPMN.

Nothing here asks the database or knows a clock. Other rooms may import all of it.
"""

from congvu.counter.procedures.process.shape import Move, Process, Step

__all__ = ["Move", "Process", "Step"]
