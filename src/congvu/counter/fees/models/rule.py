"""What the law says a procedure costs, and who pays less; both are dated data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import Dated, dates_in_order
from congvu.counter.fees.choices import FeeKind


class FeeRule(Dated):
    """One fee of a procedure (mức thu) for a time.

    ``procedure_code`` holds the first two groups of the national code; ``agency`` is empty for
    all agencies. ``online_amount`` is what a dossier filed online costs, empty for the same sum.
    Sums are whole đồng for one unit (``per``: bộ hồ sơ, bản, trang …).
    """

    procedure_code = models.CharField("mã thủ tục", max_length=40)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan",
    )  # fmt: skip
    name = models.CharField("tên khoản thu", max_length=200)
    kind = models.CharField("loại", max_length=8, choices=FeeKind.choices)
    amount = models.PositiveBigIntegerField("mức thu (đồng)")
    online_amount = models.PositiveBigIntegerField("mức thu khi nộp trực tuyến", null=True)
    per = models.CharField("đơn vị tính", max_length=50, default="hồ sơ")
    legal_basis = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "mức thu phí, lệ phí"
        verbose_name_plural = "mức thu phí, lệ phí"
        ordering = ["procedure_code", "name", "-valid_from"]
        constraints = [
            dates_in_order("fee_rule_dates_in_order"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="fee_rule_has_basis"),
            models.UniqueConstraint(
                fields=["procedure_code", "agency", "name"], condition=Q(valid_to__isnull=True),
                name="fee_rule_open_once",
            ),
            models.UniqueConstraint(
                fields=["procedure_code", "name"],
                condition=Q(valid_to__isnull=True, agency__isnull=True),
                name="fee_rule_of_all_open_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Exemption(Dated):
    """A group that pays less or nothing (đối tượng miễn, giảm); ``percent`` is taken off."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("đối tượng", max_length=200)
    percent = models.PositiveSmallIntegerField("tỷ lệ giảm (%)", default=100)
    procedure_code = models.CharField("chỉ cho thủ tục", max_length=40, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "đối tượng miễn, giảm"
        verbose_name_plural = "đối tượng miễn, giảm"
        ordering = ["name", "id"]
        constraints = [
            dates_in_order("exemption_dates_in_order"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="exemption_percent_to_100"
            ),
        ]

    def __str__(self) -> str:
        return self.name
