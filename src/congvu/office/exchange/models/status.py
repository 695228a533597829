"""Every status that came or went, in the order in which it was noted."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from congvu.office.exchange.choices import EntryState, status_label


class StatusQuerySet(models.QuerySet["StatusEntry"]):
    def due(self, at: datetime) -> StatusQuerySet:
        """To travel now, and in nobody's hands; the oldest first."""
        return self.filter(
            Q(next_try_at__isnull=True) | Q(next_try_at__lte=at),
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=at),
            state=EntryState.WAITING,
        ).order_by("id")


class StatusEntry(models.Model):
    """One status message (trạng thái văn bản), kept for good; unknown codes as they came.

    ``from_code`` says it, ``to_code`` is told. ``to_peer`` is where it has to travel (None: told
    here), ``from_peer`` where it came from. ``key`` is the SHA-256 of what it says, so that a
    status that comes twice is here once. ``delivery`` is None when nothing is known of the letter.
    """

    delivery = models.ForeignKey(
        "exchange.Delivery", models.CASCADE, null=True, related_name="entries",
        verbose_name="lượt gửi",
    )  # fmt: skip
    document_id = models.CharField("mã văn bản liên thông", max_length=250)
    code = models.CharField("mã trạng thái", max_length=10)
    description = models.CharField("diễn giải", max_length=1000, blank=True)
    from_code = models.CharField("cơ quan báo", max_length=35)
    to_code = models.CharField("cơ quan được báo", max_length=35)
    staff = models.CharField("người báo", max_length=150, blank=True)
    at = models.DateTimeField("lúc")
    noted_at = models.DateTimeField("ghi nhận lúc")
    from_peer = models.ForeignKey(
        "exchange.Peer", models.PROTECT, null=True, related_name="+", verbose_name="từ hệ thống"
    )
    to_peer = models.ForeignKey(
        "exchange.Peer", models.PROTECT, null=True, related_name="+", verbose_name="đến hệ thống"
    )
    state = models.CharField(
        "tình trạng", max_length=8, choices=EntryState.choices, default=EntryState.DONE
    )
    attempts = models.PositiveIntegerField("số lần gửi", default=0)
    next_try_at = models.DateTimeField("gửi lại lúc", null=True)
    claimed_until = models.DateTimeField("đang gửi đến", null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    cause = models.CharField("nguyên nhân", max_length=500, blank=True)
    key = models.CharField("khóa", max_length=64, unique=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name = "trạng thái văn bản"
        verbose_name_plural = "trạng thái văn bản"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=EntryState.DONE) | Q(to_peer__isnull=False),
                name="exchange_status_travels_to_peer",
            )
        ]
        indexes = [
            models.Index(
                fields=["to_peer", "id"], condition=Q(state=EntryState.WAITING),
                name="exchange_status_due",
            ),
            models.Index(fields=["document_id"], name="exchange_status_document"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.document_id}"

    @property
    def label(self) -> str:
        return status_label(self.code)
