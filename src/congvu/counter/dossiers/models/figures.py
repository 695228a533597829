"""Figures by day, counted once when the day is over; reports of years read these, not dossiers."""

from __future__ import annotations

from django.db import models

from congvu.counter.dossiers.choices import Counted


class DayFigure(models.Model):
    """How many dossiers of an agency and field were received, or came to their end, on a day.

    Counted from the dossiers' own moments after the day was over, which no verb moves any more.
    ``channel`` is the one they came by. ``bin/congvu dossiers figures`` counts anew and compares.
    """

    day = models.DateField("ngày")
    agency = models.ForeignKey(
        "organisation.Agency", models.CASCADE, related_name="+", verbose_name="cơ quan"
    )
    field = models.ForeignKey(
        "procedures.Field", models.CASCADE, related_name="+", verbose_name="lĩnh vực"
    )
    what = models.CharField("đếm gì", max_length=8, choices=Counted.choices)
    channel = models.PositiveSmallIntegerField("kênh thực hiện")
    count = models.PositiveIntegerField("số hồ sơ")

    class Meta:
        verbose_name = "số liệu ngày"
        verbose_name_plural = "số liệu ngày"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency", "field", "what", "channel"], name="day_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.get_what_display()}: {self.count}"


class CountedThrough(models.Model):
    """One row: the last day that :class:`DayFigure` holds; younger days are counted when asked."""

    day = models.DateField("đến hết ngày")

    class Meta:
        verbose_name = "mốc số liệu"
        verbose_name_plural = "mốc số liệu"

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
