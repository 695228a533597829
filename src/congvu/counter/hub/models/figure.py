"""Figures as they were reported, every version of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.counter.hub.choices import Kind


class Figure(models.Model):
    """The counters of one desk, field and period (số liệu báo cáo).

    ``counts`` has the counters of ``shapes.SHAPES[kind]`` as they were reported: a figure is
    never corrected. Reported again with other counters it becomes another version, and the one
    before keeps when it was replaced.
    """

    desk = models.ForeignKey(
        "hub.Desk", models.PROTECT, related_name="figures", verbose_name="đơn vị"
    )
    field_code = models.CharField("mã lĩnh vực", max_length=30, blank=True)
    kind = models.CharField("loại số liệu", max_length=8, choices=Kind.choices)
    period = models.DateField("kỳ", help_text="Ngày đầu của tháng, hoặc ngày của số lũy kế.")
    as_of = models.DateField("tính đến ngày")
    counts = models.JSONField("số liệu")
    number = models.PositiveSmallIntegerField("lần báo cáo", default=1)
    batch = models.ForeignKey(
        "hub.Batch", models.PROTECT, related_name="figures", verbose_name="đợt nhận"
    )
    row = models.PositiveIntegerField("dòng trong tệp", default=0)
    received_at = models.DateTimeField("nhận lúc")
    replaced_at = models.DateTimeField("thay thế lúc", null=True, blank=True)

    class Meta:
        verbose_name = "số liệu báo cáo"
        verbose_name_plural = "số liệu báo cáo"
        ordering = ["period", "desk_id", "field_code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "field_code", "kind", "period"],
                condition=Q(replaced_at__isnull=True),
                name="hub_figure_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["desk", "field_code", "kind", "period", "number"],
                name="hub_figure_number_once",
            ),
            models.CheckConstraint(
                condition=Q(as_of__gte=F("period")), name="hub_figure_as_of_within"
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "period", "desk"], condition=Q(replaced_at__isnull=True),
                name="hub_figure_of_period",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.desk_id} {self.field_code} {self.period:%m/%Y}"

    @property
    def is_month(self) -> bool:
        return self.kind == Kind.MONTH
