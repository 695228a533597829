"""Our books beside the portal's, by day and agency."""

from __future__ import annotations

from django.db import models

from congvu.counter.national.choices import Kind


class Reckoning(models.Model):
    """One comparison (đối soát) of the dossiers that an agency got on one day; done again, it
    replaces the one before."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    day = models.DateField("ngày nộp")
    at = models.DateTimeField("đối soát lúc")
    by = models.CharField("người đối soát", max_length=150)
    ours = models.PositiveIntegerField("số hồ sơ ở đây")
    theirs = models.PositiveIntegerField("số hồ sơ ở cổng")

    class Meta:
        verbose_name = "đợt đối soát"
        verbose_name_plural = "đợt đối soát"
        ordering = ["-day", "agency_id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "day"], name="national_reckoning_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day:%d/%m/%Y}"


class Difference(models.Model):
    """One dossier that stands differently in the two books, in words."""

    reckoning = models.ForeignKey(
        Reckoning, models.CASCADE, related_name="differences", verbose_name="đợt đối soát"
    )
    kind = models.CharField("loại", max_length=13, choices=Kind.choices)
    code = models.CharField("mã hồ sơ", max_length=60)
    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="hồ sơ",
    )  # fmt: skip
    words = models.CharField("nội dung", max_length=500)
    status_there = models.PositiveSmallIntegerField("trạng thái ở cổng", null=True, blank=True)
    waiting = models.BooleanField("đang chờ gửi", default=False)
    resent_at = models.DateTimeField("gửi lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "điểm lệch"
        verbose_name_plural = "điểm lệch"
        ordering = ["reckoning_id", "code", "kind"]

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"
