"""Official codes of the exchange (QCVN 102:2016/BTTTT) in our names."""

from django.db.models import IntegerChoices, TextChoices

from congvu.core.kernel.states import StateTable


class Business(IntegerChoices):
    """What a letter message does (``BussinessDocType``)."""

    NEW = 0, "Văn bản điện tử mới"
    REVOKE = 1, "Thu hồi văn bản điện tử"
    UPDATE = 2, "Cập nhật văn bản điện tử"
    REPLACE = 3, "Thay thế văn bản điện tử"


class StatusCode(TextChoices):
    """What became of a letter (``StatusCode``); a code not listed here is kept as it came."""

    ARRIVED = "01", "Đã đến"
    REFUSED = "02", "Từ chối tiếp nhận"
    REGISTERED = "03", "Đã tiếp nhận, vào sổ"
    ASSIGNED = "04", "Phân công xử lý"
    PROCESSING = "05", "Đang xử lý"
    DONE = "06", "Hoàn thành"
    RECALL_ASKED = "13", "Yêu cầu cập nhật, lấy lại"
    RECALL_AGREED = "15", "Đồng ý yêu cầu cập nhật, lấy lại"
    RECALL_REFUSED = "16", "Từ chối yêu cầu cập nhật, lấy lại"


LETTER_KIND = "letter"
"""The kind of envelope that letter messages from outside are given to."""

LETTERS, STATUSES = "edoc", "status"
"""The two kinds of messages, as the national axis calls them."""

RANKS: dict[str, int] = {
    StatusCode.ARRIVED: 1,
    StatusCode.REFUSED: 2,
    StatusCode.REGISTERED: 3,
    StatusCode.ASSIGNED: 4,
    StatusCode.PROCESSING: 5,
    StatusCode.DONE: 6,
}
"""Business statuses, the highest wins whatever the order in which they come in."""
RECALLS: dict[str, int] = {
    StatusCode.RECALL_ASKED: 1,
    StatusCode.RECALL_REFUSED: 2,
    StatusCode.RECALL_AGREED: 3,
}
"""The talk about taking a letter back: the latest counts, at one moment the higher."""


def status_label(code: str) -> str:
    """The name of a status code; a code that the standard does not know is shown as it came."""
    if not code:
        return ""
    known = dict(StatusCode.choices).get(code)
    return str(known) if known else f"Mã trạng thái {code}"


class Direction(TextChoices):
    """Whether an envelope began at an agency here, or came from another installation."""

    SENT = "sent", "Gửi đi từ hệ thống này"
    RECEIVED = "received", "Nhận từ hệ thống khác"


class DeliveryState(TextChoices):
    """Where an envelope is on its way to one recipient."""

    WAITING = "waiting", "Chờ gửi"
    FAILED = "failed", "Gửi lỗi, sẽ gửi lại"
    SENT = "sent", "Đã gửi"
    ARRIVED = "arrived", "Đã đến"
    REFUSED = "refused", "Bị từ chối"
    DEAD = "dead", "Không gửi được"
    CANCELLED = "cancelled", "Đã hủy gửi"


PENDING = (DeliveryState.WAITING, DeliveryState.FAILED)
"""Not with the recipient yet, and still being tried."""

DELIVERY_TABLE = StateTable(
    "Lượt gửi",
    {state.value: str(state.label) for state in DeliveryState},
    [
        ("send", "waiting", "sent"),
        ("send", "failed", "sent"),
        ("arrive", "waiting", "arrived"),
        ("arrive", "failed", "arrived"),
        ("arrive", "sent", "arrived"),
        ("arrive", "dead", "arrived"),
        ("arrive", "refused", "arrived"),
        ("refuse", "waiting", "refused"),
        ("refuse", "failed", "refused"),
        ("refuse", "sent", "refused"),
        ("refuse", "arrived", "refused"),
        ("refuse", "dead", "refused"),
        ("fail", "waiting", "failed"),
        ("fail", "failed", "failed"),
        ("give_up", "waiting", "dead"),
        ("give_up", "failed", "dead"),
        ("resend", "failed", "waiting"),
        ("resend", "dead", "waiting"),
        ("cancel", "waiting", "cancelled"),
    ],
)
"""The way of one envelope to one recipient."""


CANNOT_LEAVE = "exchange.cannot_leave"
"""Kind of the notice that a letter cannot be delivered and waits for its owner."""


class EntryState(TextChoices):
    """Whether a status has to travel to another installation, and whether it did."""

    DONE = "done", "Đã ghi nhận"
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    DEAD = "dead", "Không gửi được"


class Speech(TextChoices):
    """How a peer speaks with this installation."""

    CONGVU = "congvu", "Công Vụ (hai chiều)"
    GEN1_CLIENT = "gen1-client", "Trục thế hệ 1: hệ thống này gọi"
    GEN1_SERVER = "gen1-server", "Trục thế hệ 1: bên kia gọi vào"
    GEN2_CLIENT = "gen2-client", "Trục thế hệ 2: hệ thống này gọi"
    GEN2_SERVER = "gen2-server", "Trục thế hệ 2: bên kia gọi vào"


CALLED = (Speech.CONGVU, Speech.GEN1_CLIENT, Speech.GEN2_CLIENT)
"""Peers that this installation calls; the others fetch from their mailbox here."""


class QuarantineState(TextChoices):
    HELD = "held", "Đang giữ lại"
    RELEASED = "released", "Đã nhận lại"
    DISCARDED = "discarded", "Đã bỏ qua"


class Priority(IntegerChoices):
    """How urgent a letter is (``Priority``)."""

    NORMAL = 0, "Thường"
    URGENT = 1, "Khẩn"
    VERY_URGENT = 2, "Thượng khẩn"
    EXPRESS = 3, "Hỏa tốc"
    TIMED_EXPRESS = 4, "Hỏa tốc hẹn giờ"


class Steering(IntegerChoices):
    """Whether a letter steers or reports on steering (``SteeringType``)."""

    NONE = 0, "Không phải văn bản chỉ đạo"
    STEERS = 1, "Văn bản chỉ đạo"
    REPORTS = 2, "Văn bản báo cáo"


class TypeNumbering(TextChoices):
    """How a peer wants ``DocumentType/Type``; senders disagree, so it is set for each peer."""

    LIST = "list", "Số thứ tự trong phụ lục (công văn = 18)"
    ONE = "one", "Luôn là 1, loại văn bản đọc ở TypeName"
