"""Refusals of the way to the national portal."""

from __future__ import annotations

from congvu.core.kernel.errors import Invalid, NotFound, Unavailable, WrongState


class PortalAway(Unavailable):
    """Nobody answers there, or not in a way that can be read; what waits goes on waiting."""

    code = "portal_away"
    default = (
        "Chưa liên lạc được với Cổng Dịch vụ công quốc gia. Thông điệp vẫn được giữ và sẽ tự gửi "
        "lại; hãy thử lại sau ít phút."
    )


class PortalRefused(Invalid):
    """The portal answered, and would not take it; ``data["said"]`` holds its words."""

    code = "portal_refused"
    default = (
        "Cổng Dịch vụ công quốc gia từ chối yêu cầu này. Hãy xem lời từ chối, sửa rồi gửi lại."
    )


class NoPortal(WrongState):
    code = "no_portal"
    default = (
        "Chưa kết nối Cổng Dịch vụ công quốc gia, kết nối đang tạm dừng, hoặc hệ thống đang gửi thông "
        "điệp. Hãy xem trang kết nối, hoặc thử lại sau ít phút."
    )


class NothingToResend(NotFound):
    code = "nothing_to_resend"
    default = (
        "Không có thông điệp nào của hồ sơ này để gửi lại. Hãy kiểm tra lại mã hồ sơ rồi thử lại."
    )
