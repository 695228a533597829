"""The counter behind dossier codes: one row for each agency, day and owner of the system."""

from __future__ import annotations

from django.db import models


class DaySerial(models.Model):
    """Last serial given by an agency on a day (Vietnam's); it begins at 1 every morning.

    The row is locked for the rest of the filing's short transaction, so that a filing that fails
    gives its serial back and none is ever missing. ``owner`` is the two-letter code of the owner
    of a centrally built system (TT 04/2025/TT-VPCP), empty for the province's own.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    day = models.DateField("ngày")
    owner = models.CharField("chủ quản hệ thống", max_length=2, blank=True, default="")
    last_number = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "bộ đếm mã hồ sơ"
        verbose_name_plural = "bộ đếm mã hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["agency", "day", "owner"], name="day_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day:%d/%m/%Y} {self.owner}{self.last_number}"
