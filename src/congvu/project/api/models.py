"""Answers kept for callers that repeat themselves."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to one POST with an idempotency key, written in the POST's own transaction.

    So a repeated call finds either nothing (nothing happened) or the answer (it happened once),
    even after a crash between the two.
    """

    owner = models.CharField("người gọi", max_length=40)
    key = models.CharField("khóa", max_length=100)
    digest = models.CharField("mã băm nội dung", max_length=64)
    status = models.PositiveSmallIntegerField("mã trả lời", default=0)
    content_type = models.CharField("kiểu nội dung", max_length=100, blank=True)
    body = models.BinaryField("nội dung", default=bytes)
    created_at = models.DateTimeField("lúc", db_index=True)

    class Meta:
        verbose_name = "trả lời đã giữ"
        verbose_name_plural = "trả lời đã giữ"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="api_key_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
