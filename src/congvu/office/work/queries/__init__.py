"""Reading doors of the work room."""

from congvu.office.work.queries.chain import (
    Chain,
    Node,
    Stay,
    chain,
    opinions,
    stays,
    waits_for,
)
from congvu.office.work.queries.desks import people_at
from congvu.office.work.queries.inbox import (
    QUEUE,
    carried_ids,
    counts,
    inbox,
    leads_of,
    opinions_answered,
    opinions_asked,
    opinions_sent,
    overdue,
    own_remarks,
    unopened,
    watched,
    watches,
)
from congvu.office.work.queries.parts import (
    led_in_unit,
    matter_of,
    on_desk,
    parts_of,
    receivers_of,
    subject_of_request,
)
from congvu.office.work.queries.reading import (
    actor_marks,
    marks_for,
    marks_of_many,
    may_read,
    reads,
)
from congvu.office.work.queries.reminders import near_until, to_remind
from congvu.office.work.queries.tasks import task_for_actor, tasks_for_actor

__all__ = [
    "QUEUE",
    "Chain",
    "Node",
    "Stay",
    "actor_marks",
    "carried_ids",
    "chain",
    "counts",
    "inbox",
    "leads_of",
    "led_in_unit",
    "marks_for",
    "marks_of_many",
    "matter_of",
    "may_read",
    "near_until",
    "on_desk",
    "opinions",
    "opinions_answered",
    "opinions_asked",
    "opinions_sent",
    "overdue",
    "own_remarks",
    "parts_of",
    "people_at",
    "reads",
    "receivers_of",
    "stays",
    "subject_of_request",
    "task_for_actor",
    "tasks_for_actor",
    "to_remind",
    "unopened",
    "waits_for",
    "watched",
    "watches",
]
