"""Contents (blobs) and the files that name them."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.files.choices import TextStatus, Use
from congvu.core.files.kinds import KINDS, Kind
from congvu.core.files.names import LONGEST
from congvu.core.kernel.subject import Subject


class Blob(models.Model):
    """One content, kept once however many files name it.

    A blob without a file is a claim: an upload whose letter is not saved yet, or never will
    be. ``touched_at`` starts the grace time after which the sweep may take such a blob away.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.BigIntegerField("dung lượng")
    kind = models.CharField("loại tệp", max_length=10)
    pages = models.PositiveIntegerField("số trang", null=True)
    text_status = models.CharField(
        "đọc chữ", max_length=10, choices=TextStatus.choices, default=TextStatus.WAITING
    )
    created_at = models.DateTimeField("tạo lúc")
    touched_at = models.DateTimeField("dùng gần nhất")

    class Meta:
        verbose_name = "nội dung tệp"
        verbose_name_plural = "nội dung tệp"
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="files_blob_not_empty"),
        ]
        indexes = [models.Index(fields=["touched_at"], name="files_blob_touched")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.kind})"

    @property
    def type(self) -> Kind:
        return KINDS[self.kind]

    @property
    def mime(self) -> str:
        return self.type.mime


class BlobText(models.Model):
    """The words of a content, apart from it so that lists do not carry them."""

    blob = models.OneToOneField(
        Blob, models.CASCADE, primary_key=True, related_name="text", verbose_name="nội dung tệp"
    )
    text = models.TextField("chữ")
    truncated = models.BooleanField("bị cắt bớt", default=False)

    class Meta:
        verbose_name = "chữ trong tệp"
        verbose_name_plural = "chữ trong tệp"

    def __str__(self) -> str:
        return f"{len(self.text)} ký tự"


class FileQuerySet(models.QuerySet["File"]):
    def of(self, subjects: Collection[Subject]) -> FileQuerySet:
        """Files attached to any of the subjects, every version."""
        by_kind: dict[str, list[int]] = {}
        for subject in subjects:
            by_kind.setdefault(subject.kind, []).append(subject.id)
        wanted = Q(pk__in=[])
        for kind, ids in by_kind.items():
            wanted |= Q(subject_kind=kind, subject_id__in=ids)
        return self.filter(wanted)

    def standing(self) -> FileQuerySet:
        """The newest version of each file that was not taken off its subject."""
        return self.filter(current=True, removed_at__isnull=True)


class File(models.Model):
    """A named version of a content, attached to a subject (tệp đính kèm).

    Versions of one file share ``lineage``; exactly one is ``current``. A file taken off its
    subject keeps its row and content until its retention ends.
    """

    blob = models.ForeignKey(
        Blob, models.PROTECT, related_name="files", verbose_name="nội dung tệp"
    )
    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    use = models.CharField("dùng làm", max_length=12, choices=Use.choices)
    name = models.CharField("tên tệp", max_length=LONGEST)
    lineage = models.UUIDField("dòng phiên bản", editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1)
    current = models.BooleanField("bản hiện hành", default=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+", verbose_name="cơ quan"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người tải lên",
    )  # fmt: skip
    at = models.DateTimeField("tải lên lúc")
    removed_at = models.DateTimeField("gỡ lúc", null=True)
    retain_until = models.DateField("giữ đến hết ngày", null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lineage", "version"], name="files_file_version_once"),
            models.UniqueConstraint(
                fields=["lineage"], condition=Q(current=True), name="files_file_one_current"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="files_file_version_from_1"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="files_file_subject"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)
