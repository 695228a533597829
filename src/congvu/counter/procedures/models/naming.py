"""Names that fields get on a day to come."""

from __future__ import annotations

from django.db import models


class FieldRename(models.Model):
    """A new name of a field from a day on (đổi tên lĩnh vực). ``before`` is what it was called until
    then; applied, the row stays as the history of the name."""

    field = models.ForeignKey(
        "procedures.Field", models.PROTECT, related_name="renames", verbose_name="lĩnh vực"
    )
    name = models.CharField("tên mới", max_length=250)
    before = models.CharField("tên cũ", max_length=250)
    from_day = models.DateField("từ ngày")
    decided_at = models.DateTimeField("ghi lúc")
    by_name = models.CharField("người ghi", max_length=150)
    applied_at = models.DateTimeField("đổi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đổi tên lĩnh vực"
        verbose_name_plural = "đổi tên lĩnh vực"
        ordering = ["-from_day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["field", "from_day"], name="field_rename_once_a_day")
        ]
        indexes = [
            models.Index(
                fields=["from_day"], condition=models.Q(applied_at__isnull=True),
                name="field_rename_waiting",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} từ {self.from_day:%d/%m/%Y}"
