"""The payload of a VietQR code: EMVCo merchant-presented data with NAPAS' own fields.

Source: EMVCo QR Code Specification for Payment Systems (Merchant-Presented Mode) and the VietQR
format of NAPAS (GUID ``A000000727``, service ``QRIBFTTA``: transfer to an account).
"""

from __future__ import annotations

import re

from congvu.core.kernel.text import fold

GUID = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
_BIN, _ACCOUNT = re.compile(r"[0-9]{6}"), re.compile(r"[A-Za-z0-9]{1,19}")
_LONGEST_PURPOSE = 25


def payload(*, bank_bin: str, account: str, amount: int, purpose: str) -> str:
    """The text that is drawn as a QR code: one sum to one account, used once.

    :param amount: whole đồng, 1 to 13 digits
    :param purpose: up to 25 characters; diacritics are taken off, as banks do
    :raises ValueError: a field that no bank would accept
    """
    if not (_BIN.fullmatch(bank_bin) and _ACCOUNT.fullmatch(account)):
        raise ValueError("bank BIN is 6 digits, an account up to 19 letters or digits")
    if not 0 < amount < 10**13:
        raise ValueError("the sum does not fit")
    plain = fold(purpose).upper()
    if not plain or len(plain) > _LONGEST_PURPOSE or not plain.isascii():
        raise ValueError("the purpose is 1 to 25 plain characters")
    holder = _field("00", bank_bin) + _field("01", account)
    merchant = _field("00", GUID) + _field("01", holder) + _field("02", TO_ACCOUNT)
    body = (
        _field("00", "01") + _field("01", "12") + _field("38", merchant) + _field("53", "704")
        + _field("54", str(amount)) + _field("58", "VN") + _field("62", _field("08", plain))
        + "6304"
    )  # fmt: skip
    return body + f"{crc(body):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def crc(text: str) -> int:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) of the text's bytes."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ (0x1021 if value & 0x8000 else 0)
        value &= 0xFFFF
    return value
