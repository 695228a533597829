"""The pages over HTTP: who is let in, what a press does, what a gateway may and may not tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.fees import actions
from congvu.counter.fees import factories as make
from congvu.counter.fees.choices import ChargeState, Heard, PaymentState
from congvu.counter.fees.models import (
    Callback,
    Charge,
    GatewayAccount,
    Payment,
    Receipt,
    Refund,
    StatementLine,
    Till,
)
from congvu.counter.fees.views.callbacks import FORGED_PER_MINUTE
from congvu.counter.fees.views.payer import STARTS_PER_HOUR, WRONG_KEYS_PER_MINUTE

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


@pytest.fixture(autouse=True)
def _calm() -> None:
    cache.clear()


@pytest.fixture
def cashier() -> Actor:
    return make.desk(organisation.agency(name="Sở Tư pháp"))


@pytest.fixture
def charge(cashier: Actor) -> Charge:
    return make.charge(cashier)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def colleague(actor: Actor, role: Role) -> Actor:
    return make.desk(Till(agency_id=actor.agency_id).agency, role)


def started(client: Client, charge: Charge, speech: str = "vietqr") -> Payment:
    account = make.account(charge.agency_id, speech)
    response = client.post(f"/nop-phi/{charge.key}/", {"gateway": account.code})
    assert response.status_code == 302
    return Payment.objects.get(charge=charge, gateway=account)


def tell(payment: Payment, **parts: Any) -> HttpResponse:
    assert payment.gateway
    said = make.message(payment, **({"at": now()} | parts))
    return post(payment.gateway.code, said["body"], said["headers"])


def post(code: str, body: bytes, headers: dict[str, str]) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post(  # type: ignore[return-value]
        f"/cong-thanh-toan/{code}/", body, content_type="application/json", headers=headers
    )


def test_strangers_find_no_charge_receipt_or_session(cashier: Actor, charge: Charge) -> None:
    till = actions.open_session(actor=cashier, at=now(), opening=0)
    payment = actions.take_cash(actor=cashier, at=now(), charge_id=charge.pk, amount=charge.amount)
    stranger = browser(make.desk())
    for path in (
        f"{charge.pk}/", f"ca/{till.pk}/", f"ca/{till.pk}/in/", f"lan-nop/{payment.pk}/hoan/",
        f"bien-lai/{payment.receipt.pk}.pdf", f"{charge.pk}/mien/", f"{charge.pk}/huy/",
    ):  # fmt: skip
        assert stranger.get(f"/thu-phi/{path}").status_code == 404, path
    assert charge.code not in stranger.get("/thu-phi/").content.decode()
    assert stranger.post(f"/thu-phi/{charge.pk}/thu-tien/", {"amount": "1"}).status_code == 404
    assert stranger.post(f"/thu-phi/ca/{till.pk}/", {"counted": "0"}).status_code == 404


def test_a_charge_is_raised_paid_in_cash_and_its_receipt_is_pdf_a(cashier: Actor) -> None:
    make.rule(amount=50_000, per="bản", name="Lệ phí bản sao")
    client = browser(cashier)
    assert "Lệ phí bản sao" in client.get("/thu-phi/moi/").content.decode()
    form = client.get(f"/thu-phi/moi/?ma={make.CODE}").content.decode()
    rule_id = form.partition('name="units_')[2].partition('"')[0]
    assert client.post(f"/thu-phi/moi/?ma={make.CODE}", {}).status_code == 422
    sent = {"payer_name": "Trần Văn An", "reason": "Bản sao", f"units_{rule_id}": "3"}
    response = client.post(f"/thu-phi/moi/?ma={make.CODE}", sent)
    charge = Charge.objects.get()
    assert response.headers["Location"] == f"/thu-phi/{charge.pk}/" and charge.amount == 150_000
    shown = client.get(f"/thu-phi/{charge.pk}/").content.decode()
    assert "3 bản × 50.000 đồng = 150.000 đồng" in shown and "Mở ca thu" in shown
    client.post("/thu-phi/ca/", {"opening": "100.000"})
    take = {"amount": "150000", "version": charge.version}
    wrong = client.post(f"/thu-phi/{charge.pk}/thu-tien/", take | {"amount": "149999"}, follow=True)
    assert "không khớp" in wrong.content.decode() and not Receipt.objects.exists()
    for _ in range(2):
        client.post(f"/thu-phi/{charge.pk}/thu-tien/", take)
    receipt = Receipt.objects.get()
    pdf = client.get(f"/thu-phi/bien-lai/{receipt.pk}.pdf")
    assert pdf.content.startswith(b"%PDF") and b"pdfaid" in pdf.content


def test_a_session_is_closed_with_a_count_and_a_reason(cashier: Actor, charge: Charge) -> None:
    client = browser(cashier)
    client.post("/thu-phi/ca/", {"opening": "0"})
    till = Till.objects.get()
    client.post(f"/thu-phi/{charge.pk}/thu-tien/", {"amount": "150000", "version": charge.version})
    other = browser(colleague(cashier, Role.OFFICER))
    assert other.post(f"/thu-phi/ca/{till.pk}/", {"counted": "150000"}).status_code == 403
    missing = client.post(f"/thu-phi/ca/{till.pk}/", {"counted": "140.000"})
    assert missing.status_code == 422 and "lý do chênh lệch" in missing.content.decode()
    sheet = client.get(f"/thu-phi/ca/{till.pk}/in/").content.decode()
    assert "Một trăm năm mươi nghìn đồng chẵn" in sheet
    client.post(
        f"/thu-phi/ca/{till.pk}/", {"counted": "140.000", "difference_reason": "Trả thừa tiền lẻ"}
    )
    assert "Trả thừa tiền lẻ" in client.get(f"/thu-phi/ca/{till.pk}/").content.decode()


def test_the_payers_page_tells_what_is_owed_and_hides_who_owes(charge: Charge) -> None:
    client = Client()
    shown = client.get(f"/nop-phi/{charge.key}/").content.decode()
    assert "150.000" in shown and "Nguyễn T. H." in shown and "Thông tư 214" in shown
    assert charge.payer_name not in shown and charge.raised_by not in shown
    assert client.get(f"/nop-phi/{charge.key}/bien-lai.pdf").status_code == 404
    payment = started(client, charge)
    waiting = client.get(f"/nop-phi/{charge.key}/").content.decode()
    assert "<svg" in waiting and payment.reference in waiting and "0011012345678" in waiting
    assert "Đang chờ ngân hàng báo" in waiting
    tell(payment)
    done = client.get(f"/nop-phi/{charge.key}/").content.decode()
    assert "Đã nộp" in done and "Tải biên lai" in done
    pdf = client.get(f"/nop-phi/{charge.key}/bien-lai.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_coming_back_from_the_gateway_pays_nothing(charge: Charge) -> None:
    client = Client()
    payment = started(client, charge, "redirect")
    back = client.get(f"/nop-phi/{charge.key}/?status=success&reference={payment.reference}")
    assert "Đang chờ ngân hàng báo" in back.content.decode()
    assert "https://pay.example.vn/start?reference=" in back.content.decode()
    charge.refresh_from_db()
    assert charge.state == ChargeState.DUE


def test_wrong_keys_and_many_starts_are_slowed(charge: Charge) -> None:
    client = Client()
    found = [client.get(f"/nop-phi/sai-{n}/").status_code for n in range(WRONG_KEYS_PER_MINUTE + 1)]
    assert found == [404] * WRONG_KEYS_PER_MINUTE + [429]
    assert client.get(f"/nop-phi/{charge.key}/").status_code == 200
    account = make.account(charge.agency_id)
    sent = [
        client.post(f"/nop-phi/{charge.key}/", {"gateway": account.code}).status_code
        for _ in range(STARTS_PER_HOUR + 1)
    ]
    assert sent == [302] * STARTS_PER_HOUR + [429]
    assert Payment.objects.count() == 1, "pressing again starts nothing new"


def test_a_payer_uses_only_accounts_of_that_agency(charge: Charge) -> None:
    foreign = make.account(organisation.agency().pk)
    client = Client()
    shown = client.post(f"/nop-phi/{charge.key}/", {"gateway": foreign.code}, follow=True)
    assert "chưa khai báo cổng" in shown.content.decode() and not Payment.objects.exists()
    assert client.post(f"/nop-phi/{charge.key}/", {"gateway": "x y"}).status_code == 400


def test_a_callback_twice_counts_once(charge: Charge) -> None:
    payment = started(Client(), charge)
    said = make.message(payment, at=now())
    assert payment.gateway
    answers = [post(payment.gateway.code, **said) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json()["outcome"] == Heard.CONFIRMED  # type: ignore[attr-defined]
    assert tell(payment, transaction="FT-KHAC").json()["outcome"] == Heard.REPEATED  # type: ignore[attr-defined]
    assert Receipt.objects.count() == 1 and Callback.objects.first().times == 1  # type: ignore[union-attr]


def test_a_forged_or_old_callback_learns_and_changes_nothing(charge: Charge) -> None:
    payment = started(Client(), charge)
    assert payment.gateway
    forged = tell(payment, secret="khoa-doan")
    old = tell(payment, at=now() - timedelta(minutes=6), transaction="FT-CU")
    unknown = post("khong-co-cong-nay", b"{}", {})
    assert forged.status_code == old.status_code == unknown.status_code == 403
    assert forged.content == old.content == unknown.content
    assert payment.reference not in forged.content.decode()
    charge.refresh_from_db()
    assert charge.state == ChargeState.DUE and not Receipt.objects.exists()
    for _ in range(FORGED_PER_MINUTE - 3):
        post(payment.gateway.code, b"{}", {})
    assert post(payment.gateway.code, b"{}", {}).status_code == 429
    assert Client().get(f"/cong-thanh-toan/{payment.gateway.code}/").status_code == 405


def test_a_callback_late_or_for_another_sum_is_surplus_and_goes_back(
    cashier: Actor, charge: Charge
) -> None:
    payment = started(Client(), charge)
    client = browser(cashier)
    client.post("/thu-phi/ca/", {"opening": "0"})
    client.post(f"/thu-phi/{charge.pk}/thu-tien/", {"amount": "150000", "version": charge.version})
    assert tell(payment, amount=140_000).json()["outcome"] == Heard.SURPLUS  # type: ignore[attr-defined]
    shown = client.get("/thu-phi/hoan-tien/").content.decode()
    assert "Thu thừa" in shown and "140.000" in shown
    client.post(f"/thu-phi/lan-nop/{payment.pk}/hoan/", {"reason": "Nộp hai lần"})
    refund = Refund.objects.get()
    asked = {"agreed": "co"}
    assert client.post(f"/thu-phi/hoan-tien/{refund.pk}/", asked).status_code == 403
    leader = browser(colleague(cashier, Role.LEADER))
    assert leader.post(f"/thu-phi/hoan-tien/{refund.pk}/", {}).status_code == 400
    leader.post(f"/thu-phi/hoan-tien/{refund.pk}/", asked)
    payment.refresh_from_db()
    charge.refresh_from_db()
    assert payment.state == PaymentState.REFUNDED and charge.state == ChargeState.PAID


def test_a_callback_for_nothing_of_ours_or_unreadable(charge: Charge) -> None:
    payment = started(Client(), charge)
    assert payment.gateway
    code = payment.gateway.code
    strange = make.message(Payment(reference="CVKHONGCO", amount=1, pk=9), at=now())
    assert post(code, **strange).status_code == 404
    body = b"[]"
    from congvu.counter.fees.gateways.signed import sign

    assert post(code, body, sign(make.SECRET, body, at=now())).status_code == 422
    assert post(code, b"x" * 20_000, {}).status_code == 413


def test_who_asks_for_a_refund_of_cash_does_not_decide_it(cashier: Actor, charge: Charge) -> None:
    head = colleague(cashier, Role.OFFICE_HEAD)
    actions.open_session(actor=cashier, at=now(), opening=0)
    payment = actions.take_cash(actor=cashier, at=now(), charge_id=charge.pk, amount=charge.amount)
    client = browser(head)
    client.post(f"/thu-phi/lan-nop/{payment.pk}/hoan/", {"reason": "Rút hồ sơ"})
    refund = Refund.objects.get()
    assert client.post(f"/thu-phi/hoan-tien/{refund.pk}/", {"agreed": "co"}).status_code == 403
    other = browser(colleague(cashier, Role.OFFICE_HEAD))
    closed = other.post(f"/thu-phi/hoan-tien/{refund.pk}/", {"agreed": "co"}, follow=True)
    assert "chưa mở ca thu" in closed.content.decode()
    other.post("/thu-phi/ca/", {"opening": "500.000"})
    other.post(f"/thu-phi/hoan-tien/{refund.pk}/", {"agreed": "co"})
    charge.refresh_from_db()
    assert charge.state == ChargeState.REFUNDED


def test_only_a_leader_waives_and_the_page_says_why_not(cashier: Actor, charge: Charge) -> None:
    assert browser(cashier).get(f"/thu-phi/{charge.pk}/mien/").status_code == 403
    leader = browser(colleague(cashier, Role.LEADER))
    url = f"/thu-phi/{charge.pk}/mien/"
    assert leader.post(url, {"reason": "", "version": "1"}).status_code == 422
    assert leader.post(url, {"reason": "Hộ nghèo", "version": "99"}).status_code == 409
    leader.post(url, {"reason": "Hộ nghèo", "version": str(charge.version)})
    charge.refresh_from_db()
    assert charge.state == ChargeState.WAIVED
    assert leader.get(url).status_code == 403


def statement(rows: list[str], name: str = "sao-ke.csv") -> SimpleUploadedFile:
    text = "\n".join(["Mã giao dịch;Nội dung;Số tiền", *rows])
    return SimpleUploadedFile(name, text.encode())


def test_a_day_is_reconciled_from_the_banks_list(cashier: Actor, charge: Charge) -> None:
    payment = started(Client(), charge)
    tell(payment)
    payment.refresh_from_db()
    account = payment.gateway
    assert account
    client, day = browser(cashier), f"{local_date(now()):%d/%m/%Y}"
    url = f"/thu-phi/doi-chieu/?cong={account.code}&ngay={day}"
    rows = [
        f"{payment.transaction};MBVCB {payment.reference} CT;150.000",
        "FT-LA;chuyen tien;9.000",
    ]
    assert client.post(url, {"sao_ke": statement(rows)}).status_code == 302
    shown = client.get(url).content.decode()
    assert "FT-LA" in shown and payment.transaction not in shown
    assert StatementLine.objects.get(transaction=payment.transaction).reference == payment.reference
    for wrong in (["a;b;nhiều"], ["a;b;1", "a;b;2"]):
        assert client.post(url, {"sao_ke": statement(wrong)}).status_code == 422
    broken = SimpleUploadedFile("x.xlsx", b"PK\x03\x04hong")
    assert client.post(url, {"sao_ke": broken}).status_code == 422
    assert StatementLine.objects.count() == 2, "a refused list leaves the one before"
    foreign = make.account(organisation.agency().pk)
    assert client.get(f"/thu-phi/doi-chieu/?cong={foreign.code}").status_code == 400
    assert client.get("/thu-phi/doi-chieu/?ngay=32/13/2026").status_code == 400


def test_an_administrator_keeps_rules_groups_and_accounts() -> None:
    agency = organisation.agency()
    client = browser(make.desk(agency, Role.AGENCY_ADMIN))
    rule = {
        "procedure_code": make.CODE, "name": "Phí thẩm định", "kind": "fee", "amount": "300.000",
        "per": "hồ sơ", "legal_basis": "Nghị quyết 10/NQ-HĐND", "valid_from": "01/01/2026",
    }  # fmt: skip
    assert client.post("/thu-phi/muc-thu/moi/", rule | {"amount": "-1"}).status_code == 422
    assert client.post("/thu-phi/muc-thu/moi/", rule).status_code == 302
    assert client.post("/thu-phi/muc-thu/moi/", rule).status_code == 409, "twice on one day"
    shown = client.get("/thu-phi/muc-thu/").content.decode()
    assert "Phí thẩm định" in shown and "300.000" in shown
    key = shown.partition("?tu=")[2].partition('"')[0]
    assert 'value="Phí thẩm định"' in client.get(f"/thu-phi/muc-thu/moi/?tu={key}").content.decode()
    client.post(f"/thu-phi/muc-thu/{key}/ket-thuc/", {"last_day": "02/01/2026"})
    assert "Hết hiệu lực" in client.get("/thu-phi/muc-thu/").content.decode()
    assert client.get("/thu-phi/mien-giam/moi/").status_code == 403, "groups are the province's"
    account = {
        "code": "kho-bac", "name": "Kho bạc", "speech": "vietqr", "bank_bin": "970403",
        "account_number": "0011", "secret": "khoa-moi", "active": "on",
    }  # fmt: skip
    short = account | {"account_number": ""}
    assert client.post("/thu-phi/tai-khoan/moi/", short).status_code == 422
    client.post("/thu-phi/tai-khoan/moi/", account)
    row = GatewayAccount.objects.get()
    page = client.get("/thu-phi/tai-khoan/kho-bac/").content.decode()
    assert "khoa-moi" not in page and row.secret not in page
    assert "/cong-thanh-toan/kho-bac/" in page
    client.post("/thu-phi/tai-khoan/kho-bac/", account | {"secret": "", "name": "Kho bạc tỉnh"})
    before, row = row.secret, GatewayAccount.objects.get()
    assert row.secret == before and row.name == "Kho bạc tỉnh"
    assert browser(make.desk(agency)).get("/thu-phi/tai-khoan/").status_code == 403


def test_the_list_is_narrowed_and_asks_few_questions(
    cashier: Actor, django_assert_max_num_queries: Any
) -> None:
    client = browser(cashier)
    for n in range(12):
        make.charge(cashier, payer_name=f"Người thứ {n:02}")
    client.get("/thu-phi/")
    with django_assert_max_num_queries(12):
        assert "Người thứ 11" in client.get("/thu-phi/").content.decode()
    found = client.get("/thu-phi/?q=thứ 03").content.decode()
    assert "Người thứ 03" in found and "Người thứ 04" not in found
    assert "Người thứ" not in client.get("/thu-phi/?tt=da-nop").content.decode()
    assert "Người thứ" in client.get("/thu-phi/?tu=01/01/2020&den=01/01/2100").content.decode()
    assert "Người thứ" not in client.get("/thu-phi/?tu=x").content.decode()
