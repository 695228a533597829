"""Which roots the province trusts."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congvu.office.signing.choices import AnchorLabel


class TrustAnchorQuerySet(models.QuerySet["TrustAnchor"]):
    def standing(self) -> TrustAnchorQuerySet:
        """Not withdrawn; whether trusted at a moment is the verification's question."""
        return self.filter(withdrawn_at__isnull=True)


class TrustAnchor(models.Model):
    """Gốc tin cậy: a root, or an authority between a root and the signers.

    Only a root (``is_root``) ends a chain; the others help to find the way. ``trusted_from`` and
    ``trusted_until`` bound the moments of signing for which the root counts; empty is open.
    ``source`` says where the fingerprint was compared. Withdrawn rows stay for the records.
    """

    sha256 = models.CharField("dấu vân tay SHA-256", max_length=64, unique=True)
    name = models.CharField("tên chủ thể", max_length=300)
    issuer = models.CharField("tổ chức cấp", max_length=300)
    serial = models.CharField("số sê-ri", max_length=64)
    not_before = models.DateTimeField("chứng thư có hiệu lực từ")
    not_after = models.DateTimeField("chứng thư có hiệu lực đến")
    is_root = models.BooleanField("là chứng thư gốc")
    label = models.CharField("nhãn", max_length=10, choices=AnchorLabel.choices)
    source = models.CharField("nguồn đối chiếu", max_length=300)
    pem = models.TextField("chứng thư dạng PEM")
    trusted_from = models.DateTimeField("tin cậy từ", null=True, blank=True)
    trusted_until = models.DateTimeField("tin cậy đến", null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người thêm",
    )  # fmt: skip
    added_at = models.DateTimeField("thêm lúc")
    withdrawn_at = models.DateTimeField("ngừng tin cậy lúc", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do ngừng tin cậy", max_length=300, blank=True)

    objects = TrustAnchorQuerySet.as_manager()

    class Meta:
        verbose_name = "gốc tin cậy"
        verbose_name_plural = "gốc tin cậy"
        ordering = ["label", "-is_root", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trusted_from__isnull=True)
                | Q(trusted_until__isnull=True)
                | Q(trusted_from__lt=F("trusted_until")),
                name="signing_anchor_span",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def state(self, at: datetime) -> str:
        """One word for the list."""
        if self.withdrawn_at is not None:
            return "Ngừng tin cậy"
        return "Hết hiệu lực" if self.not_after < at else "Đang tin cậy"
