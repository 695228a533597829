from congvu.counter.queue.models.appointment import Appointment, Slot
from congvu.counter.queue.models.counter import Counter
from congvu.counter.queue.models.hall import Device, Hall, HallMember, ServiceGroup
from congvu.counter.queue.models.ticket import DayLine, Ticket, TicketEvent

__all__ = [
    "Appointment",
    "Counter",
    "DayLine",
    "Device",
    "Hall",
    "HallMember",
    "ServiceGroup",
    "Slot",
    "Ticket",
    "TicketEvent",
]
