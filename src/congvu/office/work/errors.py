"""Refusals of the work room beyond the kernel's."""

from __future__ import annotations

from congvu.core.kernel.errors import Conflict, WrongState


class Closed(WrongState):
    """The matter has ended; nothing moves until it is reopened."""

    code = "matter_closed"
    default = "Việc này đã kết thúc. Hãy mở lại trước khi chuyển tiếp hoặc cập nhật."


class Paused(WrongState):
    """The subject's room has stopped the work; the message says why and what ends it."""

    code = "work_paused"
    default = "Việc này đang tạm dừng. Hãy chờ lý do tạm dừng được giải quyết rồi làm tiếp."


class AlreadyOpened(WrongState):
    """The holder has seen it, so the giver may no longer take it back silently."""

    code = "already_opened"
    default = (
        "Nơi nhận đã mở xem nên không thu hồi được nữa. Hãy đề nghị nơi nhận trả lại, "
        "hoặc giao lại cho nơi khác."
    )


class RemindedToday(Conflict):
    """One reminder a day for one assignment, by hand or by rule."""

    code = "reminded_today"
    default = "Hôm nay đã đôn đốc phần việc này. Mỗi phần việc chỉ nhắc một lần trong ngày."
