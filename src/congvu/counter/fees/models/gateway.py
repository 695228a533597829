"""Through whom money comes without cash, and what they say they took."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import Versioned
from congvu.counter.fees.choices import Method


class GatewayAccount(Versioned):
    """An agency's account with a payment gateway or a bank (cổng thanh toán, tài khoản thu).

    ``speech`` names the registered gateway that talks to it (``gateways.registry``); ``secret``
    (encrypted) proves its messages. ``bank_bin`` (6 digits) and ``account_number`` go into the
    VietQR code.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    method = models.CharField("hình thức", max_length=8, choices=Method.choices)
    speech = models.SlugField("cách nói chuyện", max_length=40)
    base_url = models.URLField("địa chỉ cổng", max_length=300, blank=True)
    bank_bin = models.CharField("mã ngân hàng (BIN)", max_length=6, blank=True)
    account_number = models.CharField("số tài khoản", max_length=19, blank=True)
    account_name = models.CharField("tên tài khoản", max_length=100, blank=True)
    secret = models.TextField("khóa chung", blank=True)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "tài khoản thu"
        verbose_name_plural = "tài khoản thu"
        ordering = ["agency_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(method=Method.VIETQR) | (~Q(bank_bin="") & ~Q(account_number="")),
                name="gateway_vietqr_has_account",
            ),
            models.CheckConstraint(condition=~Q(method=Method.CASH), name="gateway_is_no_cash"),
        ]

    def __str__(self) -> str:
        return self.name


class StatementLine(models.Model):
    """One line of a gateway's list of a day, as it was imported for reconciliation."""

    gateway = models.ForeignKey(
        GatewayAccount, models.PROTECT, related_name="statement", verbose_name="tài khoản thu"
    )
    day = models.DateField("ngày")
    transaction = models.CharField("mã giao dịch của cổng", max_length=100)
    reference = models.CharField("mã giao dịch của hệ thống", max_length=100, blank=True)
    amount = models.BigIntegerField("số tiền (đồng)")

    class Meta:
        verbose_name = "dòng sao kê"
        verbose_name_plural = "dòng sao kê"
        ordering = ["gateway_id", "day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "transaction"], name="statement_line_once"),
        ]

    def __str__(self) -> str:
        return self.transaction
