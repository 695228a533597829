"""Asking for a later due date (xin gia hạn)."""

from __future__ import annotations

from django.db import models


class ExtensionRequest(models.Model):
    """A holder's request, decided by who gave the assignment; one open at a time."""

    assignment = models.ForeignKey(
        "work.Assignment", models.CASCADE, related_name="extensions", verbose_name="phân công"
    )
    asked_due_on = models.DateField("hạn đề nghị")
    reason = models.TextField("lý do")
    asked_at = models.DateTimeField("đề nghị lúc")
    asked_by = models.CharField("người đề nghị", max_length=200)
    granted = models.BooleanField("đồng ý", null=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.CharField("người quyết định", max_length=200, blank=True)
    remark = models.TextField("ý kiến", blank=True)

    class Meta:
        verbose_name = "đề nghị gia hạn"
        verbose_name_plural = "đề nghị gia hạn"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(granted__isnull=True),
                name="extension_one_open",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.assignment} → {self.asked_due_on:%d/%m/%Y}"
