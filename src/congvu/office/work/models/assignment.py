"""An assignment: one holder's part in a matter (chủ trì, phối hợp, để biết)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.office.work.choices import ACTIVE, Holding, Part


class Assignment(models.Model):
    """A part given to a post, or to a unit whose head must hand it on.

    Held by the post, not the person, so that a successor finds everything; ``to_name`` is who
    sat there then. The root assignment (no parent) is the leader's, to whom it was presented.
    """

    matter = models.ForeignKey(
        "work.Matter", models.CASCADE, related_name="assignments", verbose_name="luồng"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children",
        verbose_name="giao từ",
    )  # fmt: skip
    part = models.CharField("vai trò", max_length=8, choices=Part.choices)
    state = models.CharField(
        "trạng thái", max_length=10, choices=Holding.choices, default=Holding.WAITING
    )
    to_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị nhận"
    )
    to_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người nhận",
    )  # fmt: skip
    to_name = models.CharField("tên người nhận", max_length=200)
    from_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người giao",
    )  # fmt: skip
    instruction = models.TextField("bút phê", blank=True)
    due_on = models.DateField("hạn xử lý", null=True, blank=True)
    created_at = models.DateTimeField("giao lúc")
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    reminded_on = models.DateField("đôn đốc ngày", null=True, blank=True)

    class Meta:
        verbose_name = "phân công xử lý"
        verbose_name_plural = "phân công xử lý"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(part=Part.LEAD, state__in=ACTIVE),
                name="assignment_one_active_lead",
            )
        ]
        indexes = [
            models.Index(fields=["to_post", "state", "due_on"], name="assignment_post_state"),
            models.Index(fields=["to_unit", "state", "due_on"], name="assignment_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.to_name}"
