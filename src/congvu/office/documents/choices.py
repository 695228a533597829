"""Fixed choices and the state tables of letters (NĐ 30/2020/NĐ-CP)."""

from django.db.models import IntegerChoices, TextChoices

from congvu.core.kernel.states import StateTable
from congvu.office.exchange.choices import StatusCode

INCOMING_KIND = "documents.incoming"
OUTGOING_KIND = "documents.outgoing"
RECORD_KIND = "documents.record"
REGISTER_KIND = "documents.register"
COPY_KIND = "documents.copy"

GENERAL = "general"
CLASSIFIED = "secret"
COPIES = "copies"


class Direction(TextChoices):
    IN = "in", "Văn bản đến"
    OUT = "out", "Văn bản đi"


class Urgency(IntegerChoices):
    """Degrees of urgency (QCVN 102 codes)."""

    NORMAL = 0, "Thường"
    URGENT = 1, "Khẩn"
    VERY_URGENT = 2, "Thượng khẩn"
    EXPRESS = 3, "Hỏa tốc"
    EXPRESS_TIMED = 4, "Hỏa tốc hẹn giờ"


class Secrecy(IntegerChoices):
    """Degrees of secrecy; above NORMAL only a register entry is kept, never content."""

    NORMAL = 0, "Thường"
    SECRET = 1, "Mật"
    TOP_SECRET = 2, "Tối mật"
    ULTRA_SECRET = 3, "Tuyệt mật"


class Source(TextChoices):
    """How a letter came."""

    PAPER = "paper", "Bản giấy"
    UPLOAD = "upload", "Tải lên"
    INTERNAL = "internal", "Trong hệ thống"
    EXCHANGE = "exchange", "Trục liên thông"
    EMAIL = "email", "Thư điện tử"


class IncomingState(TextChoices):
    ARRIVED = "arrived", "Chờ vào sổ"
    REFUSED = "refused", "Đã từ chối"
    REGISTERED = "registered", "Chờ trình"
    PRESENTED = "presented", "Chờ bút phê"
    DIRECTED = "directed", "Chờ phân công"
    PROCESSING = "processing", "Đang xử lý"
    DONE = "done", "Hoàn thành"
    FROZEN = "frozen", "Bên gửi đề nghị thu hồi"
    RECALLED = "recalled", "Bên gửi đã thu hồi"


GOING = (
    IncomingState.ARRIVED, IncomingState.REGISTERED, IncomingState.PRESENTED,
    IncomingState.DIRECTED, IncomingState.PROCESSING, IncomingState.FROZEN,
)  # fmt: skip
"""States of letters that have not ended."""
_WORKING = (IncomingState.PRESENTED, IncomingState.DIRECTED, IncomingState.PROCESSING)
_ENTERED = (IncomingState.REGISTERED, *_WORKING)
_LIVING = (IncomingState.ARRIVED, *_ENTERED, IncomingState.DONE)

INCOMING = StateTable(
    "Văn bản đến",
    dict(IncomingState.choices),
    [
        ("register", IncomingState.ARRIVED, IncomingState.REGISTERED),
        ("refuse", IncomingState.ARRIVED, IncomingState.REFUSED),
        ("present", IncomingState.REGISTERED, IncomingState.PRESENTED),
        ("present", IncomingState.PRESENTED, IncomingState.PRESENTED),
        *[("direct", IncomingState.REGISTERED, state) for state in _WORKING],
        *[
            (verb, source, target)
            for verb in ("direct", "assign", "forward", "return", "recall", "report")
            for source in _WORKING
            for target in _WORKING
        ],
        ("keep", IncomingState.REGISTERED, IncomingState.DONE),
        ("keep", IncomingState.PRESENTED, IncomingState.DONE),
        *[("finish", state, IncomingState.DONE) for state in _WORKING],
        *[("answered", state, IncomingState.DONE) for state in _ENTERED],
        *[("reopen", IncomingState.DONE, state) for state in _ENTERED],
        *[("freeze", state, IncomingState.FROZEN) for state in _LIVING],
        ("agree_recall", IncomingState.FROZEN, IncomingState.RECALLED),
        *[("refuse_recall", IncomingState.FROZEN, state) for state in _LIVING],
    ],
)
"""Where routing goes is read from the work itself (``actions.incoming.state_of``): with the leader
it waits for direction, with a unit for its head to assign, with a person it is being worked on."""


class OutgoingState(TextChoices):
    DRAFT = "draft", "Dự thảo"
    UNIT_REVIEW = "unit_review", "Trình lãnh đạo đơn vị"
    OFFICE_CHECK = "office_check", "Văn phòng kiểm tra thể thức"
    APPROVAL = "approval", "Trình ký"
    APPROVED = "approved", "Đã ký, chờ cấp số"
    NUMBERED = "numbered", "Đã cấp số"
    ISSUED = "issued", "Đã phát hành"
    RECALLED = "recalled", "Đã thu hồi"
    REPLACED = "replaced", "Đã bị thay thế"
    CANCELLED = "cancelled", "Đã hủy"


OUTGOING = StateTable(
    "Văn bản đi",
    dict(OutgoingState.choices),
    [
        ("edit", OutgoingState.DRAFT, OutgoingState.DRAFT),
        ("submit", OutgoingState.DRAFT, OutgoingState.UNIT_REVIEW),
        ("submit_past_unit", OutgoingState.DRAFT, OutgoingState.OFFICE_CHECK),
        ("submit_past_office", OutgoingState.DRAFT, OutgoingState.APPROVAL),
        ("review", OutgoingState.UNIT_REVIEW, OutgoingState.OFFICE_CHECK),
        ("review_past_office", OutgoingState.UNIT_REVIEW, OutgoingState.APPROVAL),
        ("check", OutgoingState.OFFICE_CHECK, OutgoingState.APPROVAL),
        ("return", OutgoingState.UNIT_REVIEW, OutgoingState.DRAFT),
        ("return", OutgoingState.OFFICE_CHECK, OutgoingState.DRAFT),
        ("return", OutgoingState.APPROVAL, OutgoingState.DRAFT),
        ("withdraw", OutgoingState.UNIT_REVIEW, OutgoingState.DRAFT),
        ("withdraw", OutgoingState.OFFICE_CHECK, OutgoingState.DRAFT),
        ("withdraw", OutgoingState.APPROVAL, OutgoingState.DRAFT),
        ("approve", OutgoingState.APPROVAL, OutgoingState.APPROVED),
        ("return", OutgoingState.APPROVED, OutgoingState.DRAFT),
        ("attach_final", OutgoingState.APPROVED, OutgoingState.APPROVED),
        ("attach_final", OutgoingState.NUMBERED, OutgoingState.NUMBERED),
        ("number", OutgoingState.APPROVED, OutgoingState.NUMBERED),
        ("record_secret", OutgoingState.DRAFT, OutgoingState.ISSUED),
        ("issue", OutgoingState.NUMBERED, OutgoingState.ISSUED),
        ("refuse_number", OutgoingState.APPROVED, OutgoingState.DRAFT),
        ("refuse_number", OutgoingState.NUMBERED, OutgoingState.DRAFT),
        ("cancel", OutgoingState.DRAFT, OutgoingState.CANCELLED),
        ("recall", OutgoingState.ISSUED, OutgoingState.RECALLED),
        ("replace", OutgoingState.ISSUED, OutgoingState.REPLACED),
    ],
)


class NumberState(TextChoices):
    """Life of one number of a register; every number always has an answer."""

    RESERVED = "reserved", "Đã giữ chỗ, chờ ký"
    USED = "used", "Đã cấp"
    HELD = "held", "Giữ số"
    RELEASED = "released", "Trả lại, chờ cấp lại"
    ANNULLED = "annulled", "Hủy số có biên bản"


NUMBER = StateTable(
    "Số văn bản",
    dict(NumberState.choices),
    [
        ("allocate", NumberState.RELEASED, NumberState.RESERVED),
        ("allocate", NumberState.HELD, NumberState.RESERVED),
        ("confirm", NumberState.RESERVED, NumberState.USED),
        ("confirm", NumberState.USED, NumberState.USED),
        ("release", NumberState.RESERVED, NumberState.RELEASED),
        ("release_unissued", NumberState.RESERVED, NumberState.RELEASED),
        ("release_unissued", NumberState.USED, NumberState.RELEASED),
        ("hold", NumberState.RELEASED, NumberState.HELD),
        ("unhold", NumberState.HELD, NumberState.RELEASED),
        ("annul", NumberState.HELD, NumberState.ANNULLED),
        ("annul", NumberState.RELEASED, NumberState.ANNULLED),
    ],
)


class RecipientKind(TextChoices):
    AGENCY = "agency", "Cơ quan trong hệ thống"
    UNIT = "unit", "Đơn vị thuộc cơ quan"
    OUTSIDE = "outside", "Nơi nhận ngoài hệ thống"


class Purpose(TextChoices):
    ACT = "act", "Để thực hiện"
    INFORM = "inform", "Để biết"


class Delivery(TextChoices):
    """State of one recipient of an issued letter (codes 01-06, 13-16 of the exchange).

    In the order in which they follow each other; a row only moves on.
    """

    PENDING = "pending", "Chưa gửi"
    SENT = "sent", "Đã gửi"
    ARRIVED = "arrived", "Đã đến"
    REFUSED = "refused", "Từ chối tiếp nhận"
    REGISTERED = "registered", "Đã vào sổ"
    ASSIGNED = "assigned", "Đã phân công xử lý"
    PROCESSING = "processing", "Đang xử lý"
    DONE = "done", "Đã xử lý xong"
    RECALL_ASKED = "recall_asked", "Đang đề nghị thu hồi"
    RECALLED = "recalled", "Đã đồng ý thu hồi"
    RECALL_REFUSED = "recall_refused", "Từ chối thu hồi"


RECIPIENT_STATES: dict[str, Delivery] = {
    StatusCode.ARRIVED: Delivery.ARRIVED,
    StatusCode.REFUSED: Delivery.REFUSED,
    StatusCode.REGISTERED: Delivery.REGISTERED,
    StatusCode.ASSIGNED: Delivery.ASSIGNED,
    StatusCode.PROCESSING: Delivery.PROCESSING,
    StatusCode.DONE: Delivery.DONE,
    StatusCode.RECALL_ASKED: Delivery.RECALL_ASKED,
    StatusCode.RECALL_AGREED: Delivery.RECALLED,
    StatusCode.RECALL_REFUSED: Delivery.RECALL_REFUSED,
}
"""What a status of the exchange makes of a recipient's row."""


class Relation(TextChoices):
    """What an outgoing letter does to an earlier one (NĐ 30/2020, Điều 14-18)."""

    NONE = "", "Văn bản mới"
    AMENDS = "amends", "Sửa đổi, bổ sung"
    CORRECTS = "corrects", "Đính chính"
    REPLACES = "replaces", "Thay thế"
    RECALLS = "recalls", "Thu hồi"


class Authority(TextChoices):
    """The authority line of the signer (quyền hạn ký)."""

    OWN = "", "Ký trực tiếp"
    TM = "TM.", "Thay mặt tập thể"
    Q = "Q.", "Quyền"
    KT = "KT.", "Ký thay"
    TL = "TL.", "Thừa lệnh"
    TUQ = "TUQ.", "Thừa ủy quyền"
