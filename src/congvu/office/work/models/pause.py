"""A subject whose handling is stopped for now (tạm dừng xử lý)."""

from __future__ import annotations

from django.db import models


class Pause(models.Model):
    """While the row stands, nobody moves the subject's work or leaves words on it.

    Set and lifted by the subject's own room. Its own table, as a subject can be asked about
    before it is handled at all.
    """

    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    reason = models.CharField("lý do", max_length=500)
    since = models.DateTimeField("từ lúc")

    class Meta:
        verbose_name = "tạm dừng xử lý"
        verbose_name_plural = "tạm dừng xử lý"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="pause_once_for_subject"
            )
        ]

    def __str__(self) -> str:
        return self.reason
