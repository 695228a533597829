"""Desks that report: ours, and those of other installations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.organisation.choices import Level
from congvu.core.organisation.validity import Versioned


class Desk(Versioned):
    """A one-stop desk (bộ phận một cửa), known by its code and, for a commune, its place in the
    district's code, as the hub has named them since 2013.

    ``agency`` is ours, whose figures are computed from its dossiers; ``reporter`` may report for
    the desk besides administrators.
    """

    code = models.CharField("mã đơn vị", max_length=60)
    place = models.CharField("mã xã trong huyện", max_length=20, blank=True)
    name = models.CharField("tên đơn vị", max_length=200)
    level = models.CharField("cấp", max_length=12, choices=Level.choices, default=Level.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="thuộc",
    )  # fmt: skip
    agency = models.OneToOneField(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan trong hệ thống này",
    )  # fmt: skip
    reporter = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan gửi số liệu",
    )  # fmt: skip
    system = models.CharField("phần mềm đang dùng", max_length=100, blank=True)
    sort_key = models.CharField("khóa sắp xếp", max_length=800, blank=True, editable=False)

    class Meta:
        verbose_name = "bộ phận một cửa"
        verbose_name_plural = "bộ phận một cửa"
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "place"], name="hub_desk_once"),
            models.CheckConstraint(condition=~Q(code=""), name="hub_desk_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.name
