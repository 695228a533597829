"""Fixed choices and the state tables of the queue."""

from __future__ import annotations

from django.db.models import TextChoices

from congvu.core.kernel.states import StateTable

HALL_KIND, TICKET_KIND, APPOINTMENT_KIND = "queue.hall", "queue.ticket", "queue.appointment"
"""Subject kinds of the journal; a hall's set-up stands under the hall."""


class Opening(TextChoices):
    """When a hall gives numbers."""

    CALENDAR = "calendar", "Theo lịch làm việc của cơ quan"
    ALWAYS = "always", "Mở liên tục (trực ngoài giờ)"


class Priority(TextChoices):
    """Why somebody goes before others; what a person chooses at the kiosk, checked by eye."""

    ELDERLY = "elderly", "Người cao tuổi"
    PREGNANT = "pregnant", "Phụ nữ mang thai, nuôi con nhỏ"
    DISABLED = "disabled", "Người khuyết tật"
    MERIT = "merit", "Người có công với cách mạng"
    APPOINTMENT = "appointment", "Đã hẹn giờ"


CHOSEN = tuple(one for one in Priority if one != Priority.APPOINTMENT)
"""What one may choose; an appointment is proven by its code."""


class TicketState(TextChoices):
    WAITING = "waiting", "Đang chờ"
    TRANSFERRED = "transferred", "Chờ ở nơi chuyển đến"
    CALLED = "called", "Đã gọi"
    SERVING = "serving", "Đang phục vụ"
    ON_HOLD = "on_hold", "Tạm dừng"
    DONE = "done", "Đã xong"
    MISSED = "missed", "Gọi không có mặt"
    CANCELLED = "cancelled", "Đã hủy"


IN_LINE = (TicketState.WAITING, TicketState.TRANSFERRED)
"""Waits for a call."""
AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
"""Occupies a counter; the database holds it to one a counter."""
LEFT_OPEN = (*IN_LINE, *AT_COUNTER, TicketState.ON_HOLD)
"""What the end of the day closes."""

TICKET = StateTable(
    "Phiếu",
    dict(TicketState.choices),
    [
        ("call", TicketState.WAITING, TicketState.CALLED),
        ("call", TicketState.TRANSFERRED, TicketState.CALLED),
        ("recall", TicketState.CALLED, TicketState.CALLED),
        ("recall", TicketState.MISSED, TicketState.CALLED),
        ("serve", TicketState.CALLED, TicketState.SERVING),
        ("hold", TicketState.CALLED, TicketState.ON_HOLD),
        ("hold", TicketState.SERVING, TicketState.ON_HOLD),
        ("resume", TicketState.ON_HOLD, TicketState.SERVING),
        ("finish", TicketState.CALLED, TicketState.DONE),
        ("finish", TicketState.SERVING, TicketState.DONE),
        ("miss", TicketState.CALLED, TicketState.MISSED),
        ("transfer", TicketState.CALLED, TicketState.TRANSFERRED),
        ("transfer", TicketState.SERVING, TicketState.TRANSFERRED),
        ("transfer", TicketState.ON_HOLD, TicketState.TRANSFERRED),
        ("cancel", TicketState.WAITING, TicketState.CANCELLED),
        ("cancel", TicketState.TRANSFERRED, TicketState.CANCELLED),
        ("expire", TicketState.WAITING, TicketState.CANCELLED),
        ("expire", TicketState.TRANSFERRED, TicketState.CANCELLED),
        ("expire", TicketState.ON_HOLD, TicketState.CANCELLED),
        ("expire", TicketState.CALLED, TicketState.MISSED),
        ("expire", TicketState.SERVING, TicketState.DONE),
    ],
)


class TicketVerb(TextChoices):
    """What an event says was done; the words of the ticket's history."""

    TAKE = "take", "Lấy số"
    CALL = "call", "Gọi"
    RECALL = "recall", "Gọi lại"
    SERVE = "serve", "Bắt đầu phục vụ"
    HOLD = "hold", "Tạm dừng"
    RESUME = "resume", "Phục vụ tiếp"
    FINISH = "finish", "Xong"
    MISS = "miss", "Không có mặt"
    TRANSFER = "transfer", "Chuyển nơi khác"
    CANCEL = "cancel", "Hủy"
    EXPIRE = "expire", "Hết ngày"


class AppointmentState(TextChoices):
    BOOKED = "booked", "Đã đặt"
    ARRIVED = "arrived", "Đã đến"
    CANCELLED = "cancelled", "Đã hủy"
    ABSENT = "absent", "Không đến"


APPOINTMENT = StateTable(
    "Lịch hẹn",
    dict(AppointmentState.choices),
    [
        ("arrive", AppointmentState.BOOKED, AppointmentState.ARRIVED),
        ("cancel", AppointmentState.BOOKED, AppointmentState.CANCELLED),
        ("expire", AppointmentState.BOOKED, AppointmentState.ABSENT),
    ],
)


class BookedBy(TextChoices):
    ONLINE = "online", "Trực tuyến"
    PHONE = "phone", "Qua điện thoại"
