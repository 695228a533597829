"""What was signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from congvu.office.signing.choices import FieldKind, Level


class SignatureRecord(models.Model):
    """Một chữ ký đã tạo: which content became which, with what certificate, when, by whom.

    ``subject_kind``/``subject_id`` name the letter when there is one; ``sha256_before`` and
    ``sha256_after`` name the contents. Never changed.
    """

    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    sha256_before = models.CharField("SHA-256 trước khi ký", max_length=64)
    sha256_after = models.CharField("SHA-256 sau khi ký", max_length=64)
    key = models.ForeignKey(
        "signing.SigningKey", models.PROTECT, related_name="+", verbose_name="khóa ký"
    )
    certificate = models.ForeignKey(
        "signing.Certificate", models.PROTECT, related_name="+", verbose_name="chứng thư số"
    )
    field = models.CharField("tên ô chữ ký", max_length=80)
    field_kind = models.CharField("loại chữ ký", max_length=12, choices=FieldKind.choices)
    level = models.CharField("mức chữ ký", max_length=5, choices=Level.choices)
    reason = models.CharField("lý do ký", max_length=300, blank=True)
    signed_at = models.DateTimeField("ký lúc")
    timestamped_at = models.DateTimeField("dấu thời gian", null=True)
    is_test = models.BooleanField("chữ ký thử nghiệm", default=False)
    signer_name = models.CharField("tên chủ thể chứng thư", max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người thao tác",
    )  # fmt: skip
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+", verbose_name="cơ quan"
    )

    class Meta:
        verbose_name = "chữ ký đã tạo"
        verbose_name_plural = "chữ ký đã tạo"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="signing_record_subject"),
            models.Index(fields=["sha256_after"], name="signing_record_after"),
            models.Index(fields=["key", "signed_at"], name="signing_record_key"),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name}: {self.field}"
