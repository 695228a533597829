"""Reading doors of the work room."""

from congvu.office.work.queries.chain import Chain, Node, Stay, chain, stays
from congvu.office.work.queries.inbox import (
    counts,
    inbox,
    leads_of,
    opinions_asked,
    overdue,
    own_remarks,
    unopened,
    watched,
    watches,
)
from congvu.office.work.queries.reading import (
    actor_marks,
    marks_for,
    marks_of_many,
    may_read,
    reads,
)
from congvu.office.work.queries.tasks import task_for_actor, tasks_for_actor

__all__ = [
    "Chain",
    "Node",
    "Stay",
    "actor_marks",
    "chain",
    "counts",
    "inbox",
    "leads_of",
    "marks_for",
    "marks_of_many",
    "may_read",
    "opinions_asked",
    "overdue",
    "own_remarks",
    "reads",
    "stays",
    "task_for_actor",
    "tasks_for_actor",
    "unopened",
    "watched",
    "watches",
]
