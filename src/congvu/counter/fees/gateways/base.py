"""One interface for everything that takes money for us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from congvu.core.kernel.registry import Registry
from congvu.counter.fees.models import GatewayAccount, Payment


@dataclass(frozen=True, slots=True)
class Started:
    """Where the payer goes on: an address to open, or the text of a QR code to show."""

    url: str = ""
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a gateway says happened; ``reference`` is ours, ``transaction`` its own."""

    reference: str
    transaction: str
    amount: int
    succeeded: bool


class Gateway(Protocol):
    """What a way of speaking to a gateway must do; adapters register in :data:`gateways`."""

    label: str

    def start(self, account: GatewayAccount, payment: Payment, *, back: str) -> Started:
        """How the payer pays; ``back`` is the address the payer's browser returns to."""
        ...

    def heard(
        self, account: GatewayAccount, headers: Mapping[str, str], body: bytes, *, at: datetime
    ) -> Notice:
        """What a message says.

        :raises Forged: its proof is missing, wrong or too old
        :raises Invalid: proven, but it cannot be read
        """
        ...


gateways: Registry[Gateway] = Registry("payment gateways")
