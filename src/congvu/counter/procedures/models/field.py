"""Fields of administration (lĩnh vực)."""

from __future__ import annotations

from django.db import models

from congvu.core.organisation.validity import Dated, Versioned, dates_in_order


class Field(Versioned, Dated):
    """A field with its national code ``MX1X2-LV..`` (``G11-LV12``), or one of the province's own."""

    code = models.CharField("mã lĩnh vực", max_length=30, unique=True)
    name = models.CharField("tên lĩnh vực", max_length=250)
    sort_key = models.CharField("khóa sắp xếp", max_length=1000, blank=True, editable=False)
    search_key = models.CharField("khóa tìm", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["sort_key", "id"]
        constraints = [dates_in_order("procedure_field_dates_in_order")]

    def __str__(self) -> str:
        return self.name
