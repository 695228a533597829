"""The demo's bank: pays what the house asked for, tells as a bank does."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import path

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.counter.fees import actions
from congvu.counter.fees import factories as make
from congvu.counter.fees.choices import ChargeState, PaymentState
from congvu.counter.fees.models import Charge, Payment, Till
from congvu.counter.procedures.factories import AT
from congvu.project.demo import bank, fees, organisation, procedures, territories
from congvu.project.urls import urlpatterns as house

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [*house, path(bank.PLACE, bank.bank)]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bank's message, handed to the house without a line in between; its answers."""
    answers: list[int] = []

    def deliver(request: Any, timeout: int) -> io.BytesIO:
        answer = Client(enforce_csrf_checks=True).post(
            urlsplit(request.full_url).path, request.data, content_type="application/json",
            headers=dict(request.header_items()),
        )  # fmt: skip
        answers.append(answer.status_code)
        return io.BytesIO()

    monkeypatch.setattr(bank, "urlopen", deliver)
    return answers


def started(speech: str) -> tuple[Charge, Payment, str]:
    officer = make.desk()
    charge = make.charge(officer)
    account = make.account(
        charge.agency_id, speech, secret=bank.KEY, base_url="http://127.0.0.1:8000/ngan-hang-thu/"
    )
    payment, where = actions.start(
        actor=officer, at=now(), charge_id=charge.pk, gateway=account.code,
        back=f"http://127.0.0.1:8000/nop-phi/{charge.key}/",
    )  # fmt: skip
    return charge, payment, where.url


def test_a_press_at_the_gateway_pays(sent: list[int]) -> None:
    charge, payment, url = started("redirect")
    asked = urlsplit(url)
    client = Client()
    shown = client.get(f"{asked.path}?{asked.query}").content.decode()
    assert payment.reference in shown and charge.key in shown
    order = {"reference": payment.reference, "amount": "150.000", "outcome": "failed"}
    for outcome in ("failed", "success"):
        client.post(f"{asked.path}?{asked.query}", order | {"outcome": outcome})
        run_all(at=now())
    charge.refresh_from_db()
    assert sent == [200, 200] and charge.state == "paid"


def test_whoever_scanned_the_code_pays_by_its_purpose(sent: list[int]) -> None:
    charge, payment, _ = started("vietqr")
    order = {"reference": "CVKHONGCO", "amount": "150.000", "outcome": "success"}
    assert Client().post("/ngan-hang-thu/", order).status_code == 422
    Client().post("/ngan-hang-thu/", order | {"reference": payment.reference})
    run_all(at=now())
    charge.refresh_from_db()
    assert charge.state == "paid"


def test_the_bank_believes_no_address_that_was_changed() -> None:
    _, _, url = started("redirect")
    asked = urlsplit(url)
    changed = asked.query.replace("amount=150000", "amount=1")
    assert Client().get(f"{asked.path}?{changed}").status_code == 400
    assert Client().get(f"{asked.path}?back=https://x.example.vn").status_code == 400


def test_the_house_that_works_has_no_such_bank() -> None:
    assert bank.PLACE not in [str(entry.pattern) for entry in house]


def test_the_demo_has_charges_in_every_state_and_a_session_that_differs() -> None:
    territories.load()
    organisation.load(small=True, password="!")
    procedures.load(at=AT)
    assert fees.load(at=AT) >= 8
    assert set(Charge.objects.values_list("state", flat=True)) == set(ChargeState.values) - {
        ChargeState.CANCELLED
    }
    assert Payment.objects.filter(state=PaymentState.SURPLUS).exists()
    assert Till.objects.exclude(difference_reason="").exists()
