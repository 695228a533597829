"""What people said when they were asked."""

from __future__ import annotations

from django.db import models


class SurveyAnswer(models.Model):
    """One answer of a survey and how often it was chosen, or what was written (khảo sát)."""

    batch = models.ForeignKey(
        "hub.Batch", models.PROTECT, related_name="answers", verbose_name="đợt nhận"
    )
    row = models.PositiveIntegerField("dòng trong tệp")
    survey = models.CharField("đợt khảo sát", max_length=300, blank=True)
    question = models.CharField("câu hỏi", max_length=1000)
    answer = models.CharField("trả lời", max_length=500, blank=True)
    several = models.BooleanField("chọn nhiều", default=False)
    votes = models.PositiveIntegerField("số phiếu", null=True, blank=True)
    said = models.JSONField("ý kiến viết", default=list, blank=True)

    class Meta:
        verbose_name = "trả lời khảo sát"
        verbose_name_plural = "trả lời khảo sát"
        ordering = ["batch_id", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="hub_answer_row_once")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"
