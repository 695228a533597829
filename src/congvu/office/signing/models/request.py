"""Batches of letters that wait for one confirmation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.office.signing.choices import FieldKind, ItemState, Level, RequestState


class SigningRequest(models.Model):
    """Lô ký số: letters put before one signer, signed with one PIN.

    ``grant`` holds, sealed and only between the confirmation and the end of the run, what the
    worker needs to open the key; ``grant_until`` ends it in any case.
    """

    title = models.CharField("nội dung", max_length=300)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ký"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    level = models.CharField("mức chữ ký", max_length=5, choices=Level.choices)
    key = models.ForeignKey(
        "signing.SigningKey", models.PROTECT, null=True, related_name="+", verbose_name="khóa ký"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người trình",
    )  # fmt: skip
    created_at = models.DateTimeField("trình lúc")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True)
    grant = models.BinaryField("giấy phép ký đang chạy", default=bytes)
    grant_until = models.DateTimeField("giấy phép đến", null=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    class Meta:
        verbose_name = "lô ký số"
        verbose_name_plural = "lô ký số"
        ordering = ["-id"]
        indexes = [models.Index(fields=["signer", "state"], name="signing_request_signer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running") | Q(grant_until__isnull=True),
                name="signing_request_grant_while_running",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SigningItem(models.Model):
    """Một văn bản trong lô: its file, its place, and what became of it."""

    request = models.ForeignKey(
        "signing.SigningRequest", models.CASCADE, related_name="items", verbose_name="lô ký số"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    title = models.CharField("trích yếu", max_length=500)
    file = models.ForeignKey(
        "files.File", models.PROTECT, related_name="+", verbose_name="tệp trình ký"
    )
    field_kind = models.CharField("loại chữ ký", max_length=12, choices=FieldKind.choices)
    place = models.JSONField("chỗ ký", default=dict)
    reason = models.CharField("lý do ký", max_length=300, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ItemState.choices, default=ItemState.WAITING
    )
    outcome = models.CharField("kết quả", max_length=500, blank=True)
    record = models.ForeignKey(
        "signing.SignatureRecord", models.PROTECT, null=True, related_name="+",
        verbose_name="chữ ký đã tạo",
    )  # fmt: skip
    result = models.ForeignKey(
        "files.File", models.PROTECT, null=True, related_name="+", verbose_name="tệp đã ký"
    )

    class Meta:
        verbose_name = "văn bản chờ ký số"
        verbose_name_plural = "văn bản chờ ký số"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "position"], name="signing_item_position_once"
            ),
            models.UniqueConstraint(fields=["request", "file"], name="signing_item_file_once"),
            models.CheckConstraint(
                condition=Q(state="signed", record__isnull=False)
                | (~Q(state="signed") & Q(record__isnull=True)),
                name="signing_item_signed_has_record",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="signing_item_subject"),
        ]

    def __str__(self) -> str:
        return self.title
