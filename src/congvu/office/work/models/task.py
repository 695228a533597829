"""A task given without a letter (giao việc)."""

from __future__ import annotations

from django.db import models


class Task(models.Model):
    """What is to be done; who does it is the matter opened on it, like a letter's.

    ``origin_kind`` and ``origin_id`` name the letter it came from, if any.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    title = models.CharField("tên công việc", max_length=300)
    description = models.TextField("mô tả", blank=True)
    given_by_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, related_name="+", verbose_name="người giao"
    )
    given_by = models.CharField("tên người giao", max_length=200)
    given_at = models.DateTimeField("giao lúc")
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    origin_kind = models.CharField("loại nguồn", max_length=60, blank=True)
    origin_id = models.BigIntegerField("mã nguồn", null=True, blank=True)

    class Meta:
        verbose_name = "công việc"
        verbose_name_plural = "công việc"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="task_progress_to_100"
            )
        ]

    def __str__(self) -> str:
        return self.title
