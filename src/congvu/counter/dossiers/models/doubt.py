"""A date that the calendar of today would put elsewhere; it stays until somebody decides."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.counter.dossiers.choices import Decision


class DueDoubt(models.Model):
    """The holiday table was edited after a date was given (hạn cần xem lại).

    The dossier keeps ``kept`` until the desk or a leader decides: keep it, or move it to
    ``reckoned``. A dossier has one open doubt at most.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="doubts", verbose_name="hồ sơ"
    )
    kept = models.DateTimeField("hạn đã hẹn")
    reckoned = models.DateTimeField("hạn tính lại")
    found_at = models.DateTimeField("phát hiện lúc")
    decision = models.CharField("quyết định", max_length=6, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.CharField("người quyết định", max_length=150, blank=True)

    class Meta:
        verbose_name = "hạn cần xem lại"
        verbose_name_plural = "hạn cần xem lại"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(decided_at__isnull=True), name="due_doubt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="")
                | Q(decided_at__isnull=False) & ~Q(decision=""),
                name="due_doubt_decided_with_a_decision",
            ),
            models.CheckConstraint(condition=~Q(kept=F("reckoned")), name="due_doubt_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kept:%d/%m/%Y} hay {self.reckoned:%d/%m/%Y}"


class CalendarSeen(models.Model):
    """One row: the edit of the calendar by which all open dates were last looked at."""

    token = models.CharField("phiên bản lịch", max_length=40, blank=True)

    class Meta:
        verbose_name = "lịch đã đối chiếu"
        verbose_name_plural = "lịch đã đối chiếu"

    def __str__(self) -> str:
        return self.token
