"""Messages that could not be taken, kept as they came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.office.exchange.choices import QuarantineState


class Quarantined(models.Model):
    """A message held back (gói tin bị giữ lại): its very bytes, why, and what can be done.

    ``reason_code`` is the code of the refusal, ``reason`` its sentence. The same bytes from the
    same peer are held once and counted.
    """

    peer = models.ForeignKey(
        "exchange.Peer", models.PROTECT, null=True, related_name="+", verbose_name="từ hệ thống"
    )
    raw = models.ForeignKey(
        "files.Blob", models.PROTECT, related_name="+", verbose_name="gói tin nguyên gốc"
    )
    reason_code = models.CharField("mã lý do", max_length=40)
    reason = models.CharField("lý do", max_length=1000)
    sender_code = models.CharField("mã cơ quan gửi", max_length=35, blank=True)
    document_id = models.CharField("mã văn bản liên thông", max_length=250, blank=True)
    claimed_sender = models.CharField("cơ quan gửi theo yêu cầu", max_length=35, blank=True)
    times = models.PositiveIntegerField("số lần", default=1)
    first_at = models.DateTimeField("lần đầu")
    last_at = models.DateTimeField("lần gần nhất")
    state = models.CharField(
        "tình trạng", max_length=9, choices=QuarantineState.choices, default=QuarantineState.HELD
    )
    resolved_by = models.CharField("người xử lý", max_length=150, blank=True)
    resolved_at = models.DateTimeField("xử lý lúc", null=True)
    remark = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "gói tin bị giữ lại"
        verbose_name_plural = "gói tin bị giữ lại"
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "raw"], name="exchange_quarantine_once"),
            models.CheckConstraint(
                condition=Q(state=QuarantineState.HELD) | Q(resolved_at__isnull=False),
                name="exchange_quarantine_resolved_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "-last_at"], name="exchange_quarantine_state")]

    def __str__(self) -> str:
        return self.reason[:100]
