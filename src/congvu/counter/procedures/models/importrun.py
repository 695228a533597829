"""A catalogue that was uploaded and waits for somebody to say yes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from congvu.core.organisation.validity import Versioned
from congvu.counter.procedures.choices import ImportState


class ImportRun(Versioned):
    """An uploaded catalogue with the report of its trial; confirmed, the same bytes are read again.

    ``data`` is the file packed with gzip; it is emptied when the run ends either way.
    ``layout`` says which column is which part where the file is in no layout that the system knows.
    A run that waits for its columns has only the file. ``error`` is why the job could not bring it in.
    ``report`` is what ``ImportReport`` says, its doubts cut to the first thousand.
    """

    file_name = models.CharField("tên tệp", max_length=255)
    data = models.BinaryField("nội dung tệp", blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ImportState.choices, default=ImportState.STAGED
    )
    valid_from = models.DateField("hiệu lực từ")
    new_fields = models.BooleanField("thêm lĩnh vực chưa có", default=False)
    skip_refused = models.BooleanField("bỏ qua dòng không nạp được", default=False)
    layout = models.JSONField("ánh xạ cột", null=True, blank=True)
    report = models.JSONField("báo cáo", default=dict)
    error = models.TextField("lý do chưa nạp được", blank=True)
    created_at = models.DateTimeField("tải lên lúc")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người tải lên",
    )  # fmt: skip
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt nạp danh mục"
        verbose_name_plural = "đợt nạp danh mục"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
