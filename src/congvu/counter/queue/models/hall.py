"""A hall, the groups of services for which it gives numbers, its people and its kiosks."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from congvu.counter.queue.choices import Opening

PREFIX = r"[A-Z]{1,2}"


class Hall(models.Model):
    """Sảnh: where people wait; of an agency or of the Public Administration Centre."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    name = models.CharField("tên sảnh", max_length=150)
    slug = models.SlugField("mã ngắn", max_length=40, unique=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    opening = models.CharField(
        "giờ mở cửa", max_length=8, choices=Opening.choices, default=Opening.CALENDAR
    )
    early_minutes = models.PositiveSmallIntegerField("cấp số trước giờ làm việc (phút)", default=30)
    is_active = models.BooleanField("đang dùng", default=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    class Meta:
        verbose_name = "sảnh"
        verbose_name_plural = "sảnh"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(early_minutes__lte=120), name="hall_early_to_120"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceGroup(models.Model):
    """Nhóm dịch vụ: one line of people, with its letter and its rule of priority as data.

    ``priority_run``: how many favoured people may pass an ordinary one in a row; 0 is none.
    ``patience_minutes``: an ordinary one who has waited so long is passed by nobody.
    ``priority_kinds``: values of ``Priority`` that count here. ``slot_minutes`` 0: no booking.
    """

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="groups", verbose_name="sảnh")
    prefix = models.CharField(
        "chữ đầu số", max_length=2, validators=[RegexValidator(f"^{PREFIX}$")]
    )
    name = models.CharField("tên nhóm dịch vụ", max_length=150)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    expected_minutes = models.PositiveSmallIntegerField("phút mỗi lượt (dự kiến)", default=10)
    priority_kinds: models.JSONField[Any, Any] = models.JSONField("diện ưu tiên", default=list)
    priority_run = models.PositiveSmallIntegerField("số lượt ưu tiên liên tiếp tối đa", default=2)
    patience_minutes = models.PositiveSmallIntegerField(
        "chờ tối đa trước khi hết nhường", default=60
    )
    slot_minutes = models.PositiveSmallIntegerField("phút mỗi khung hẹn", default=0)
    slot_capacity = models.PositiveSmallIntegerField("số chỗ mỗi khung hẹn", default=1)
    book_days = models.PositiveSmallIntegerField("đặt hẹn trước (ngày)", default=7)
    is_active = models.BooleanField("đang dùng", default=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    class Meta:
        verbose_name = "nhóm dịch vụ"
        verbose_name_plural = "nhóm dịch vụ"
        ordering = ["position", "prefix"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "prefix"], name="group_letter_once"),
            models.CheckConstraint(
                condition=Q(expected_minutes__range=(1, 240)), name="group_minutes_1_240"
            ),
            models.CheckConstraint(condition=Q(priority_run__lte=20), name="group_run_to_20"),
            models.CheckConstraint(
                condition=Q(patience_minutes__range=(1, 600)), name="group_patience_1_600"
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes=0) | Q(slot_minutes__range=(5, 240)),
                name="group_slot_5_240",
            ),
            models.CheckConstraint(
                condition=Q(slot_capacity__range=(1, 200)), name="group_capacity_1_200"
            ),
            models.CheckConstraint(condition=Q(book_days__range=(1, 60)), name="group_book_1_60"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}. {self.name}"


class HallMember(models.Model):
    """Nhân sự của sảnh: somebody of another agency who may sit at a counter here."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="members", verbose_name="sảnh")
    user = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="+", verbose_name="người"
    )

    class Meta:
        verbose_name = "nhân sự của sảnh"
        verbose_name_plural = "nhân sự của sảnh"
        constraints = [models.UniqueConstraint(fields=["hall", "user"], name="hall_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.hall_id}"


class Device(models.Model):
    """Máy lấy số: a kiosk that gives numbers without anybody signed in; known by its token.

    Only the SHA-256 of the token is kept.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="devices", verbose_name="sảnh")
    name = models.CharField("tên máy", max_length=100)
    digest = models.CharField("băm mã máy", max_length=64, unique=True)
    created_at = models.DateTimeField("tạo lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "máy lấy số"
        verbose_name_plural = "máy lấy số"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("created_at")),
                name="device_revoked_after_made",
            )
        ]

    def __str__(self) -> str:
        return self.name
