"""Money: refused first, counted once, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import Conflict, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.fees import actions, errors, queries
from congvu.counter.fees import factories as make
from congvu.counter.fees.choices import ChargeState, Heard, PaymentState
from congvu.counter.fees.models import Callback, Charge, Payment, Receipt, Till
from congvu.counter.fees.registry import Settled, listeners

pytestmark = pytest.mark.django_db
AT, SYSTEM = make.AT, system_actor()


def started(officer: Actor, charge: Charge, **parts: object) -> Payment:
    account = make.account(charge.agency_id, **parts)  # type: ignore[arg-type]
    payment, _ = actions.start(
        actor=officer, at=AT, charge_id=charge.pk, gateway=account.code, back="https://x.example.vn"
    )
    return payment


def hear(payment: Payment, **parts: object) -> Callback:
    at = parts.pop("now", AT)
    sent = make.message(payment, **parts)  # type: ignore[arg-type]
    assert payment.gateway
    return actions.hear(actor=SYSTEM, at=at, gateway=payment.gateway.code, **sent)  # type: ignore[arg-type]


def test_strangers_find_nothing_and_members_need_the_right() -> None:
    officer, stranger = make.desk(), make.desk()
    charge = make.charge(officer)
    asked = {"at": AT, "charge_id": charge.pk}
    for verb in (actions.waive, actions.cancel):
        with pytest.raises(NotFound):
            verb(actor=stranger, reason="Thử", **asked)
    with pytest.raises(NotFound):
        actions.take_cash(actor=stranger, amount=charge.amount, **asked)
    with pytest.raises(NotFound):
        actions.start(actor=stranger, gateway="x", back="", key="sai", **asked)
    with pytest.raises(NotAllowed):
        actions.waive(actor=officer, reason="Thử", **asked)
    with pytest.raises(NotFound):
        queries.charge_for(stranger, charge.pk)
    with pytest.raises(NotFound):
        queries.charge_by_key("")


def test_cash_needs_an_open_session_the_whole_sum_and_the_newest_version() -> None:
    officer = make.desk()
    charge = make.charge(officer)
    asked = {"actor": officer, "at": AT, "charge_id": charge.pk}
    with pytest.raises(errors.TillClosed):
        actions.take_cash(amount=charge.amount, **asked)
    actions.open_session(actor=officer, at=AT, opening=200_000)
    with pytest.raises(errors.WrongSum):
        actions.take_cash(amount=charge.amount - 1, **asked)
    with pytest.raises(Stale):
        actions.take_cash(amount=charge.amount, version=charge.version + 1, **asked)
    payment = actions.take_cash(amount=charge.amount, version=charge.version, **asked)
    charge.refresh_from_db()
    assert charge.state == ChargeState.PAID and charge.settled_at == AT
    assert str(payment.receipt) == "BL-26 0000001"
    with pytest.raises(WrongState):
        actions.take_cash(amount=charge.amount, **asked)
    assert Payment.objects.count() == 1


def test_a_drawer_is_closed_once_and_a_difference_is_explained() -> None:
    officer = make.desk()
    till = actions.open_session(actor=officer, at=AT, opening=100_000)
    with pytest.raises(errors.TillOpen):
        actions.open_session(actor=officer, at=AT, opening=0)
    actions.take_cash(actor=officer, at=AT, charge_id=make.charge(officer).pk, amount=150_000)
    other = make.desk(till.agency)
    with pytest.raises(NotAllowed):
        actions.close_session(actor=other, at=AT, till_id=till.pk, counted=250_000)
    with pytest.raises(errors.Miscounted) as refusal:
        actions.close_session(actor=officer, at=AT, till_id=till.pk, counted=240_000)
    assert refusal.value.data == {"expected": 250_000, "counted": 240_000}
    closed = actions.close_session(
        actor=officer, at=AT, till_id=till.pk, counted=240_000, difference_reason="Trả thừa 10.000"
    )
    assert (closed.expected, closed.counted) == (250_000, 240_000)
    with pytest.raises(errors.TillClosed):
        actions.close_session(actor=officer, at=AT, till_id=till.pk, counted=250_000)


def test_a_message_counts_once_however_often_it_comes() -> None:
    officer = make.desk()
    charge = make.charge(officer)
    payment = started(officer, charge)
    heard = [hear(payment).outcome for _ in range(3)]
    assert heard == [Heard.CONFIRMED] * 3, "one row, which says what became of it"
    row = Callback.objects.get()
    assert row.times == 3
    assert hear(payment, transaction="FT-KHAC").outcome == Heard.REPEATED
    assert Receipt.objects.count() == 1 == Payment.objects.filter(state="confirmed").count()


def test_a_forged_message_changes_nothing_and_is_kept() -> None:
    officer = make.desk()
    charge = make.charge(officer)
    payment = started(officer, charge)
    for wrong in (
        {"secret": "khoa-khac"},
        {"at": AT - timedelta(minutes=6)},
        {"at": AT + timedelta(minutes=6)},
    ):
        assert hear(payment, **wrong).outcome == Heard.FORGED
    sent = make.message(payment)
    assert payment.gateway
    code = payment.gateway.code
    for headers in ({}, {**sent["headers"], "X-CongVu-Time": "٣"}, {"X-CongVu-Time": "1"}):
        row = actions.hear(actor=SYSTEM, at=AT, gateway=code, headers=headers, body=sent["body"])
        assert row.outcome == Heard.FORGED
    charge.refresh_from_db()
    assert charge.state == ChargeState.DUE
    true = actions.hear(actor=SYSTEM, at=AT, gateway=code, **sent)
    assert true.outcome == Heard.CONFIRMED, "a forgery does not shut the door to the true one"
    assert Callback.objects.get(pk=true.pk).reference == payment.reference
    assert make.SECRET not in "".join(str(entry.changes) for entry in Entry.objects.all())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"reference": 1}', b"null"])
def test_a_proven_message_that_nobody_can_read_is_refused(body: bytes) -> None:
    from congvu.core.kernel.errors import Invalid
    from congvu.counter.fees.gateways.signed import sign

    account = make.account(organisation.agency().pk)
    with pytest.raises(Invalid):
        actions.hear(
            actor=SYSTEM, at=AT, gateway=account.code, body=body,
            headers=sign(make.SECRET, body, at=AT),
        )  # fmt: skip


def test_money_that_nothing_wants_is_kept_as_surplus_and_goes_back() -> None:
    officer = make.desk()
    leader = make.desk(Till(agency_id=officer.agency_id).agency, Role.LEADER)
    charge = make.charge(officer)
    payment = started(officer, charge)
    actions.open_session(actor=officer, at=AT, opening=0)
    actions.take_cash(actor=officer, at=AT, charge_id=charge.pk, amount=charge.amount)
    late = AT + timedelta(days=3)
    assert hear(payment, now=late, at=late).outcome == Heard.SURPLUS
    payment.refresh_from_db()
    assert payment.state == PaymentState.SURPLUS
    refund = actions.ask_refund(actor=officer, at=late, payment_id=payment.pk, reason="Nộp hai lần")
    with pytest.raises(Conflict):
        actions.ask_refund(actor=officer, at=late, payment_id=payment.pk, reason="Nộp hai lần")
    actions.decide_refund(actor=leader, at=late, refund_id=refund.pk, agreed=True)
    payment.refresh_from_db()
    charge.refresh_from_db()
    assert payment.state == PaymentState.REFUNDED
    assert charge.state == ChargeState.PAID, "what was paid in cash stays paid"


@pytest.mark.parametrize("amount", [1, 149_999, 150_001])
def test_another_sum_settles_nothing(amount: int) -> None:
    officer = make.desk()
    charge = make.charge(officer)
    payment = started(officer, charge)
    assert hear(payment, amount=amount).outcome == Heard.SURPLUS
    charge.refresh_from_db()
    payment.refresh_from_db()
    assert charge.state == ChargeState.DUE and payment.amount == amount
    assert not Receipt.objects.exists()


def test_a_failure_may_be_followed_by_success_and_a_stranger_to_us_by_nothing() -> None:
    officer = make.desk()
    charge = make.charge(officer)
    payment = started(officer, charge, speech="redirect")
    assert hear(payment, status="failed").outcome == Heard.FAILED
    assert hear(payment, status="success").outcome == Heard.CONFIRMED
    unknown = Payment(reference="CVKHONGCO", amount=1, gateway=payment.gateway, pk=99)
    assert hear(unknown).outcome == Heard.UNKNOWN


def test_the_payer_needs_no_account_but_the_key_and_an_account_of_that_agency() -> None:
    officer = make.desk()
    charge = make.charge(officer)
    foreign = make.account(organisation.agency().pk)
    own = make.account(charge.agency_id, speech="redirect")
    nobody = Actor(user_id=0, username="", name="Người nộp tiền")
    asked = {"actor": nobody, "at": AT, "charge_id": charge.pk, "key": charge.key, "back": "b"}
    with pytest.raises(errors.NoGateway):
        actions.start(gateway=foreign.code, **asked)
    first, where = actions.start(gateway=own.code, **asked)
    again, _ = actions.start(gateway=own.code, **asked)
    assert first == again, "pressing twice starts once"
    assert first.reference in where.url and "signature=" in where.url
    actions.set_gateway(
        actor=SYSTEM, at=AT, agency_id=own.agency_id, code=own.code, name="Cổng", speech="redirect",
        active=False,
    )  # fmt: skip
    with pytest.raises(errors.NoGateway):
        actions.start(gateway=own.code, **asked)


def test_cash_goes_back_out_of_a_drawer_by_another_hand() -> None:
    officer = make.desk(role=Role.OFFICE_HEAD)
    other = make.desk(Till(agency_id=officer.agency_id).agency, Role.OFFICE_HEAD)
    charge = make.charge(officer)
    actions.open_session(actor=officer, at=AT, opening=0)
    payment = actions.take_cash(actor=officer, at=AT, charge_id=charge.pk, amount=charge.amount)
    refund = actions.ask_refund(actor=officer, at=AT, payment_id=payment.pk, reason="Rút hồ sơ")
    with pytest.raises(NotAllowed):
        actions.decide_refund(actor=officer, at=AT, refund_id=refund.pk, agreed=True)
    with pytest.raises(errors.TillClosed):
        actions.decide_refund(actor=other, at=AT, refund_id=refund.pk, agreed=True)
    till = actions.open_session(actor=other, at=AT, opening=500_000)
    actions.decide_refund(actor=other, at=AT, refund_id=refund.pk, agreed=True)
    charge.refresh_from_db()
    assert charge.state == ChargeState.REFUNDED
    assert Receipt.objects.get().cancel_reason == "Rút hồ sơ"
    closed = actions.close_session(actor=other, at=AT, till_id=till.pk, counted=350_000)
    assert closed.expected == 350_000
    with pytest.raises(WrongState):
        actions.decide_refund(actor=other, at=AT, refund_id=refund.pk, agreed=True)


def test_the_room_that_asked_hears_that_it_is_settled() -> None:
    told: list[Settled] = []
    listeners.add("test.fees", told.append)
    try:
        officer = make.desk()
        charge = make.charge(officer, subject=Subject("test.fees", 7))
        assert not queries.nothing_due(Subject("test.fees", 7))
        hear(started(officer, charge))
        assert told == [], "after the commit, not within"
        run_all(at=AT)
    finally:
        listeners._entries.pop("test.fees")
    assert [(one.subject_id, one.state, one.amount) for one in told] == [(7, "paid", 150_000)]
    assert queries.nothing_due(Subject("test.fees", 7))


def test_a_day_is_reconciled_line_by_line() -> None:
    officer = make.desk()
    account = make.account(officer.agency_id or 0)
    payments = []
    for _ in range(4):
        charge = make.charge(officer)
        payment, _ = actions.start(
            actor=officer, at=AT, charge_id=charge.pk, gateway=account.code, back=""
        )
        hear(payment)
        payment.refresh_from_db()
        payments.append(payment)
    said = [actions.Said(p.transaction, p.reference, p.amount) for p in payments[:2]]
    said += [actions.Said(payments[2].transaction, "", 1), actions.Said("FT-LA", "", 9_000)]
    with pytest.raises(NotFound):
        actions.import_statement(
            actor=make.desk(), at=AT, gateway=account.code, day=AT.date(), lines=said
        )
    for _ in range(2):
        actions.import_statement(
            actor=officer, at=AT, gateway=account.code, day=AT.date(), lines=said
        )
    day = queries.reconcile(gateway=account, day=AT.date())
    assert (day.ours, day.theirs, day.ours_amount) == (4, 4, 600_000)
    assert {(d.transaction, d.ours, d.theirs) for d in day.differences} == {
        (payments[2].transaction, 150_000, 1),
        (payments[3].transaction, 150_000, None),
        ("FT-LA", None, 9_000),
    }
    with pytest.raises(Conflict):
        actions.import_statement(
            actor=officer, at=AT, gateway=account.code, day=AT.date() + timedelta(days=1),
            lines=said[:1],
        )  # fmt: skip


def test_the_database_holds_a_charge_to_one_payment_and_lines_to_their_sum() -> None:
    officer = make.desk()
    charge = make.charge(officer)
    hear(started(officer, charge))
    paid = charge.payments.get()
    paid.pk, paid.reference, paid.transaction = None, "CVKHAC", "FT2"  # type: ignore[assignment]
    with pytest.raises(IntegrityError), transaction.atomic():
        paid.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        charge.lines.update(amount=1)
