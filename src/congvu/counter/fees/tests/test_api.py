"""The API: the same verbs, the same refusals."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from congvu.core.accounts.actions import create_token
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.choices import Role
from congvu.counter.fees import factories as make
from congvu.counter.fees.models import Charge, Payment, Till

pytestmark = pytest.mark.django_db
_serial = count(1)


class Caller:
    def __init__(self, actor: Actor, scopes: tuple[str, ...] = ("*",)) -> None:
        _, token = create_token(
            actor=system_actor("demo"), user=User.objects.get(pk=actor.user_id), name="Thử",
            scopes=list(scopes), expires_at=now() + timedelta(days=1), at=now(),
        )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1/fees/{path}", headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:
        return Client().post(
            f"/api/v1/fees/{path}", body, content_type="application/json",
            headers=self.headers | {"Idempotency-Key": f"phi-{next(_serial):06}"},
        )  # fmt: skip


def test_a_charge_from_price_to_receipt() -> None:
    officer = make.desk()
    rule, caller = make.rule(), Caller(officer)
    prices = caller.get(f"prices?procedure_code={make.CODE}").json()
    assert [(one["rule_id"], one["amount"]) for one in prices] == [(rule.pk, 150_000)]
    asked = {"procedure_code": make.CODE, "reason": "Lệ phí", "payer_name": "Trần Văn An"}
    assert caller.post("charges", **asked, quantities={str(rule.pk): 0}).status_code == 422
    made = caller.post("charges", **asked, quantities={str(rule.pk): 2})
    assert made.status_code == 201 and made.json()["amount"] == 300_000
    key, version = made.json()["id"], made.json()["version"]
    assert caller.post(f"charges/{key}/cash", amount=300_000, version=version).status_code == 409
    till = caller.post("tills", opening=0).json()
    assert caller.post(f"charges/{key}/cash", amount=1, version=version).status_code == 422
    paid = caller.post(f"charges/{key}/cash", amount=300_000, version=version).json()
    assert paid["state"] == "paid" and paid["payments"][0]["receipt"].startswith("BL-")
    assert caller.get("charges?state=paid").json()["items"][0]["id"] == key
    assert caller.get("charges?state=due").json()["items"] == []
    closed = caller.post(f"tills/{till['id']}/close", counted=300_000)
    assert closed.json()["expected"] == 300_000


def test_a_transfer_is_started_and_a_statement_compared() -> None:
    officer = make.desk()
    charge, caller = make.charge(officer), Caller(officer)
    account = make.account(charge.agency_id)
    started = caller.post(f"charges/{charge.pk}/start", gateway=account.code).json()
    assert started["qr"].startswith("000201") and started["url"] == ""
    assert Payment.objects.get().reference == started["reference"]
    day = local_date(now()).isoformat()
    lines = [{"transaction": "FT1", "amount": 5_000}]
    found = caller.post(f"gateways/{account.code}/statement", day=day, lines=lines).json()
    assert (found["ours"], found["theirs"], len(found["differences"])) == (0, 1, 1)
    path = f"gateways/{account.code}/reconciliation"
    assert caller.get(f"{path}?day={day}").json() == found
    assert Caller(make.desk()).get(path).status_code == 404


def test_refunds_need_two_and_tokens_their_scope() -> None:
    officer = make.desk()
    leader = make.desk(Till(agency_id=officer.agency_id).agency, Role.OFFICE_HEAD)
    caller, other = Caller(officer), Caller(leader)
    caller.post("tills", opening=0)
    charge = make.charge(officer)
    asked = {"amount": charge.amount, "version": charge.version}
    narrow = Caller(officer, ("fees.charge.raise",))
    assert narrow.post(f"charges/{charge.pk}/cash", **asked).status_code == 403
    payment = caller.post(f"charges/{charge.pk}/cash", **asked).json()["payments"][0]
    refund = caller.post(f"payments/{payment['id']}/refund", reason="Rút hồ sơ").json()
    assert caller.post(f"refunds/{refund['id']}/decide", agreed=True).status_code == 403
    assert other.post(f"refunds/{refund['id']}/decide", agreed=False).json()["state"] == "refused"
    assert other.get("refunds").json()[0]["id"] == refund["id"]
    assert Charge.objects.get().state == "paid"
    fresh = make.charge(officer)
    ended = {"reason": "Nhầm", "version": fresh.version}
    assert caller.post(f"charges/{fresh.pk}/waive", **ended).status_code == 403
    assert caller.post(f"charges/{fresh.pk}/cancel", **ended).json()["state"] == "cancelled"
