"""Registers (sổ) and their numbers: no gap, never twice, each with an answer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.office.documents.choices import Direction, NumberState


class Register(models.Model):
    """One series of one agency, year and direction, numbered from 01 on 1 January.

    ``series`` is ``general``, a QPPL kind (``qppl-QĐ``), ``secret``, ``copies`` or the mark of
    an advisory body. ``last_number`` is the counter; its row is locked for one short
    transaction, never across a signature (NĐ 30/2020, Điều 15).
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    year = models.PositiveSmallIntegerField("năm")
    direction = models.CharField("chiều", max_length=3, choices=Direction.choices)
    series = models.CharField("loạt số", max_length=40, default="general")
    name = models.CharField("tên sổ", max_length=200)
    first_number = models.PositiveIntegerField("số đầu", default=1)
    last_number = models.PositiveIntegerField("số cuối", default=0)
    last_at = models.DateTimeField("cấp số cuối lúc", null=True, blank=True)
    closed_at = models.DateTimeField("khóa sổ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "sổ văn bản"
        verbose_name_plural = "sổ văn bản"
        ordering = ["-year", "direction", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "direction", "series"], name="register_once"
            ),
            models.CheckConstraint(
                condition=Q(first_number__gte=1) & Q(last_number__gte=F("first_number") - 1),
                name="register_counter_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Number(models.Model):
    """One number of a register and what became of it.

    Reserved in a short transaction, used when the letter is signed, released when the signing
    is refused: a released number is given out again before any new one. ``given_at`` never falls
    as ``value`` rises, so that the order of numbers is the order of time; ``dated`` is the day the
    letter bears, changed only when the number is given out again.
    """

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="numbers", verbose_name="sổ"
    )
    value = models.PositiveIntegerField("số")
    given_at = models.DateTimeField("cấp lần đầu lúc")
    dated = models.DateField("ngày ghi theo số")
    state = models.CharField("trạng thái", max_length=10, choices=NumberState.choices)
    subject_kind = models.CharField("loại văn bản", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã văn bản", null=True, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    changed_at = models.DateTimeField("thay đổi lúc")
    changed_by = models.CharField("người thay đổi", max_length=200, blank=True)

    class Meta:
        verbose_name = "số văn bản"
        verbose_name_plural = "số văn bản"
        ordering = ["register_id", "value"]
        constraints = [
            models.UniqueConstraint(fields=["register", "value"], name="number_never_twice"),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(subject_id__isnull=False),
                name="number_one_for_subject",
            ),
            models.CheckConstraint(
                condition=Q(state=NumberState.USED, subject_id__isnull=False)
                | Q(state=NumberState.RESERVED, subject_id__isnull=False)
                | Q(state__in=[NumberState.HELD, NumberState.RELEASED, NumberState.ANNULLED],
                    subject_id__isnull=True),
                name="number_subject_by_state",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["register", "value"],
                condition=Q(state=NumberState.RELEASED),
                name="number_released",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.value}"
