"""A time limit as columns: the words of the law, and what was read from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.procedures.choices import LimitState, LimitUnit


def limit_is_whole(name: str) -> models.CheckConstraint:
    """A limit that was read has amount and unit; one that was not has neither."""
    return models.CheckConstraint(
        condition=Q(limit_state=LimitState.READ, limit_amount__isnull=False) & ~Q(limit_unit="")
        | ~Q(limit_state=LimitState.READ) & Q(limit_amount__isnull=True, limit_unit=""),
        name=name,
    )


class Limited(models.Model):
    """``limit_amount`` is the longest time; 0 means within the day of receipt.

    ``limit_parts`` are the single limits (by case or in sequence) as
    ``limits.Limit`` writes them, when the law states more than one.
    """

    limit_text = models.TextField("thời hạn giải quyết", blank=True)
    limit_state = models.CharField(
        "đọc thời hạn", max_length=10, choices=LimitState.choices, default=LimitState.NONE
    )
    limit_amount = models.PositiveSmallIntegerField("thời hạn", null=True, blank=True)
    limit_unit = models.CharField(
        "đơn vị tính", max_length=12, choices=LimitUnit.choices, blank=True, default=""
    )
    limit_parts = models.JSONField("các thời hạn thành phần", default=list, blank=True)

    class Meta:
        abstract = True
