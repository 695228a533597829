"""Notices, their deliveries through channels, and what each person prefers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.notifications.choices import DeliveryState, Mode


class Notice(models.Model):
    """One event told to one person (thông báo); a second telling is refused by the database."""

    event_key = models.CharField("mã sự kiện", max_length=200)
    kind = models.CharField("loại", max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="người nhận"
    )
    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    title = models.CharField("tiêu đề", max_length=300)
    body = models.TextField("nội dung", blank=True)
    url = models.CharField("địa chỉ", max_length=300, blank=True)
    actor_name = models.CharField("người thực hiện", max_length=150, blank=True)
    at = models.DateTimeField("thời điểm")
    urgent = models.BooleanField("khẩn", default=False)
    in_app = models.BooleanField("hiện trong ứng dụng", default=True)
    is_read = models.BooleanField("đã xem", default=False)
    read_at = models.DateTimeField("xem lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints = [
            models.UniqueConstraint(fields=["event_key", "recipient"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(is_read=False, read_at__isnull=True)
                | Q(is_read=True, read_at__isnull=False),
                name="notice_read_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "is_read", "-id"],
                condition=Q(in_app=True),
                name="notice_list",
            ),
            models.Index(fields=["at"], name="notice_at"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One notice through one channel outside the application (lượt gửi)."""

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="deliveries", verbose_name="thông báo"
    )
    channel = models.CharField("kênh", max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người nhận"
    )
    state = models.CharField("trạng thái", max_length=10, choices=DeliveryState.choices)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    changed_at = models.DateTimeField("thay đổi lúc")
    error = models.CharField("lỗi", max_length=500, blank=True)

    class Meta:
        verbose_name = "lượt gửi"
        verbose_name_plural = "lượt gửi"
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "channel"],
                condition=Q(state="digest"),
                name="delivery_digest",
            ),
            models.Index(fields=["id"], condition=Q(state="dead"), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.get_state_display()}"


class Preference(models.Model):
    """How a person wants one kind through one channel; absent means the kind's default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người dùng"
    )
    kind = models.CharField("loại", max_length=60)
    channel = models.CharField("kênh", max_length=20)
    mode = models.CharField("cách nhận", max_length=10, choices=Mode.choices)

    class Meta:
        verbose_name = "tùy chọn thông báo"
        verbose_name_plural = "tùy chọn thông báo"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="preference_once"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="preference_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.mode}"
