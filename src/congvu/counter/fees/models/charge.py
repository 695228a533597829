"""What somebody owes for a thing, and the lines it is made of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import Versioned
from congvu.counter.fees.choices import ChargeState, FeeKind


class Charge(Versioned):
    """A sum asked for (khoản thu) on behalf of a subject of a higher room.

    ``key`` is the unguessable address under which the payer pays without an account; ``code`` is
    what the payer writes on a transfer, unique in the installation.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan thu"
    )
    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True, blank=True)
    code = models.CharField("mã nộp tiền", max_length=20, unique=True)
    key = models.CharField("khóa trang nộp tiền", max_length=43, unique=True)
    reason = models.CharField("nội dung thu", max_length=300)
    payer_name = models.CharField("người nộp", max_length=200)
    payer_address = models.CharField("địa chỉ", max_length=300, blank=True)
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    reduced = models.PositiveBigIntegerField("được miễn, giảm (đồng)", default=0)
    exemption_reason = models.CharField("lý do miễn, giảm", max_length=300, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ChargeState.choices, default=ChargeState.DUE
    )
    raised_at = models.DateTimeField("lập lúc")
    raised_by = models.CharField("người lập", max_length=200)
    settled_at = models.DateTimeField("nộp lúc", null=True, blank=True)

    class Meta:
        verbose_name = "khoản thu"
        verbose_name_plural = "khoản thu"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id__isnull=True)
                | ~Q(subject_kind="") & Q(subject_id__isnull=False),
                name="charge_subject_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChargeState.PAID) | Q(settled_at__isnull=False),
                name="charge_paid_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="charge_of_agency"),
            models.Index(fields=["subject_kind", "subject_id"], name="charge_of_subject"),
        ]

    def __str__(self) -> str:
        return self.code


class ChargeLine(models.Model):
    """One fee of a charge as it stood on the day; a later change of the rule moves nothing."""

    charge = models.ForeignKey(
        Charge, models.CASCADE, related_name="lines", verbose_name="khoản thu"
    )
    rule = models.ForeignKey(
        "fees.FeeRule", models.PROTECT, null=True, related_name="+", verbose_name="mức thu"
    )
    name = models.CharField("tên khoản thu", max_length=200)
    kind = models.CharField("loại", max_length=8, choices=FeeKind.choices)
    quantity = models.PositiveIntegerField("số lượng", default=1)
    unit_amount = models.PositiveBigIntegerField("mức thu (đồng)")
    reduced = models.PositiveBigIntegerField("được miễn, giảm (đồng)", default=0)
    amount = models.PositiveBigIntegerField("thành tiền (đồng)")

    class Meta:
        verbose_name = "dòng khoản thu"
        verbose_name_plural = "dòng khoản thu"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    amount=models.F("quantity") * models.F("unit_amount") - models.F("reduced")
                ),
                name="charge_line_adds_up",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="charge_line_of_something"),
        ]

    def __str__(self) -> str:
        return self.name
