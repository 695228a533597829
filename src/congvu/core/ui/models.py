"""What a person keeps about the look of lists."""

from __future__ import annotations

from django.db import models


class SavedFilter(models.Model):
    """Bộ lọc đã lưu: the query string of one list under a name of one's own.

    ``owner_id`` is the account's number, not a foreign key: accounts stand above this room. A
    personal convenience that opens nothing, so it is not audited.
    """

    owner_id = models.BigIntegerField("mã tài khoản")
    listing = models.CharField("danh sách", max_length=60)
    label = models.CharField("tên bộ lọc", max_length=60)
    query = models.CharField("điều kiện", max_length=1000)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["label", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "listing", "label"], name="ui_savedfilter_one_per_label"
            )
        ]

    def __str__(self) -> str:
        return self.label
