"""Following a subject without a part in it (theo dõi)."""

from __future__ import annotations

from django.db import models


class Watch(models.Model):
    """A post follows a subject; it opens no reading, the subject's room decides that."""

    post = models.ForeignKey(
        "organisation.Post", models.CASCADE, related_name="+", verbose_name="vị trí theo dõi"
    )
    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    since = models.DateTimeField("từ lúc")

    class Meta:
        verbose_name = "theo dõi"
        verbose_name_plural = "theo dõi"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "subject_kind", "subject_id"], name="watch_once"
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="watch_subject")]

    def __str__(self) -> str:
        return f"{self.post}: {self.subject_kind} {self.subject_id}"
