"""Reading doors of the queue."""

from congvu.counter.queue.queries.board import Call, aside_for, board, current_of, waiting_for
from congvu.counter.queue.queries.figures import DayFigures, day_figures
from congvu.counter.queue.queries.forecast import Forecast, Line, forecast_of, lines_of
from congvu.counter.queue.queries.halls import (
    counter_for,
    counters_of,
    device_by_digest,
    groups_of,
    hall_cards,
    hall_for,
    halls_for,
    halls_with_missed_appointments,
    public_hall,
    readable_halls,
    readable_tickets,
    seat_of,
    ticket_cards,
)
from congvu.counter.queue.queries.hours import next_opening, spans_on, takes_numbers
from congvu.counter.queue.queries.slots import FreeSlot, days_of, free_slots, starts_on
from congvu.counter.queue.queries.tickets import (
    appointment_by_code,
    appointment_for,
    appointments_on,
    events_of,
    ticket_by_key,
    ticket_for,
)

__all__ = [
    "Call",
    "DayFigures",
    "Forecast",
    "FreeSlot",
    "Line",
    "appointment_by_code",
    "appointment_for",
    "appointments_on",
    "aside_for",
    "board",
    "counter_for",
    "counters_of",
    "current_of",
    "day_figures",
    "days_of",
    "device_by_digest",
    "events_of",
    "forecast_of",
    "free_slots",
    "groups_of",
    "hall_cards",
    "hall_for",
    "halls_for",
    "halls_with_missed_appointments",
    "lines_of",
    "next_opening",
    "public_hall",
    "readable_halls",
    "readable_tickets",
    "seat_of",
    "spans_on",
    "starts_on",
    "takes_numbers",
    "ticket_by_key",
    "ticket_cards",
    "ticket_for",
    "waiting_for",
]
