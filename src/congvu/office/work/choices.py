"""Fixed choices and the state tables of the work room."""

from django.db.models import TextChoices

from congvu.core.kernel.states import StateTable


class Part(TextChoices):
    """What part a holder has in a matter (bút phê)."""

    LEAD = "lead", "Chủ trì"
    SUPPORT = "support", "Phối hợp"
    INFORM = "inform", "Để biết"


class Holding(TextChoices):
    """State of one assignment."""

    WAITING = "waiting", "Chưa mở"
    OPENED = "opened", "Đang xử lý"
    HANDED_ON = "handed_on", "Đã chuyển tiếp"
    DONE = "done", "Đã xong"
    RETURNED = "returned", "Đã trả lại"
    RECALLED = "recalled", "Đã thu hồi"


ACTIVE = (Holding.WAITING, Holding.OPENED)
"""An active lead is the one who must act now; the database holds it to one a matter."""


class MatterState(TextChoices):
    OPEN = "open", "Đang xử lý"
    CLOSED = "closed", "Đã kết thúc"


ASSIGNMENT = StateTable(
    "Phân công",
    dict(Holding.choices),
    [
        ("open", Holding.WAITING, Holding.OPENED),
        ("hand_on", Holding.WAITING, Holding.HANDED_ON),
        ("hand_on", Holding.OPENED, Holding.HANDED_ON),
        ("resume", Holding.HANDED_ON, Holding.OPENED),
        ("finish", Holding.WAITING, Holding.DONE),
        ("finish", Holding.OPENED, Holding.DONE),
        ("return", Holding.WAITING, Holding.RETURNED),
        ("return", Holding.OPENED, Holding.RETURNED),
        ("recall", Holding.WAITING, Holding.RECALLED),
        ("reopen", Holding.DONE, Holding.OPENED),
    ],
)
