"""Receipt numbers: by agency and year, without gaps and never twice."""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.clock import local_date
from congvu.counter.fees.models import Payment, Receipt, ReceiptBook


def issue(*, payment: Payment, agency_id: int, at: datetime, by: str) -> Receipt:
    """The receipt of a confirmed payment; a step of the verbs that confirm, not a verb.

    **Lock:** one row of the year's book, until the confirming transaction ends, which touches
    nothing outside the database; a confirmation that fails gives its number back.
    """
    year = local_date(at).year
    books = ReceiptBook.objects.select_for_update().filter(agency_id=agency_id, year=year)
    if not books:
        ReceiptBook.objects.get_or_create(
            agency_id=agency_id, year=year, defaults={"symbol": f"BL-{year % 100:02d}"}
        )
    book = books.get()
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return Receipt.objects.create(
        book=book, number=book.last_number, payment=payment, issued_at=at, issued_by=by[:200]
    )


def cancel(*, payment: Payment, at: datetime, reason: str) -> None:
    """The receipt of money that went back; its number stays."""
    Receipt.objects.filter(payment=payment, cancelled_at__isnull=True).update(
        cancelled_at=at, cancel_reason=reason[:300]
    )
