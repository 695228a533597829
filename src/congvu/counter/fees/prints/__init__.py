"""Receipts as PDF/A."""

from __future__ import annotations

from pathlib import Path

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.dates import date_in_words
from congvu.core.kernel.money import dong_in_words, format_dong
from congvu.counter.fees.models import Receipt
from congvu.office.documents.letterhead.engine import compile_pdf

__all__ = ["receipt_data", "receipt_pdf"]

SHEETS = Path(__file__).resolve().parent / "sheets"


def receipt_pdf(receipt: Receipt) -> bytes:
    """Biên lai thu phí, lệ phí as PDF/A-2b; the same bytes for the same receipt."""
    day = local_date(receipt.issued_at)
    return compile_pdf("receipt.typ", receipt_data(receipt), day=day, folder=SHEETS)


def receipt_data(receipt: Receipt) -> dict[str, object]:
    """What the sheet is given, apart from the compiler, so that tests can look at it."""
    payment = receipt.payment
    charge, agency = payment.charge, payment.charge.agency
    parent = agency.parent.name if agency.parent else ""
    day = local_date(receipt.issued_at)
    cancelled = ""
    if receipt.cancelled_at is not None:
        moment = receipt.cancelled_at.astimezone(VIETNAM)
        cancelled = f"ĐÃ HỦY ngày {moment:%d/%m/%Y}. Lý do: {receipt.cancel_reason}"
    facts = [
        ("Người nộp", charge.payer_name),
        ("Địa chỉ", charge.payer_address),
        ("Nội dung thu", charge.reason),
        ("Mã nộp tiền", charge.code),
        ("Được miễn, giảm", charge.exemption_reason),
        ("Hình thức nộp", payment.get_method_display()),
        ("Mã giao dịch", payment.transaction),
    ]
    return {
        "title": "BIÊN LAI THU PHÍ, LỆ PHÍ",
        "parent": [parent.upper()] if parent else [],
        "agency": [agency.name.upper()],
        "symbol": receipt.book.symbol,
        "number": f"{receipt.number:07d}",
        "cancelled": cancelled,
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "rows": [
            [str(place), line.name, str(line.quantity), format_dong(line.unit_amount, ""),
             format_dong(line.reduced, "") if line.reduced else "", format_dong(line.amount, "")]
            for place, line in enumerate(charge.lines.all(), start=1)
        ],
        "total": format_dong(payment.amount, ""),
        "words": dong_in_words(payment.amount),
        "place": date_in_words(day, agency.place) if agency.place else date_in_words(day),
        "payer": charge.payer_name,
        "issuer": receipt.issued_by,
    }  # fmt: skip
