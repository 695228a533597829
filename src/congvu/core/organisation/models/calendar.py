"""The working calendar as an editable table (Bộ luật Lao động, Điều 111-112)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from congvu.core.organisation.choices import DayKind


class CalendarDay(models.Model):
    """A day that differs from the plain week; ``agency`` empty means the whole province."""

    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=12, choices=DayKind.choices)
    name = models.CharField("tên ngày", max_length=100)
    agency = models.ForeignKey(
        "organisation.Agency", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="cơ quan",
    )  # fmt: skip

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "lịch nghỉ và làm bù"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(agency__isnull=True),
                name="calendar_day_once_for_all",
            ),
            models.UniqueConstraint(fields=["day", "agency"], name="calendar_day_once_in_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class CalendarVersion(models.Model):
    """One row whose random token changes with every edit, so that processes may keep a copy."""

    token = models.UUIDField("phiên bản", default=uuid.uuid4)

    class Meta:
        verbose_name = "phiên bản lịch"
        verbose_name_plural = "phiên bản lịch"

    def __str__(self) -> str:
        return str(self.token)


class WorkingHours(models.Model):
    """Morning and afternoon hours of a season, for all agencies or one.

    A season runs from day to day of the year (``MMDD``, both included), so it needs no year.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="cơ quan",
    )  # fmt: skip
    season_from = models.CharField("mùa từ (MMDD)", max_length=4, default="0101")
    season_to = models.CharField("mùa đến (MMDD)", max_length=4, default="1231")
    morning_from = models.TimeField("sáng từ")
    morning_to = models.TimeField("sáng đến")
    afternoon_from = models.TimeField("chiều từ")
    afternoon_to = models.TimeField("chiều đến")

    class Meta:
        verbose_name = "giờ làm việc"
        verbose_name_plural = "giờ làm việc"
        ordering = ["agency_id", "season_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(morning_from__lt=F("morning_to"))
                & Q(morning_to__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_to")),
                name="working_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.morning_from:%H:%M}-{self.afternoon_to:%H:%M}"
