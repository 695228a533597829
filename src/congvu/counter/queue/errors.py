"""Refusals of the queue beyond the kernel's."""

from __future__ import annotations

from congvu.core.kernel.errors import Conflict, Invalid, NotAllowed, WrongState


class HallClosed(WrongState):
    """Outside the hours; the message says when the next number is given."""

    code = "hall_closed"
    default = "Hiện ngoài giờ lấy số. Hãy quay lại trong giờ làm việc."


class NotServed(Invalid):
    """The group no longer gives numbers, or is not of this hall."""

    code = "group_not_served"
    default = "Nhóm dịch vụ này hiện không cấp số. Hãy chọn nhóm khác hoặc hỏi bàn hướng dẫn."


class NobodyWaits(WrongState):
    """Nothing to call for this counter."""

    code = "nobody_waits"
    default = "Hiện không có ai chờ ở các nhóm của quầy này."


class CounterBusy(WrongState):
    """A counter has one person at a time."""

    code = "counter_busy"
    default = "Quầy đang có người. Hãy kết thúc, tạm dừng hoặc chuyển phiếu hiện tại trước."


class CounterTaken(Conflict):
    """Somebody else sits there, or one sits elsewhere already."""

    code = "counter_taken"
    default = "Quầy này đang có người trực. Hãy chọn quầy khác hoặc nhờ người đó đóng quầy."


class NotAtCounter(NotAllowed):
    """Who calls must have opened a counter of the hall that serves the group."""

    code = "not_at_counter"
    default = "Ông/bà chưa mở quầy phục vụ phiếu này. Hãy mở quầy của mình rồi làm lại."


class SlotFull(Conflict):
    """No place is left at this hour."""

    code = "slot_full"
    default = "Khung giờ này đã hết chỗ. Hãy chọn khung giờ khác."


class WrongDay(WrongState):
    """An appointment is taken up on its own day."""

    code = "appointment_day"
    default = "Lịch hẹn này không phải của hôm nay. Hãy xem lại ngày hẹn, hoặc lấy số thường."
