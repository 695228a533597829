"""Receipts and the books their numbers come from."""

from __future__ import annotations

from django.db import models


class ReceiptBook(models.Model):
    """A year's book of an agency (quyển biên lai); the row is locked for the next number."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    year = models.PositiveSmallIntegerField("năm")
    symbol = models.CharField("ký hiệu", max_length=20)
    last_number = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "quyển biên lai"
        verbose_name_plural = "quyển biên lai"
        ordering = ["agency_id", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="receipt_book_once"),
        ]

    def __str__(self) -> str:
        return self.symbol


class Receipt(models.Model):
    """A receipt (biên lai thu phí, lệ phí): numbered without gaps, cancelled but never removed."""

    book = models.ForeignKey(
        ReceiptBook, models.PROTECT, related_name="receipts", verbose_name="quyển"
    )
    number = models.PositiveIntegerField("số")
    payment = models.OneToOneField(
        "fees.Payment", models.PROTECT, related_name="receipt", verbose_name="lần nộp tiền"
    )
    issued_at = models.DateTimeField("lập lúc")
    issued_by = models.CharField("người lập", max_length=200)
    cancelled_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=300, blank=True)

    class Meta:
        verbose_name = "biên lai"
        verbose_name_plural = "biên lai"
        ordering = ["book_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="receipt_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.book.symbol} {self.number:07d}"
