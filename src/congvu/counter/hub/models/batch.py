"""One delivery of figures: a file, a message, a night's computation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import Versioned
from congvu.counter.hub.choices import BatchState, Kind, Source


class Batch(Versioned):
    """Figures as they came, with the report of what was odd about them (đợt nhận số liệu).

    A file is looked at first: ``data`` holds its bytes packed with gzip until it is confirmed or
    put away. ``report`` has the counts, the doubts and the identities that do not hold, each list
    cut to its first thousand.
    """

    source = models.CharField("nguồn", max_length=6, choices=Source.choices)
    kind = models.CharField("loại số liệu", max_length=8, choices=Kind.choices)
    name = models.CharField("tên", max_length=255)
    data = models.BinaryField("nội dung tệp", blank=True)
    skip_refused = models.BooleanField("bỏ qua dòng không đọc được", default=False)
    state = models.CharField(
        "trạng thái", max_length=10, choices=BatchState.choices, default=BatchState.DONE
    )
    report = models.JSONField("báo cáo", default=dict)
    created_at = models.DateTimeField("nhận lúc")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người gửi",
    )  # fmt: skip
    by_name = models.CharField("tên người gửi", max_length=150)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+",
        verbose_name="cơ quan gửi",
    )  # fmt: skip
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt nhận số liệu"
        verbose_name_plural = "đợt nhận số liệu"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BatchState.STAGED, ended_at__isnull=True)
                | ~Q(state=BatchState.STAGED) & Q(ended_at__isnull=False),
                name="hub_batch_ended_when_not_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.name
