"""The journal: entries that are only ever added, sealed in hash-chained Merkle blocks."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act of one actor on one subject (mục nhật ký).

    Self-contained on purpose: names are copied, nothing is a foreign key, so the journal
    outlives what it speaks of. ``digest`` is an HMAC-SHA256 over the canonical content, made
    with the installation's audit key, so a row written behind the program's back shows.
    """

    uid = models.UUIDField("mã định danh", unique=True, editable=False)
    at = models.DateTimeField("thời điểm")
    verb = models.CharField("việc", max_length=80)
    actor_id = models.BigIntegerField("mã người thực hiện", null=True)
    actor_name = models.CharField("người thực hiện", max_length=150)
    actor_label = models.CharField("chức vụ", max_length=200, blank=True)
    agency_id = models.BigIntegerField("mã cơ quan", null=True)
    for_user_id = models.BigIntegerField("mã người ủy quyền", null=True)
    for_name = models.CharField("thực hiện thay", max_length=150, blank=True)
    delegation_id = models.BigIntegerField("mã ủy quyền", null=True)
    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    subject_label = models.CharField("đối tượng", max_length=300, blank=True)
    changes = models.JSONField("thay đổi", default=dict)
    channel = models.CharField("kênh", max_length=10)
    ip = models.CharField("địa chỉ mạng", max_length=45, blank=True)
    request_id = models.CharField("mã yêu cầu", max_length=64, blank=True)
    digest = models.BinaryField("mã băm", max_length=32)

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_entry_subject"),
            models.Index(fields=["agency_id", "at"], name="audit_entry_agency_at"),
            models.Index(fields=["actor_id", "at"], name="audit_entry_actor_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.subject_label}"
