"""Asking another unit or post for an opinion by a date (xin ý kiến, phối hợp)."""

from __future__ import annotations

from django.db import models


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def waiting(self) -> ConsultationQuerySet:
        """Asked, neither answered nor withdrawn."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)

    def about(self, words: str) -> ConsultationQuerySet:
        """With these words in the question or in the names of who asked and who is asked."""
        return self.filter(
            models.Q(question__icontains=words)
            | models.Q(from_name__icontains=words)
            | models.Q(to_name__icontains=words)
        )


class Consultation(models.Model):
    """One question to one unit or post on any subject; answered once, late answers show."""

    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    to_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị được hỏi"
    )
    to_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người được hỏi",
    )  # fmt: skip
    to_name = models.CharField("tên nơi được hỏi", max_length=200)
    from_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, related_name="+", verbose_name="người hỏi"
    )
    from_name = models.CharField("tên người hỏi", max_length=200)
    question = models.TextField("nội dung xin ý kiến")
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    asked_at = models.DateTimeField("hỏi lúc")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.CharField("người trả lời", max_length=200, blank=True)
    agrees = models.BooleanField("nhất trí", null=True)
    answer = models.TextField("ý kiến", blank=True)
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "xin ý kiến"
        verbose_name_plural = "xin ý kiến"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="consultation_answered_or_withdrawn",
            )
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="consultation_subject"),
            models.Index(
                fields=["to_unit", "subject_kind", "subject_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consultation_unit",
            ),
            models.Index(
                fields=["to_post", "subject_kind", "subject_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consultation_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_name}: {self.question[:60]}"
