"""Territories by date: three tiers until 2025-06-30, two tiers after."""

from __future__ import annotations

from django.db import models

from congvu.core.organisation.choices import TerritoryKind
from congvu.core.organisation.validity import Dated, dates_in_order


class Territory(Dated):
    """An administrative unit with its statistical code, name and parent, for a span of time.

    Codes are reused over time, so a code is unique only together with its first day.
    """

    code = models.CharField("mã", max_length=10, db_index=True)
    name = models.CharField("tên", max_length=100)
    kind = models.CharField("cấp", max_length=10, choices=TerritoryKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="thuộc",
    )  # fmt: skip
    sort_key = models.CharField("khóa sắp xếp", max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "valid_from"], name="territory_code_from"
            ),
            dates_in_order("territory_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class TerritorySuccession(models.Model):
    """``old`` went, wholly or in part, into ``new`` on ``at`` (sáp nhập, chia tách)."""

    old = models.ForeignKey(
        Territory, models.CASCADE, related_name="successions", verbose_name="đơn vị cũ"
    )
    new = models.ForeignKey(
        Territory, models.CASCADE, related_name="origins", verbose_name="đơn vị mới"
    )
    at = models.DateField("ngày hiệu lực")
    is_partial = models.BooleanField("một phần", default=False)

    class Meta:
        verbose_name = "kế thừa đơn vị hành chính"
        verbose_name_plural = "kế thừa đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "at"], name="territory_succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
