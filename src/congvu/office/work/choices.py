"""Fixed choices and the state tables of the work room."""

from django.db.models import TextChoices

from congvu.core.kernel.states import StateTable

TASK_KIND = "work.task"


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
    SUPERSEDED = "superseded", "Đã giao nơi khác"


ACTIVE = (Holding.WAITING, Holding.OPENED)
"""An active lead is the one who must act now; the database holds it to one a matter."""

LIVE = (*ACTIVE, Holding.HANDED_ON)
"""Still on the way: acting, or waiting for what was handed on to come back."""


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
        ("hand_on", Holding.HANDED_ON, Holding.HANDED_ON),
        ("share", Holding.WAITING, Holding.OPENED),
        ("share", Holding.OPENED, Holding.OPENED),
        ("share", Holding.HANDED_ON, Holding.HANDED_ON),
        ("read", Holding.WAITING, Holding.DONE),
        ("resume", Holding.HANDED_ON, Holding.OPENED),
        ("supersede", Holding.WAITING, Holding.RECALLED),
        ("supersede", Holding.OPENED, Holding.SUPERSEDED),
        ("supersede", Holding.HANDED_ON, Holding.SUPERSEDED),
        ("finish", Holding.WAITING, Holding.DONE),
        ("finish", Holding.OPENED, Holding.DONE),
        ("return", Holding.WAITING, Holding.RETURNED),
        ("return", Holding.OPENED, Holding.RETURNED),
        ("recall", Holding.WAITING, Holding.RECALLED),
        ("close", Holding.WAITING, Holding.DONE),
        ("close", Holding.OPENED, Holding.DONE),
        ("close", Holding.HANDED_ON, Holding.DONE),
        ("reopen", Holding.DONE, Holding.OPENED),
    ],
)


class StepVerb(TextChoices):
    """What a step of the drawn chain says was done."""

    OPEN_MATTER = "open_matter", "Trình xử lý"
    HAND_ON = "hand_on", "Chuyển xử lý"
    SHARE = "share", "Giao phối hợp, để biết"
    OPEN = "open", "Đã xem"
    RETURN = "return", "Trả lại"
    RECALL = "recall", "Thu hồi"
    FINISH = "finish", "Báo cáo kết quả"
    CLOSE = "close", "Kết thúc"
    REOPEN = "reopen", "Mở lại"
    NOTE = "note", "Ý kiến"
    REMIND = "remind", "Đôn đốc"
    ASK_OPINION = "ask_opinion", "Xin ý kiến"
    ANSWER_OPINION = "answer_opinion", "Cho ý kiến"
    WITHDRAW_OPINION = "withdraw_opinion", "Rút xin ý kiến"
    ASK_EXTENSION = "ask_extension", "Xin gia hạn"
    DECIDE_EXTENSION = "decide_extension", "Trả lời gia hạn"
    PROGRESS = "progress", "Cập nhật tiến độ"
    PAUSE = "pause", "Tạm dừng"
    RESUME = "resume", "Xử lý tiếp"


class Notice(TextChoices):
    """Kinds of notices that people may choose how to get."""

    GIVEN = "work.given", "Được giao việc"
    CAME_BACK = "work.came_back", "Việc đã giao được trả lại hoặc báo cáo kết quả"
    REMINDED = "work.reminded", "Đôn đốc, sắp đến hạn, quá hạn"
    OPINION = "work.opinion", "Xin ý kiến và trả lời ý kiến"
