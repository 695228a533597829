"""Writing doors of the queue."""

from congvu.counter.queue.actions.appointments import (
    arrive,
    book,
    cancel_appointment,
    expire_appointments,
)
from congvu.counter.queue.actions.calling import call_next
from congvu.counter.queue.actions.closing import expire, left_open
from congvu.counter.queue.actions.desk import close_counter, open_counter
from congvu.counter.queue.actions.serving import (
    finish,
    hold,
    miss,
    recall,
    resume,
    serve,
    transfer,
)
from congvu.counter.queue.actions.setup import (
    CounterFields,
    GroupFields,
    HallFields,
    add_device,
    digest_of,
    revoke_device,
    save_counter,
    save_group,
    save_hall,
    set_member,
)
from congvu.counter.queue.actions.tickets import attach, cancel, take

__all__ = [
    "CounterFields",
    "GroupFields",
    "HallFields",
    "add_device",
    "arrive",
    "attach",
    "book",
    "call_next",
    "cancel",
    "cancel_appointment",
    "close_counter",
    "digest_of",
    "expire",
    "expire_appointments",
    "finish",
    "hold",
    "left_open",
    "miss",
    "open_counter",
    "recall",
    "resume",
    "revoke_device",
    "save_counter",
    "save_group",
    "save_hall",
    "serve",
    "set_member",
    "take",
    "transfer",
]
