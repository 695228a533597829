"""A dossier and its money: charged once, waiting while it owes, going on by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import WrongState
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.choices import DOSSIER_KIND, State
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.payments import settled
from congvu.counter.fees import actions as fees
from congvu.counter.fees import factories as money
from congvu.counter.fees.choices import ChargeState
from congvu.counter.fees.models import Charge, Refund
from congvu.counter.fees.registry import Settled

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)


@pytest.fixture
def place() -> Desk:
    return desk()


def priced(place: Desk, amount: int = 150_000, **parts: object) -> None:
    money.rule(amount, procedure_code=place.code, **parts)


def charge_of(dossier: Dossier) -> Charge:
    return Charge.objects.get(subject_kind=DOSSIER_KIND, subject_id=dossier.pk)


def waiting(place: Desk) -> Dossier:
    dossier = place.started()
    return actions.ask_payment(
        actor=place.officer, at=AT, dossier_id=dossier.pk, text="Lệ phí cấp phép"
    )


def pay(place: Desk, charge: Charge) -> None:
    fees.open_session(actor=place.clerk, at=LATER, opening=0)
    fees.take_cash(actor=place.clerk, at=LATER, charge_id=charge.pk, amount=charge.amount)


def test_what_costs_nothing_known_is_not_charged(place: Desk) -> None:
    dossier = waiting(place)
    assert not Charge.objects.exists()
    actions.confirm_payment(actor=place.officer, at=LATER, dossier_id=dossier.pk, text="BL 12")


def test_a_dossier_is_charged_once_by_the_rules_of_its_day(place: Desk) -> None:
    priced(place, online_amount=100_000)
    dossier = waiting(place)
    charge = charge_of(dossier)
    assert charge.amount == 150_000 and charge.payer_name == "Nguyễn Thị Mẫu"
    online = actions.accept(actor=place.clerk, at=AT, dossier_id=place.filed().pk)
    assert charge_of(online).amount == 100_000
    dossier.refresh_from_db()
    assert dossier.state == State.PAYMENT


def test_nobody_says_it_is_paid_while_it_is_owed(place: Desk) -> None:
    priced(place)
    dossier = waiting(place)
    with pytest.raises(WrongState, match="chưa nộp"):
        actions.confirm_payment(actor=place.officer, at=LATER, dossier_id=dossier.pk, text="BL 1")


@pytest.mark.parametrize("way", ["pay", "waive", "cancel"])
def test_settled_money_lets_the_dossier_go_on_by_itself(place: Desk, way: str) -> None:
    priced(place)
    dossier = waiting(place)
    before, charge = dossier.due_at, charge_of(dossier)
    if way == "pay":
        pay(place, charge)
    else:
        getattr(fees, way)(actor=place.leader, at=LATER, charge_id=charge.pk, reason="Hộ nghèo")
    dossier.refresh_from_db()
    assert dossier.state == State.PAYMENT, "after the commit, not within"
    run_all(at=LATER)
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING and before and dossier.due_at
    assert dossier.due_at > before, "the clock stood while the agency waited for money"
    told = Settled(charge.pk, dossier.pk, ChargeState.PAID, charge.amount, LATER)
    settled(told)
    assert dossier.events.filter(verb="confirm_payment").count() == 1, "told twice, moved once"
    assert charge.code in dossier.events.get(verb="confirm_payment").text


def test_who_pays_nothing_waits_for_nothing(place: Desk) -> None:
    priced(place, 0)
    dossier = waiting(place)
    run_all(at=AT)
    dossier.refresh_from_db()
    assert charge_of(dossier).state == ChargeState.WAIVED and dossier.state == State.PROCESSING


def test_a_refusal_owes_nothing_and_asks_the_money_back(place: Desk) -> None:
    priced(place)
    for paid in (True, False):
        dossier = place.filed()
        charge = fees.raise_charge(
            actor=system_actor(), at=AT, agency_id=place.agency.pk, procedure_code=place.code,
            reason="Nộp trước", payer_name="Nguyễn Thị Mẫu",
            subject=Subject(DOSSIER_KIND, dossier.pk),
        )  # fmt: skip
        if paid:
            pay(place, charge)
        actions.refuse(
            actor=place.clerk, at=LATER, dossier_id=dossier.pk, reason="Không đúng thẩm quyền"
        )
        charge.refresh_from_db()
        assert charge.state == (ChargeState.PAID if paid else ChargeState.CANCELLED)
    refund = Refund.objects.get()
    assert refund.reason == "Không đúng thẩm quyền" and refund.state == "asked"


def test_a_dossier_that_ends_owes_nothing(place: Desk) -> None:
    priced(place)
    dossier = waiting(place)
    actions.stop(actor=place.leader, at=LATER, dossier_id=dossier.pk, reason="Không còn đối tượng")
    run_all(at=LATER)
    dossier.refresh_from_db()
    assert charge_of(dossier).state == ChargeState.CANCELLED and dossier.state == State.STOPPED


def test_the_pages_show_what_is_owed_and_where_to_pay(place: Desk) -> None:
    priced(place, valid_from=date(2026, 1, 1))
    dossier = waiting(place)
    charge = charge_of(dossier)
    client = Client()
    client.force_login(User.objects.get(pk=place.clerk.user_id))
    page = client.get(f"/mot-cua/ho-so/{dossier.pk}/").content.decode()
    assert f"/thu-phi/{charge.pk}/" in page and "Chờ nộp" in page
    digits = dossier.applicant.phone[-4:]
    found = queries.track(code=dossier.code, digits=digits)
    assert [(owed.key, owed.amount) for owed in found.owed] == [(charge.key, 150_000)]
    pay(place, charge)
    assert queries.track(code=dossier.code, digits=digits).owed == []
