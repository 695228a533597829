"""Refusals of fees beyond the kernel's."""

from __future__ import annotations

from congvu.core.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState


class NoRule(NotFound):
    """Nothing says what the procedure costs on that day."""

    code = "no_fee_rule"
    default = (
        "Chưa có mức thu cho thủ tục này vào ngày đó. Hãy khai báo mức thu và căn cứ, rồi lập lại "
        "khoản thu."
    )


class TillClosed(WrongState):
    code = "till_closed"
    default = "Ông/bà chưa mở ca thu. Hãy mở ca thu với số tiền đầu ca, rồi thu tiền mặt."


class TillOpen(Conflict):
    """One session of a cashier at a time."""

    code = "till_open"
    default = "Ông/bà đang có ca thu chưa khóa. Hãy khóa ca đó trước khi mở ca mới."


class Miscounted(Invalid):
    """The drawer differs from the books and nobody says why."""

    code = "till_miscounted"
    default = (
        "Số tiền đếm được khác số trên sổ. Hãy đếm lại; nếu vẫn lệch, hãy ghi lý do chênh lệch."
    )


class WrongSum(Invalid):
    code = "wrong_sum"
    default = "Số tiền không khớp khoản thu. Hãy thu đúng số tiền ghi trên khoản thu."


class Forged(NotAllowed):
    """A message that the gateway did not sign, or signed too long ago."""

    code = "forged_callback"
    default = "Thông báo thanh toán không có chữ ký đúng của cổng thanh toán nên không được nhận."


class NoGateway(NotFound):
    code = "no_gateway"
    default = "Cơ quan chưa khai báo cổng thanh toán này. Hãy chọn cách nộp tiền khác."


class Overlaps(Conflict):
    """Two sums for one thing on one day."""

    code = "fee_rule_overlaps"
    default = (
        "Đã có mức thu cùng tên còn hiệu lực trong thời gian này. Hãy kết thúc mức thu cũ trước "
        "ngày bắt đầu của mức mới."
    )
