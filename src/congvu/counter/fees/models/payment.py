"""Money on its way to a charge, what gateways said of it, and what goes back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.fees.choices import Heard, Method, PaymentState, RefundState


class Payment(models.Model):
    """One attempt to pay a charge (lần nộp tiền).

    ``reference`` is ours, told to the gateway when it starts; ``transaction`` is the gateway's.
    The database holds a charge to one confirmed payment.
    """

    charge = models.ForeignKey(
        "fees.Charge", models.PROTECT, related_name="payments", verbose_name="khoản thu"
    )
    method = models.CharField("hình thức", max_length=8, choices=Method.choices)
    gateway = models.ForeignKey(
        "fees.GatewayAccount", models.PROTECT, null=True, related_name="+", verbose_name="cổng"
    )
    till = models.ForeignKey(
        "fees.Till", models.PROTECT, null=True, related_name="payments", verbose_name="ca thu"
    )
    reference = models.CharField("mã giao dịch của hệ thống", max_length=40, unique=True)
    transaction = models.CharField("mã giao dịch của cổng", max_length=100, blank=True)
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    state = models.CharField("trạng thái", max_length=10, choices=PaymentState.choices)
    started_at = models.DateTimeField("bắt đầu lúc")
    confirmed_at = models.DateTimeField("thu lúc", null=True, blank=True)
    taken_by = models.CharField("người thu", max_length=200, blank=True)
    remark = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "lần nộp tiền"
        verbose_name_plural = "lần nộp tiền"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge"], condition=Q(state=PaymentState.CONFIRMED),
                name="payment_confirmed_once",
            ),
            models.UniqueConstraint(
                fields=["gateway", "transaction"], condition=~Q(transaction=""),
                name="payment_transaction_once",
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.CASH) | Q(till__isnull=False),
                name="payment_cash_in_a_till",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["gateway", "confirmed_at"], name="payment_of_gateway_day"),
        ]

    def __str__(self) -> str:
        return self.reference


class Callback(models.Model):
    """A message of a gateway, kept whatever became of it; the same one twice is one row."""

    gateway = models.ForeignKey(
        "fees.GatewayAccount", models.PROTECT, related_name="+", verbose_name="cổng"
    )
    digest = models.CharField("mã băm nội dung", max_length=64)
    reference = models.CharField("mã giao dịch", max_length=100, blank=True)
    amount = models.BigIntegerField("số tiền (đồng)", null=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Heard.choices)
    times = models.PositiveIntegerField("số lần nhận", default=1)
    first_at = models.DateTimeField("nhận lần đầu")
    last_at = models.DateTimeField("nhận gần nhất")

    class Meta:
        verbose_name = "thông báo của cổng thanh toán"
        verbose_name_plural = "thông báo của cổng thanh toán"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "digest"], name="callback_once"),
        ]

    def __str__(self) -> str:
        return self.reference or self.digest[:12]


class Refund(models.Model):
    """Money that goes back, and who agreed to it."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name="lần nộp tiền"
    )
    amount = models.PositiveBigIntegerField("số tiền (đồng)")
    reason = models.CharField("lý do", max_length=300)
    state = models.CharField(
        "trạng thái", max_length=8, choices=RefundState.choices, default=RefundState.ASKED
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    asked_by = models.CharField("người đề nghị", max_length=200)
    asked_by_user = models.BigIntegerField("mã người đề nghị", null=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    decided_by = models.CharField("người quyết định", max_length=200, blank=True)
    till = models.ForeignKey(
        "fees.Till", models.PROTECT, null=True, related_name="refunds", verbose_name="ca thu chi"
    )

    class Meta:
        verbose_name = "hoàn tiền"
        verbose_name_plural = "hoàn tiền"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=~Q(state=RefundState.REFUSED), name="refund_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} {self.amount}"
