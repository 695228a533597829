"""The demo's fees: rules, accounts, a day at the till, and charges in every state."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.conf import settings

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.organisation.models import Agency
from congvu.core.organisation.queries import actor_for
from congvu.counter.fees import actions
from congvu.counter.fees.choices import FeeKind
from congvu.counter.fees.gateways.signed import sign
from congvu.counter.fees.models import Charge, Payment
from congvu.counter.procedures.models import Offering
from congvu.project.demo.bank import KEY, PLACE

SINCE = date(2016, 1, 1)
BASIS = "Biểu phí thử nghiệm của tỉnh mẫu"
DESKS = {
    "stttt": ("vanthu.stttt", "giamdoc.stttt"),
    "hiephoa": ("vanthu.hiephoa", "chutich.hiephoa"),
    "hiephoa-ducthang": ("vanthu.xa", ""),
}
"""Agencies whose desk takes money here: who takes it, and who decides what goes back."""
PRICES = (
    ("Lệ phí cấp giấy phép", FeeKind.CHARGE, 150_000, 75_000),
    ("Phí thẩm định hồ sơ", FeeKind.FEE, 500_000, 400_000),
    ("Lệ phí bản sao", FeeKind.CHARGE, 8_000, None),
)
PRICED = 12
"""Procedures of each agency that cost something; the others have no rule yet."""
EXEMPTIONS = (
    ("nguoi-co-cong", "Người có công với cách mạng", 100),
    ("ho-ngheo", "Hộ nghèo", 100),
    ("nguoi-cao-tuoi", "Người cao tuổi", 50),
)
PAYERS = (
    "Nguyễn Thị Hoa", "Trần Văn An", "Lê Thị Bình", "Phạm Quang Dũng", "Hoàng Thị Lan",
    "Vũ Đình Nam", "Đỗ Thị Thu", "Ngô Văn Sơn",
)  # fmt: skip


def load(*, at: datetime) -> int:
    """Rules, accounts and the charges of yesterday and today; how many charges there are."""
    system = system_actor("demo")
    for code, name, percent in EXEMPTIONS:
        actions.set_exemption(
            actor=system, at=at, code=code, name=name, percent=percent, legal_basis=BASIS
        )
    for agency in Agency.objects.filter(slug__in=DESKS).order_by("slug"):
        codes = _rules(system, agency, at)
        _accounts(system, agency, at)
        cashier, decider = (_person(name, at) for name in DESKS[agency.slug])
        if codes and cashier:
            _day(agency, codes, cashier, decider, at)
    return Charge.objects.count()


def _rules(system: Actor, agency: Agency, at: datetime) -> list[str]:
    rows = Offering.objects.filter(agency=agency).values_list("procedure__code", flat=True)
    codes = sorted(set(rows))[:PRICED]
    for place, code in enumerate(codes):
        name, kind, amount, online = PRICES[place % len(PRICES)]
        actions.set_rule(
            actor=system, at=at, procedure_code=code, name=name, kind=kind, amount=amount,
            online_amount=online, legal_basis=BASIS, valid_from=SINCE, agency_id=agency.pk,
            per="bản" if online is None else "hồ sơ",
        )  # fmt: skip
    return codes


def _accounts(system: Actor, agency: Agency, at: datetime) -> None:
    kept: dict[str, Any] = {"actor": system, "at": at, "agency_id": agency.pk, "secret": KEY}
    actions.set_gateway(
        **kept, code=f"{agency.slug}-vietqr", name="Ngân hàng thử nghiệm", speech="vietqr",
        bank_bin="970400", account_number=f"0{agency.pk:09d}", account_name=agency.name[:100],
    )  # fmt: skip
    actions.set_gateway(
        **kept, code=f"{agency.slug}-cong", name="Cổng thanh toán thử nghiệm", speech="redirect",
        base_url=f"{settings.BASE_URL}/{PLACE}",
    )  # fmt: skip


def _person(username: str, at: datetime) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_for(user=user, at=at).via("demo") if user else None


def _day(
    agency: Agency, codes: list[str], cashier: Actor, decider: Actor | None, at: datetime
) -> None:
    """Yesterday's session with its count, and what came through the bank."""
    morning = datetime.combine(local_date(at) - timedelta(days=1), time(8), VIETNAM)
    till = actions.open_session(actor=cashier, at=morning, opening=200_000)
    made = [
        actions.raise_charge(
            actor=cashier, at=morning + timedelta(minutes=20 * n), agency_id=agency.pk,
            procedure_code=codes[n % len(codes)], payer_name=name,
            reason="Phí, lệ phí theo thủ tục", exemption="nguoi-cao-tuoi" if n == 3 else "",
        )
        for n, name in enumerate(PAYERS)
    ]  # fmt: skip
    cash = [_cash(cashier, charge, morning + timedelta(hours=1)) for charge in made[:3]]
    for charge in made[3:5]:
        _transfer(agency, cashier, charge, morning + timedelta(hours=2))
    surplus = _transfer(agency, cashier, made[5], morning + timedelta(hours=3), short=1_000)
    actions.ask_refund(
        actor=cashier, at=morning + timedelta(hours=4), payment_id=surplus.pk,
        reason="Người nộp chuyển thiếu tiền",
    )  # fmt: skip
    if decider:
        actions.waive(actor=decider, at=morning, charge_id=made[6].pk, reason="Hộ nghèo")
        refund = actions.ask_refund(
            actor=cashier, at=morning + timedelta(hours=4), payment_id=cash[0].pk,
            reason="Người nộp rút hồ sơ trước khi giải quyết",
        )  # fmt: skip
        drawer = actions.open_session(actor=decider, at=morning, opening=1_000_000)
        actions.decide_refund(
            actor=decider, at=morning + timedelta(hours=5), refund_id=refund.pk, agreed=True
        )
        actions.close_session(
            actor=decider, at=morning + timedelta(hours=8), till_id=drawer.pk,
            counted=1_000_000 - refund.amount,
        )  # fmt: skip
    held = till.opening + sum(payment.amount for payment in cash)
    actions.close_session(
        actor=cashier, at=morning + timedelta(hours=8), till_id=till.pk, counted=held - 1_000,
        difference_reason="Trả thừa một nghìn đồng tiền lẻ",
    )  # fmt: skip


def _cash(cashier: Actor, charge: Charge, at: datetime) -> Payment:
    return actions.take_cash(actor=cashier, at=at, charge_id=charge.pk, amount=charge.amount)


def _transfer(
    agency: Agency, cashier: Actor, charge: Charge, at: datetime, *, short: int = 0
) -> Payment:
    """Started at the desk, told by the demo's bank as it tells everybody."""
    code = f"{agency.slug}-vietqr"
    payment, _ = actions.start(actor=cashier, at=at, charge_id=charge.pk, gateway=code, back="")
    body = orjson.dumps(
        {"reference": payment.reference, "transaction": f"FT{payment.pk:012d}",
         "amount": payment.amount - short, "status": "success"}
    )  # fmt: skip
    actions.hear(
        actor=system_actor("demo"), at=at, gateway=code, headers=sign(KEY, body, at=at), body=body
    )
    return payment
