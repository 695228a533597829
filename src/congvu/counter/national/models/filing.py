"""Dossiers filed at the national portal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.national.choices import FilingState


class PortalFiling(models.Model):
    """A dossier that a citizen filed at the national portal (hồ sơ nộp tại cổng quốc gia), as it
    was fetched. What cannot become a dossier here is held, with the cause in words.

    ``code`` is the portal's own; messages about the dossier name it by this code.
    """

    code = models.CharField("mã của cổng", max_length=60, unique=True)
    filed_at = models.DateTimeField("nộp lúc")
    body = models.JSONField("nội dung")
    verified = models.BooleanField("tài khoản đã xác thực", default=False)
    state = models.CharField(
        "tình trạng", max_length=5, choices=FilingState.choices, default=FilingState.HELD
    )
    dossier = models.OneToOneField(
        "dossiers.Dossier", models.PROTECT, null=True, blank=True, related_name="national_filing",
        verbose_name="hồ sơ",
    )  # fmt: skip
    agency_id_then = models.BigIntegerField("cơ quan", null=True, blank=True)
    fetched_at = models.DateTimeField("lấy về lúc")
    tried_at = models.DateTimeField("thử gần nhất")
    tries = models.PositiveIntegerField("số lần thử", default=0)
    cause = models.CharField("nguyên nhân", max_length=500, blank=True)
    confirmed_at = models.DateTimeField("đã báo cổng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "hồ sơ nộp tại cổng quốc gia"
        verbose_name_plural = "hồ sơ nộp tại cổng quốc gia"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FilingState.TAKEN, dossier__isnull=False)
                | Q(state=FilingState.HELD, dossier__isnull=True),
                name="national_filing_taken_has_a_dossier",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="national_filing_by_state")]

    def __str__(self) -> str:
        return self.code
