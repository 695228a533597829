"""What a verification found, kept with the document."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.office.signing.choices import EvidenceKind, Finding


class ValidationRecord(models.Model):
    """Bản ghi xác minh: the report on one content at one moment (TT 15/2025). Never changed.

    ``file`` is empty for a file that an officer only uploaded to be verified; then nothing of it
    but its name and hash is kept. ``report`` is the whole report (``verification.Report``).
    """

    file = models.ForeignKey(
        "files.File", models.PROTECT, null=True, related_name="+", verbose_name="tệp"
    )
    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    name = models.CharField("tên tệp", max_length=300)
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("xác minh lúc")
    verdict = models.CharField("kết luận", max_length=8, choices=Finding.choices)
    signatures = models.PositiveSmallIntegerField("số chữ ký")
    reason = models.TextField("lý do")
    report = models.JSONField("báo cáo")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người xác minh",
    )  # fmt: skip
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+", verbose_name="cơ quan"
    )

    class Meta:
        verbose_name = "bản ghi xác minh"
        verbose_name_plural = "bản ghi xác minh"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=True) | Q(subject_id__isnull=False),
                name="signing_validation_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="signing_validation_subj"),
            models.Index(fields=["sha256"], name="signing_validation_sha"),
            models.Index(fields=["user", "-id"], name="signing_validation_user"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display()}"


class RevocationEvidence(models.Model):
    """Bằng chứng thu hồi: a revocation list or OCSP answer that a verification fetched, whole.

    The bytes lie in the store by their hash, once for however many records; with them, the file
    and the trusted roots the verdict can be reached again when the address no longer answers.
    Never changed.
    """

    record = models.ForeignKey(
        ValidationRecord, models.PROTECT, related_name="evidence", verbose_name="bản ghi xác minh"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    kind = models.CharField("loại", max_length=4, choices=EvidenceKind.choices)
    address = models.CharField("địa chỉ", max_length=2000)
    fetched_at = models.DateTimeField("tải lúc")
    blob = models.ForeignKey(
        "files.Blob", models.PROTECT, related_name="+", verbose_name="nội dung"
    )

    class Meta:
        verbose_name = "bằng chứng thu hồi"
        verbose_name_plural = "bằng chứng thu hồi"
        ordering = ["record", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "position"], name="signing_evidence_position"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values), name="signing_evidence_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"
