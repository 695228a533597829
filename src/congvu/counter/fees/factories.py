"""Rules, charges, accounts and messages for tests, in one line each."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

import orjson

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.counter.fees import actions
from congvu.counter.fees.choices import FeeKind
from congvu.counter.fees.gateways.signed import sign
from congvu.counter.fees.models import Charge, FeeRule, GatewayAccount, Payment

AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
CODE = "1.009374"
SECRET = "khoa-chung-cua-cong-thanh-toan"  # noqa: S105 - of the test gateway

_serial = count(1)


def rule(amount: int = 150_000, **parts: Any) -> FeeRule:
    whole: dict[str, Any] = {
        "procedure_code": CODE, "name": "Lệ phí cấp giấy phép", "kind": FeeKind.CHARGE,
        "legal_basis": "Thông tư 214/2016/TT-BTC", "valid_from": date(2026, 1, 1),
    } | parts  # fmt: skip
    return actions.set_rule(actor=system_actor(), at=AT, amount=amount, **whole)


def desk(agency: Agency | None = None, role: Role = Role.OFFICER) -> Actor:
    return organisation.seat(role, agency=agency or organisation.agency())


def charge(actor: Actor, **parts: Any) -> Charge:
    """150,000 đồng due at the actor's agency; makes the rule when there is none."""
    if not FeeRule.objects.exists():
        rule()
    whole: dict[str, Any] = {
        "procedure_code": CODE, "reason": "Lệ phí cấp giấy phép xuất bản",
        "payer_name": "Nguyễn Thị Hoa", "agency_id": actor.agency_id,
    } | parts  # fmt: skip
    return actions.raise_charge(actor=actor, at=AT, **whole)


def account(agency_id: int, speech: str = "vietqr", **parts: Any) -> GatewayAccount:
    whole: dict[str, Any] = {
        "code": f"cong-{next(_serial)}", "name": "Kho bạc", "bank_bin": "970403",
        "account_number": "0011012345678", "base_url": "https://pay.example.vn/start",
        "secret": SECRET,
    } | parts  # fmt: skip
    return actions.set_gateway(
        actor=system_actor(), at=AT, agency_id=agency_id, speech=speech, **whole
    )


def message(
    payment: Payment, *, transaction: str = "", amount: int | None = None,
    status: str = "success", at: datetime = AT, secret: str = SECRET,
) -> dict[str, Any]:  # fmt: skip
    """``headers`` and ``body`` as the gateway sends them."""
    body = orjson.dumps(
        {
            "reference": payment.reference,
            "transaction": transaction or f"FT{payment.pk:08d}",
            "amount": payment.amount if amount is None else amount,
            "status": status,
        }
    )
    return {"headers": sign(secret, body, at=at), "body": body}
