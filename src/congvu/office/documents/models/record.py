"""Record files (hồ sơ công việc, danh mục hồ sơ)."""

from __future__ import annotations

from django.db import models


class Record(models.Model):
    """A file of one matter by the agency's filing plan (NĐ 30/2020, Điều 28-31)."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    year = models.PositiveSmallIntegerField("năm")
    code = models.CharField("số và ký hiệu hồ sơ", max_length=20)
    title = models.CharField("tiêu đề hồ sơ", max_length=500)
    retention = models.CharField("thời hạn bảo quản", max_length=30)
    owner_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người lập hồ sơ",
    )  # fmt: skip
    owner_name = models.CharField("tên người lập hồ sơ", max_length=150, blank=True)
    opened_on = models.DateField("bắt đầu")
    closed_on = models.DateField("kết thúc", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0)

    class Meta:
        verbose_name = "hồ sơ công việc"
        verbose_name_plural = "hồ sơ công việc"
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "code"], name="record_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RecordItem(models.Model):
    """A letter in a record file, in order of filing."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="items", verbose_name="hồ sơ")
    subject_kind = models.CharField("loại", max_length=60)
    subject_id = models.BigIntegerField("mã")
    filed_at = models.DateTimeField("đưa vào lúc")
    filed_by = models.CharField("người đưa vào", max_length=150)

    class Meta:
        verbose_name = "văn bản trong hồ sơ"
        verbose_name_plural = "văn bản trong hồ sơ"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "subject_kind", "subject_id"], name="record_item_once"
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="record_item_subject")]

    def __str__(self) -> str:
        return f"{self.record}: {self.subject_kind} {self.subject_id}"
