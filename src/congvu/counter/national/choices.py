"""Fixed choices of the way to the national portal."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices

from congvu.core.kernel.states import StateTable

PORTAL_KIND = "national.portal"
"""Subject kind of the connection (kết nối Cổng Dịch vụ công quốc gia)."""
MESSAGE_KIND = "national.message"
"""Subject kind of one message on its way there."""


class Service(IntegerChoices):
    """What a message tells; of one event the whole dossier goes before its step."""

    DOSSIER = 1, "Đồng bộ hồ sơ"
    PROGRESS = 2, "Cập nhật tiến độ"


class MessageState(TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    MERGED = "merged", "Gộp vào thông điệp sau"
    DEAD = "dead", "Bị từ chối"
    DROPPED = "dropped", "Đã bỏ"


MESSAGE = StateTable(
    "Thông điệp lên cổng quốc gia",
    dict(MessageState.choices),
    [
        ("send", MessageState.WAITING, MessageState.SENT),
        ("merge", MessageState.WAITING, MessageState.MERGED),
        ("wait", MessageState.WAITING, MessageState.WAITING),
        ("refuse", MessageState.WAITING, MessageState.DEAD),
        ("resend", MessageState.DEAD, MessageState.WAITING),
        ("resend", MessageState.SENT, MessageState.WAITING),
        ("resend", MessageState.MERGED, MessageState.WAITING),
        ("resend", MessageState.WAITING, MessageState.WAITING),
        ("discard", MessageState.DEAD, MessageState.DROPPED),
    ],
)
"""What the portal acknowledged is sent again only when somebody asks for it."""


class FilingState(TextChoices):
    """What became of a dossier that was filed at the national portal."""

    HELD = "held", "Chưa nhận được"
    TAKEN = "taken", "Đã thành hồ sơ"


FILING = StateTable(
    "Hồ sơ nộp tại cổng quốc gia",
    dict(FilingState.choices),
    [
        ("take", FilingState.HELD, FilingState.TAKEN),
        ("hold", FilingState.HELD, FilingState.HELD),
    ],
)


class Kind(TextChoices):
    """How the portal's books differ from ours."""

    MISSING_THERE = "missing_there", "Cổng không có hồ sơ"
    MISSING_HERE = "missing_here", "Ở đây không có hồ sơ"
    STATE = "state", "Trạng thái khác nhau"
    DATE = "date", "Ngày khác nhau"
