"""What the index remembers of a subject; the words themselves live in the engine's own table."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One findable subject (mục tra cứu).

    ``rank`` is the order of the results, newest first: the minute of ``at`` in the high bits and
    the row's id in the low ones, so that one whole number is order, cursor and key of the
    engine's table (``search_posting`` on PostgreSQL, ``search_fts`` on SQLite). A database
    trigger removes the words when the entry goes.
    """

    kind = models.CharField("loại", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    rank = models.BigIntegerField("thứ hạng", unique=True)
    agency_id = models.BigIntegerField("mã cơ quan", null=True)
    at = models.DateTimeField("thời điểm")
    title = models.TextField("tiêu đề")
    code = models.CharField("số, ký hiệu", max_length=100, blank=True)
    body = models.TextField("nội dung", blank=True)
    marks = models.JSONField("dấu quyền", default=list)
    facets = models.JSONField("thuộc tính lọc", default=dict)

    class Meta:
        verbose_name = "mục tra cứu"
        verbose_name_plural = "mục tra cứu"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="search_subject_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} {self.title}"
