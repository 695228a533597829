"""The journal: entries that are only ever added, sealed in hash-chained Merkle blocks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: Subject) -> EntryQuerySet:
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def between(self, first: date | None, last: date | None) -> EntryQuerySet:
        """Entries of the days from ``first`` to ``last`` in Vietnam, both included."""
        rows = self
        if first:
            rows = rows.filter(at__gte=datetime.combine(first, time.min, VIETNAM))
        if last:
            after = datetime.combine(last, time.min, VIETNAM) + timedelta(days=1)
            rows = rows.filter(at__lt=after)
        return rows


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

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_entry_subject"),
            models.Index(fields=["at", "id"], name="audit_entry_at"),
            models.Index(fields=["verb", "at", "id"], name="audit_entry_verb_at"),
            models.Index(fields=["agency_id", "at", "id"], name="audit_entry_agency_at"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_entry_actor_at"),
            models.Index(fields=["actor_name", "at", "id"], name="audit_entry_name_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.subject_label}"


class Block(models.Model):
    """A minute's entries under one seal (khối niêm phong), chained to the block before.

    ``hash`` is plain SHA-256 over number, previous hash, root, count and time, so that anybody
    who noted it down can check it later; ``mac`` is its HMAC with the installation's audit key,
    so that nobody else can make one.
    """

    number = models.BigIntegerField("số thứ tự", primary_key=True)
    sealed_at = models.DateTimeField("niêm phong lúc")
    count = models.PositiveIntegerField("số mục")
    root = models.BinaryField("gốc cây Merkle", max_length=32)
    previous = models.BinaryField("mã băm khối trước", max_length=32)
    hash = models.BinaryField("mã băm", max_length=32)
    mac = models.BinaryField("mã xác thực", max_length=32)

    class Meta:
        verbose_name = "khối niêm phong"
        verbose_name_plural = "khối niêm phong"
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gte=1), name="audit_block_not_empty"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_block_from_1"),
        ]

    def __str__(self) -> str:
        return f"Khối {self.number}: {bytes(self.hash).hex()}"


class Leaf(models.Model):
    """The place of an entry in its block. No foreign key: a deleted entry must leave its leaf."""

    entry_id = models.BigIntegerField("mục nhật ký", primary_key=True)
    block = models.ForeignKey(
        Block, models.DO_NOTHING, db_index=False, related_name="leaves", verbose_name="khối"
    )
    position = models.PositiveIntegerField("vị trí")
    hash = models.BinaryField("mã băm", max_length=32)

    class Meta:
        verbose_name = "lá của khối"
        verbose_name_plural = "lá của khối"
        constraints = [
            models.UniqueConstraint(fields=["block", "position"], name="audit_leaf_place_once"),
        ]

    def __str__(self) -> str:
        return f"Mục {self.entry_id} ở khối {self.block_id}, vị trí {self.position}"
