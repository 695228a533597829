"""Fixed choices of fees: kinds, states and the ways to pay."""

from __future__ import annotations

from django.db.models import TextChoices

from congvu.core.kernel.states import StateTable

CHARGE_KIND = "fees.charge"
"""Subject kind of a charge (khoản thu)."""
TILL_KIND = "fees.till"
"""Subject kind of a cashier's session (ca thu)."""


class FeeKind(TextChoices):
    """Luật Phí và lệ phí 97/2015/QH13, Art. 3; what else a desk collects is neither."""

    FEE = "fee", "Phí"
    CHARGE = "charge", "Lệ phí"
    OTHER = "other", "Khoản thu khác"


class Method(TextChoices):
    """How money comes (hình thức thu)."""

    CASH = "cash", "Tiền mặt"
    VIETQR = "vietqr", "Chuyển khoản VietQR"
    GATEWAY = "gateway", "Cổng thanh toán"


class ChargeState(TextChoices):
    DUE = "due", "Chờ nộp"
    PAID = "paid", "Đã nộp"
    WAIVED = "waived", "Được miễn"
    CANCELLED = "cancelled", "Đã hủy"
    REFUNDED = "refunded", "Đã hoàn"


CHARGE = StateTable(
    "Khoản thu",
    dict(ChargeState.choices),
    [
        ("pay", ChargeState.DUE, ChargeState.PAID),
        ("waive", ChargeState.DUE, ChargeState.WAIVED),
        ("cancel", ChargeState.DUE, ChargeState.CANCELLED),
        ("refund", ChargeState.PAID, ChargeState.REFUNDED),
    ],
)


class PaymentState(TextChoices):
    """``SURPLUS`` is money that came for a charge that wanted none: paid twice, cancelled, or
    another sum. It is never lost from sight: it waits to be given back."""

    STARTED = "started", "Đang chờ tiền"
    CONFIRMED = "confirmed", "Đã thu"
    FAILED = "failed", "Không thành công"
    SURPLUS = "surplus", "Thu thừa, chờ hoàn"
    REFUNDED = "refunded", "Đã hoàn"


PAYMENT = StateTable(
    "Lần nộp tiền",
    dict(PaymentState.choices),
    [
        ("confirm", PaymentState.STARTED, PaymentState.CONFIRMED),
        ("confirm", PaymentState.FAILED, PaymentState.CONFIRMED),
        ("overpay", PaymentState.STARTED, PaymentState.SURPLUS),
        ("overpay", PaymentState.FAILED, PaymentState.SURPLUS),
        ("fail", PaymentState.STARTED, PaymentState.FAILED),
        ("refund", PaymentState.CONFIRMED, PaymentState.REFUNDED),
        ("refund", PaymentState.SURPLUS, PaymentState.REFUNDED),
    ],
)

HOLDING = (PaymentState.CONFIRMED, PaymentState.SURPLUS)
"""States in which the agency has the money."""


class RefundState(TextChoices):
    ASKED = "asked", "Chờ duyệt hoàn"
    DONE = "done", "Đã hoàn"
    REFUSED = "refused", "Không hoàn"


REFUND = StateTable(
    "Đề nghị hoàn tiền",
    dict(RefundState.choices),
    [
        ("approve", RefundState.ASKED, RefundState.DONE),
        ("refuse", RefundState.ASKED, RefundState.REFUSED),
    ],
)


class Heard(TextChoices):
    """What became of a gateway's message."""

    CONFIRMED = "confirmed", "Ghi nhận tiền"
    REPEATED = "repeated", "Đã ghi nhận trước đó"
    SURPLUS = "surplus", "Ghi nhận thu thừa"
    FAILED = "failed", "Giao dịch không thành công"
    UNKNOWN = "unknown", "Không có lần nộp tiền này"
    FORGED = "forged", "Chữ ký sai"
