"""The API of fees: prices, charges, money, sessions and reconciliation, by the same verbs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from congvu.core.kernel.api import (
    DEFAULT_LIMIT,
    Cursor,
    In,
    Key,
    Limit,
    PageOut,
    Version,
    actor_of,
    picked,
    quick,
    rows_page,
)
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.counter.fees import actions, queries
from congvu.counter.fees.choices import ChargeState
from congvu.counter.fees.models import Charge, Payment, Receipt, Refund, Till
from congvu.counter.fees.views.web import pay_address

router = Router()
Reason = Annotated[str, Field(min_length=1, max_length=300)]
Dong = Annotated[int, Field(ge=0, lt=10**13, description="Đồng, số nguyên.")]


class FeePriceOut(Schema):
    rule_id: int
    name: str
    kind: str
    amount: int
    online_amount: int | None
    per: str
    legal_basis: str


class ChargeRow(Schema):
    id: int
    code: str
    reason: str
    payer_name: str
    amount: int
    reduced: int
    state: str
    raised_at: datetime
    settled_at: datetime | None


class ChargeLineOut(Schema):
    name: str
    kind: str
    quantity: int
    unit_amount: int
    reduced: int
    amount: int


class FeePaymentOut(Schema):
    id: int
    method: str
    reference: str
    transaction: str
    amount: int
    state: str
    started_at: datetime
    confirmed_at: datetime | None
    receipt: str = Field(description="Ký hiệu và số biên lai; rỗng khi chưa có.")


class ChargeOut(ChargeRow):
    version: int
    exemption_reason: str
    pay_url: str = Field(description="Trang người nộp tự trả, không cần tài khoản.")
    lines: list[ChargeLineOut]
    payments: list[FeePaymentOut]


class StartedPaymentOut(Schema):
    payment_id: int
    reference: str
    url: str = Field(description="Trang của cổng; rỗng khi trả bằng mã.")
    qr: str = Field(description="Nội dung mã VietQR; rỗng khi trả qua cổng.")


class TillSessionOut(Schema):
    id: int
    cashier_name: str
    opened_at: datetime
    opening: int
    closed_at: datetime | None
    expected: int | None
    counted: int | None
    difference_reason: str


class FeeRefundOut(Schema):
    id: int
    payment_id: int
    amount: int
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


class StatementDifferenceOut(Schema):
    transaction: str
    reference: str
    ours: int | None
    theirs: int | None
    words: str


class ReconciledDayOut(Schema):
    day: date
    ours: int
    ours_amount: int
    theirs: int
    theirs_amount: int
    differences: list[StatementDifferenceOut]


class RaiseChargeIn(In):
    procedure_code: Annotated[str, Field(max_length=40)]
    reason: Reason
    payer_name: Annotated[str, Field(min_length=1, max_length=200)]
    payer_address: Annotated[str, Field(max_length=300)] = ""
    online: bool = False
    quantities: dict[int, Annotated[int, Field(ge=1, le=10_000)]] = Field(
        default_factory=dict, max_length=50, description="Số lượng theo `rule_id`; mặc định 1."
    )
    exemption: Annotated[str, Field(max_length=40)] = ""


class EndChargeIn(In):
    reason: Reason
    version: Version


class TakeCashIn(In):
    amount: Dong
    version: Version


class StartPaymentIn(In):
    gateway: Annotated[str, Field(max_length=40)]


class OpenTillIn(In):
    opening: Dong = 0


class CloseTillIn(In):
    counted: Dong
    difference_reason: Annotated[str, Field(max_length=300)] = ""


class AskRefundIn(In):
    reason: Reason


class DecideRefundIn(In):
    agreed: bool


class StatementLineIn(In):
    transaction: Annotated[str, Field(min_length=1, max_length=100)]
    reference: Annotated[str, Field(max_length=100)] = ""
    amount: Dong

    def to_domain(self) -> actions.Said:
        return actions.Said(self.transaction, self.reference, self.amount)


class ImportStatementIn(In):
    day: date
    lines: Annotated[list[StatementLineIn], Field(max_length=50_000)]


Slug = Annotated[str, Path(max_length=40)]


@router.get("/prices", response=list[FeePriceOut], summary="Mức thu của một thủ tục")
def prices(
    request: HttpRequest, procedure_code: Annotated[str, Query(max_length=40)],
    day: Annotated[date | None, Query()] = None,
) -> HttpResponse:  # fmt: skip
    """Tại cơ quan của người gọi, mặc định hôm nay."""
    agency_id = actor_of(request).agency_id
    if agency_id is None:
        raise NotFound
    rows = queries.prices_on(procedure_code, agency_id=agency_id, day=day or local_date(now()))
    return quick([picked(FeePriceOut, row) for row in rows])


@router.get("/charges", response=PageOut[ChargeRow], summary="Các khoản thu")
def charges(
    request: HttpRequest, state: Annotated[ChargeState | None, Query()] = None,
    cursor: Cursor = "", limit: Limit = DEFAULT_LIMIT,
) -> HttpResponse:  # fmt: skip
    """Của cơ quan người gọi, mới nhất trước."""
    rows = queries.charges_for(actor_of(request))
    rows = rows.filter(state=state) if state else rows
    return quick(rows_page(rows, list(ChargeRow.model_fields), cursor=cursor, limit=limit))


@router.post("/charges", response={201: ChargeOut}, summary="Lập khoản thu")
def raise_charge(request: HttpRequest, payload: RaiseChargeIn) -> HttpResponse:
    """Theo mức thu của hôm nay. Phạm vi: `fees.charge.raise`."""
    actor = actor_of(request)
    if actor.agency_id is None:
        raise NotAllowed
    made = actions.raise_charge(
        actor=actor, at=now(), agency_id=actor.agency_id, **payload.arguments()
    )
    return _charge(made, status=201)


@router.get("/charges/{int:charge_id}", response=ChargeOut, summary="Một khoản thu")
def charge(request: HttpRequest, charge_id: Key) -> HttpResponse:
    """Từng dòng, từng lần nộp, biên lai và trang nộp tiền."""
    return _charge(queries.charge_for(actor_of(request), charge_id))


@router.post("/charges/{int:charge_id}/cash", response=ChargeOut, summary="Thu tiền mặt")
def take_cash(request: HttpRequest, charge_id: Key, payload: TakeCashIn) -> HttpResponse:
    """Vào ca thu đang mở, lập biên lai. Phạm vi: `fees.payment.take_cash`."""
    paid = actions.take_cash(
        actor=actor_of(request), at=now(), charge_id=charge_id, **payload.arguments()
    )
    paid.charge.refresh_from_db()
    return _charge(paid.charge)


@router.post(
    "/charges/{int:charge_id}/start", response=StartedPaymentOut, summary="Bắt đầu nộp tiền"
)
def start(request: HttpRequest, charge_id: Key, payload: StartPaymentIn) -> HttpResponse:
    """Trả mã VietQR hoặc địa chỉ của cổng; chưa thu gì. Phạm vi: `fees.payment.start`."""
    actor = actor_of(request)
    found = queries.charge_for(actor, charge_id)
    payment, where = actions.start(
        actor=actor, at=now(), charge_id=found.pk, gateway=payload.gateway, back=pay_address(found)
    )
    return quick(
        {"payment_id": payment.pk, "reference": payment.reference, "url": where.url, "qr": where.qr}
    )


@router.post("/charges/{int:charge_id}/waive", response=ChargeOut, summary="Miễn khoản thu")
def waive(request: HttpRequest, charge_id: Key, payload: EndChargeIn) -> HttpResponse:
    """Phạm vi: `fees.charge.waive`."""
    return _charge(
        actions.waive(actor=actor_of(request), at=now(), charge_id=charge_id, **payload.arguments())
    )


@router.post("/charges/{int:charge_id}/cancel", response=ChargeOut, summary="Hủy khoản thu")
def cancel(request: HttpRequest, charge_id: Key, payload: EndChargeIn) -> HttpResponse:
    """Phạm vi: `fees.charge.cancel`."""
    return _charge(
        actions.cancel(
            actor=actor_of(request), at=now(), charge_id=charge_id, **payload.arguments()
        )
    )


@router.post("/tills", response={201: TillSessionOut}, summary="Mở ca thu")
def open_till(request: HttpRequest, payload: OpenTillIn) -> HttpResponse:
    """Mỗi người một ca đang mở. Phạm vi: `fees.till.open`."""
    made = actions.open_session(actor=actor_of(request), at=now(), **payload.arguments())
    return _till(made, status=201)


@router.get("/tills/{int:till_id}", response=TillSessionOut, summary="Một ca thu")
def till(request: HttpRequest, till_id: Key) -> HttpResponse:
    return _till(queries.till_for(actor_of(request), till_id))


@router.post("/tills/{int:till_id}/close", response=TillSessionOut, summary="Khóa ca thu")
def close_till(request: HttpRequest, till_id: Key, payload: CloseTillIn) -> HttpResponse:
    """Lệch sổ thì phải có lý do. Phạm vi: `fees.till.close`."""
    return _till(
        actions.close_session(
            actor=actor_of(request), at=now(), till_id=till_id, **payload.arguments()
        )
    )


@router.get("/refunds", response=list[FeeRefundOut], summary="Đề nghị hoàn tiền")
def refunds(request: HttpRequest) -> HttpResponse:
    """Hai trăm đề nghị mới nhất của cơ quan."""
    rows = queries.refunds_for(actor_of(request))[:200]
    return quick([picked(FeeRefundOut, row) for row in rows])


@router.post(
    "/payments/{int:payment_id}/refund", response={201: FeeRefundOut}, summary="Đề nghị hoàn tiền"
)
def ask_refund(request: HttpRequest, payment_id: Key, payload: AskRefundIn) -> HttpResponse:
    """Cả lần nộp. Phạm vi: `fees.refund.ask`."""
    made = actions.ask_refund(
        actor=actor_of(request), at=now(), payment_id=payment_id, **payload.arguments()
    )
    return _refund(made, status=201)


@router.post("/refunds/{int:refund_id}/decide", response=FeeRefundOut, summary="Duyệt hoàn tiền")
def decide_refund(request: HttpRequest, refund_id: Key, payload: DecideRefundIn) -> HttpResponse:
    """Người đề nghị không tự duyệt. Phạm vi: `fees.refund.decide`."""
    return _refund(
        actions.decide_refund(
            actor=actor_of(request), at=now(), refund_id=refund_id, **payload.arguments()
        )
    )


@router.get(
    "/gateways/{gateway_code}/reconciliation",
    response=ReconciledDayOut,
    summary="Đối chiếu một ngày",
)
def reconcile(
    request: HttpRequest, gateway_code: Slug, day: Annotated[date | None, Query()] = None
) -> HttpResponse:
    """Sổ của cơ quan bên cạnh sao kê, mặc định hôm nay."""
    actor = actor_of(request)
    account = queries.gateways_for(actor).filter(agency_id=actor.agency_id or 0, code=gateway_code)
    gateway = account.first()
    if gateway is None:
        raise NotFound
    return _day(queries.reconcile(gateway=gateway, day=day or local_date(now())))


@router.post(
    "/gateways/{gateway_code}/statement", response=ReconciledDayOut, summary="Nạp sao kê một ngày"
)
def import_statement(
    request: HttpRequest, gateway_code: Slug, payload: ImportStatementIn
) -> HttpResponse:
    """Thay bản đã nạp của ngày đó. Phạm vi: `fees.statement.import`."""
    actor, given = actor_of(request), payload.arguments()
    actions.import_statement(actor=actor, at=now(), gateway=gateway_code, **given)
    gateway = queries.gateway_for(actor, gateway_code)
    return _day(queries.reconcile(gateway=gateway, day=given["day"]))


def _charge(row: Charge, *, status: int = 200) -> HttpResponse:
    payments = row.payments.select_related("receipt__book")
    names = set(ChargeRow.model_fields) | {"version", "exemption_reason"}
    shown: dict[str, Any] = {name: getattr(row, name) for name in names}
    shown |= {
        "pay_url": pay_address(row),
        "lines": [picked(ChargeLineOut, line) for line in row.lines.all()],
        "payments": [_payment(one) for one in payments],
    }
    return quick(shown, status=status)


def _payment(row: Payment) -> dict[str, Any]:
    names = set(FeePaymentOut.model_fields) - {"receipt"}
    try:
        receipt = str(row.receipt)
    except Receipt.DoesNotExist:
        receipt = ""
    return {name: getattr(row, name) for name in names} | {"receipt": receipt}


def _till(row: Till, *, status: int = 200) -> HttpResponse:
    return quick(picked(TillSessionOut, row), status=status)


def _refund(row: Refund, *, status: int = 200) -> HttpResponse:
    return quick(picked(FeeRefundOut, row), status=status)


def _day(found: queries.Day) -> HttpResponse:
    rows = [picked(StatementDifferenceOut, one) for one in found.differences]
    return quick(picked(ReconciledDayOut, found) | {"differences": rows})
