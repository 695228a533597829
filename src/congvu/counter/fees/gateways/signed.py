"""Messages proven by HMAC-SHA256 over time and body: bank notices and redirect gateways.

Headers: ``X-CongVu-Time`` (seconds since 1970) and ``X-CongVu-Signature`` (hex of HMAC-SHA256 over
``time + "\\n" + body``). Body: JSON ``{"reference", "transaction", "amount", "status"}`` with
``status`` ``success`` or ``failed``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from congvu.core.kernel.errors import Invalid
from congvu.counter.fees.errors import Forged
from congvu.counter.fees.gateways.base import Notice, Started
from congvu.counter.fees.models import GatewayAccount, Payment
from congvu.counter.fees.vault import unseal
from congvu.counter.fees.vietqr import payload

TIME, SIGNATURE = "X-CongVu-Time", "X-CongVu-Signature"
WINDOW = 300
"""Seconds that a message's time may be away from ours."""


class Redirect:
    """A gateway whose page the payer opens; it calls back when the money has come."""

    label = "Cổng thanh toán (chuyển hướng, HMAC)"

    def start(self, account: GatewayAccount, payment: Payment, *, back: str) -> Started:
        asked = {
            "reference": payment.reference, "amount": payment.amount,
            "info": payment.charge.code, "back": back,
        }  # fmt: skip
        query = urlencode(asked)
        proof = hmac.digest(_key(account), query.encode(), hashlib.sha256).hex()
        return Started(url=f"{account.base_url}?{query}&signature={proof}")

    def heard(
        self, account: GatewayAccount, headers: Mapping[str, str], body: bytes, *, at: datetime
    ) -> Notice:
        demand_proof(account, headers, body, at=at)
        return _read(body)


class BankTransfer:
    """A VietQR code to the agency's account; the bank's notice says that the money is there."""

    label = "VietQR, báo có của ngân hàng"

    def start(self, account: GatewayAccount, payment: Payment, *, back: str) -> Started:
        return Started(
            qr=payload(
                bank_bin=account.bank_bin, account=account.account_number, amount=payment.amount,
                purpose=payment.reference,
            )
        )  # fmt: skip

    heard = Redirect.heard


def sign(secret: str, body: bytes, *, at: datetime) -> dict[str, str]:
    """The two headers of a message, as the other side makes them."""
    moment = str(int(at.timestamp()))
    proof = hmac.digest(secret.encode(), moment.encode() + b"\n" + body, hashlib.sha256)
    return {TIME: moment, SIGNATURE: proof.hex()}


def demand_proof(
    account: GatewayAccount, headers: Mapping[str, str], body: bytes, *, at: datetime
) -> None:
    """:raises Forged: no secret is kept, or time or signature are wrong"""
    moment, given = headers.get(TIME, ""), headers.get(SIGNATURE, "")
    if not account.secret or not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        raise Forged
    made = hmac.digest(_key(account), moment.encode() + b"\n" + body, hashlib.sha256).hex()
    if not hmac.compare_digest(made, given.lower() if given.isascii() else ""):
        raise Forged
    if abs(int(moment) - at.timestamp()) > WINDOW:
        raise Forged


def _key(account: GatewayAccount) -> bytes:
    return unseal(account.secret).encode()


def _read(body: bytes) -> Notice:
    unreadable = Invalid("Thông báo thanh toán không đúng định dạng. Hãy gửi lại theo tài liệu.")
    try:
        said: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise unreadable from None
    if not isinstance(said, dict):
        raise unreadable
    reference, transaction = said.get("reference"), said.get("transaction")
    amount, status = said.get("amount"), said.get("status")
    if (
        not isinstance(reference, str) or not 0 < len(reference) <= 100
        or not isinstance(transaction, str) or not 0 < len(transaction) <= 100
        or "\x00" in reference + transaction
        or not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount < 10**13
        or status not in ("success", "failed")
    ):  # fmt: skip
        raise unreadable
    return Notice(reference, transaction, amount, status == "success")
