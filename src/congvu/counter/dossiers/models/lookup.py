"""Misses of the public look-up, so that four digits cannot be tried out."""

from __future__ import annotations

from django.db import models


class LookupMiss(models.Model):
    """How often a code, or an address, was tried with wrong digits within an hour.

    ``key`` is a digest: the table tells nobody which dossiers exist. Rows of yesterday are dropped.
    """

    key = models.CharField("khóa", max_length=64)
    hour = models.DateTimeField("giờ", db_index=True)
    count = models.PositiveIntegerField("số lần", default=0)

    class Meta:
        verbose_name = "lần tra cứu sai"
        verbose_name_plural = "lần tra cứu sai"
        constraints = [
            models.UniqueConstraint(fields=["key", "hour"], name="lookup_miss_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.hour:%d/%m/%Y %H} giờ: {self.count}"
