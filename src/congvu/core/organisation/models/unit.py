"""Units inside an agency (phòng, ban, trung tâm)."""

from __future__ import annotations

from django.db import models

from congvu.core.organisation.choices import UnitKind
from congvu.core.organisation.validity import Dated, Versioned, dates_in_order


class Unit(Versioned, Dated):
    """A unit; ``notation`` is its mark in numbers and in "Lưu: VT, CNTT"."""

    agency = models.ForeignKey(
        "organisation.Agency", models.CASCADE, related_name="units", verbose_name="cơ quan"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="đơn vị cấp trên",
    )  # fmt: skip
    name = models.CharField("tên đơn vị", max_length=200)
    notation = models.CharField("ký hiệu", max_length=30, blank=True)
    kind = models.CharField("loại", max_length=12, choices=UnitKind.choices)
    path = models.CharField("đường dẫn", max_length=200, blank=True, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["agency_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="unit_name_once_in_agency"),
            dates_in_order("unit_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name
