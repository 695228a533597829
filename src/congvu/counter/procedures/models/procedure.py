"""Administrative procedures: the number that stays while the law behind it changes."""

from __future__ import annotations

from django.db import models

from congvu.core.organisation.validity import Versioned


class Procedure(Versioned):
    """A procedure (thủ tục hành chính); what the law says of it stands in its versions.

    ``code`` is the first two groups of the national code (``1.009374``), or a local code where
    the national list has none (``is_national`` false). The row is the lock of every verb on its
    versions.
    """

    code = models.CharField("mã thủ tục", max_length=40, unique=True)
    is_national = models.BooleanField("mã quốc gia", default=True)
    created_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "thủ tục hành chính"
        verbose_name_plural = "thủ tục hành chính"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
