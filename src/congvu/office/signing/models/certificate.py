"""Certificates of people and agencies."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def expiring(self, at: datetime, within: timedelta) -> CertificateQuerySet:
        """Valid now, no longer so when the time is over."""
        return self.filter(not_after__gte=at, not_after__lt=at + within, revoked_at__isnull=True)


class Certificate(models.Model):
    """Chứng thư số: what it says itself, of a person or of an agency (never of both).

    Content after NĐ 23/2025, Điều 6. ``serial`` is hexadecimal; ``key_usage`` holds the names of
    RFC 5280; ``chain`` holds the PEM of the authorities above, as the owner gave them.
    ``is_test`` is true for certificates of a demo authority, whose signatures are marked.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người sở hữu",
    )  # fmt: skip
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+", verbose_name="cơ quan"
    )
    name = models.CharField("tên chủ thể", max_length=300)
    organisation = models.CharField("tổ chức", max_length=300, blank=True)
    subject = models.CharField("chủ thể đầy đủ", max_length=1000)
    issuer = models.CharField("nơi cấp", max_length=1000)
    serial = models.CharField("số sê-ri", max_length=64)
    fingerprint = models.CharField("SHA-256", max_length=64)
    not_before = models.DateTimeField("hiệu lực từ")
    not_after = models.DateTimeField("hiệu lực đến")
    key_usage = models.JSONField("mục đích khóa", default=list)
    pem = models.TextField("chứng thư PEM")
    chain = models.TextField("chứng thư cấp trên PEM", blank=True)
    is_test = models.BooleanField("chứng thư thử nghiệm", default=False)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True)
    checked_at = models.DateTimeField("kiểm tra thu hồi lúc", null=True)
    created_at = models.DateTimeField("đăng ký lúc")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "chứng thư số"
        verbose_name_plural = "chứng thư số"
        ordering = ["-not_after", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, agency__isnull=False)
                | Q(user__isnull=False, agency__isnull=True),
                name="signing_certificate_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(not_after__gt=F("not_before")), name="signing_certificate_validity"
            ),
        ]
        indexes = [
            models.Index(fields=["fingerprint"], name="signing_certificate_print"),
            models.Index(fields=["not_after"], name="signing_certificate_until"),
        ]

    @property
    def issuer_name(self) -> str:
        """The issuer's common name, as people know it."""
        parts = (part.strip() for part in self.issuer.split(","))
        names = (part[3:] for part in parts if part.upper().startswith("CN="))
        return next(names, self.issuer)

    def __str__(self) -> str:
        return f"{self.name} ({self.serial})"
