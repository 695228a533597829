"""A cashier's session: what was in the drawer, what came, what was counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Till(models.Model):
    """A session of one cashier (ca thu); cash belongs to exactly one, and closed is closed.

    ``expected`` is opening money plus cash taken minus cash given back, counted from the rows
    when it is closed; ``counted`` is what the cashier found; a difference has its reason.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thu"
    )
    cashier_name = models.CharField("tên người thu", max_length=200)
    opened_at = models.DateTimeField("mở lúc")
    opening = models.PositiveBigIntegerField("tiền đầu ca (đồng)", default=0)
    closed_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    expected = models.BigIntegerField("tiền trên sổ (đồng)", null=True, blank=True)
    counted = models.PositiveBigIntegerField("tiền đếm được (đồng)", null=True, blank=True)
    difference_reason = models.CharField("lý do chênh lệch", max_length=300, blank=True)

    class Meta:
        verbose_name = "ca thu"
        verbose_name_plural = "ca thu"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "cashier"], condition=Q(closed_at__isnull=True),
                name="till_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(expected__isnull=False, counted__isnull=False),
                name="till_closed_is_counted",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.cashier_name} {self.opened_at:%d/%m/%Y %H:%M}"
