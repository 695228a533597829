"""Fixed choices of the notifications room."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """How one kind reaches a person through one channel."""

    OFF = "off", "Không nhận"
    NOW = "now", "Nhận ngay"
    DIGEST = "digest", "Gộp bản tin 07:00"


class DeliveryState(TextChoices):
    WAITING = "waiting", "Chờ gửi"
    DIGEST = "digest", "Chờ bản tin"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    SKIPPED = "skipped", "Đã xem trước khi gửi"
    DEAD = "dead", "Không gửi được"
