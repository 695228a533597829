"""Opening a file and listing its signatures, whatever its state."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.office.signing.verification import hexadecimal

hexadecimal.install()

T = TypeVar("T")

HEAD = 1024
"""A PDF says so within its first kilobyte (ISO 32000-1, annex H.3.4.1)."""


class Unreadable(Exception):
    """The file cannot be read as a PDF; ``args[0]`` is a complete Vietnamese sentence."""


def attempt(step: Callable[..., T], *values: Any, otherwise: T) -> T:
    """The step's result on the values, or ``otherwise`` when the file makes the readers stumble.

    Files come from anybody, and the readers (pyHanko, asn1crypto) raise errors of every kind on
    what they did not expect: whatever one fact cannot be read from is unknown, not a crash.
    """
    try:
        return step(*values)
    except Exception:
        return otherwise


def looks_like_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:HEAD]


def open_pdf(data: bytes) -> PdfFileReader:
    """The file with its revisions.

    :raises Unreadable: no PDF, locked by a password, or its structure is damaged
    """
    if not looks_like_pdf(data):
        raise Unreadable("Tệp không phải là PDF. Hãy chọn tệp PDF có chữ ký số.")
    start = data.index(b"%PDF-", 0, HEAD)
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
    except Exception as error:
        where = "" if start == 0 else " Đầu tệp có dữ liệu lạ trước phần PDF."
        raise Unreadable(
            "Cấu trúc tệp PDF bị hỏng (bảng tham chiếu không đọc được), nên không đọc được "
            f"các phiên bản của tệp.{where}"
        ) from error
    _unlock(reader)
    return reader


def _unlock(reader: PdfFileReader) -> None:
    if not attempt(lambda: bool(reader.encrypted), otherwise=False):
        return
    opened = attempt(lambda: reader.decrypt("").status != AuthStatus.FAILED, otherwise=False)
    if not opened:
        raise Unreadable(
            "Tệp PDF được đặt mật khẩu nên không đọc được chữ ký số. "
            "Hãy đề nghị nơi gửi cung cấp bản không đặt mật khẩu."
        )


def signed_fields(reader: PdfFileReader) -> list[tuple[str, Any, Any]]:
    """Name, signature object and field of every filled signature field.

    :raises Unreadable: the form that lists the fields is damaged
    """
    try:
        return list(enumerate_sig_fields(reader, filled_status=True))
    except Exception as error:
        raise Unreadable(
            "Danh sách các ô chữ ký trong tệp PDF bị hỏng nên không đọc được chữ ký số."
        ) from error


def open_signature(reader: PdfFileReader, name: str, field: Any) -> EmbeddedPdfSignature | None:
    """One signature, or None when its parts cannot be read."""
    return attempt(lambda: EmbeddedPdfSignature(reader, field, name), otherwise=None)
