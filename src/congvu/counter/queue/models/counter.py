"""A counter of a hall and who sits there now."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from congvu.counter.queue.models.hall import Hall, ServiceGroup


class Counter(models.Model):
    """Quầy: its row is the lock of every verb of the person who sits there.

    ``streak`` counts the favoured people called in a row, for the rule of priority.
    """

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="counters", verbose_name="sảnh")
    number = models.PositiveSmallIntegerField("số quầy")
    name = models.CharField("tên quầy", max_length=100, blank=True)
    groups: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        ServiceGroup, related_name="counters", verbose_name="nhóm dịch vụ"
    )
    staffed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người trực",
    )  # fmt: skip
    staff_name = models.CharField("tên người trực", max_length=150, blank=True)
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    streak = models.PositiveSmallIntegerField("số lượt ưu tiên vừa gọi liên tiếp", default=0)
    is_active = models.BooleanField("đang dùng", default=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    class Meta:
        verbose_name = "quầy"
        verbose_name_plural = "quầy"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], name="counter_number_once"),
            models.UniqueConstraint(
                fields=["staffed_by"], condition=Q(staffed_by__isnull=False),
                name="counter_one_for_person",
            ),
            models.CheckConstraint(
                condition=Q(staffed_by=None, opened_at=None)
                | Q(staffed_by__isnull=False, opened_at__isnull=False),
                name="counter_open_when_staffed",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="counter_from_1"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Quầy {self.number}"

    @property
    def is_open(self) -> bool:
        return self.staffed_by_id is not None
