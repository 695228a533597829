"""Accounts of citizens: the mailbox must answer, and what is known is kept sealed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail

from congvu.core.accounts.choices import Kind
from congvu.core.accounts.errors import WeakPassword
from congvu.core.accounts.models import User
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.counter.filing import actions, factories, queries
from congvu.counter.filing.actions import letters
from congvu.counter.filing.errors import LinkOver, TooManyTries
from congvu.counter.filing.factories import AT
from congvu.counter.filing.models import Letter, PersonFact, SignUp
from congvu.counter.filing.policies import guest

pytestmark = pytest.mark.django_db
GOOD = "Mat-Khau@2026"


@pytest.fixture(autouse=True)
def mailbox(settings: object) -> None:
    settings.CONGVU_MAIL = True  # type: ignore[attr-defined]


def ask(email: str = "Dan@Vidu.vn", password: str = GOOD) -> None:
    actions.ask_sign_up(
        actor=guest(), at=AT, email=email, full_name="Nguyễn Văn Dân", password=password
    )


def key_in_letter() -> str:
    row = Letter.objects.latest("pk")
    letters.send_letter(letter_id=row.pk, at=AT)
    found = re.search(r"/dang-ky/([\w-]+)/", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def test_weak_passwords_and_wrong_addresses_are_refused() -> None:
    with pytest.raises(WeakPassword):
        ask(password="dan")
    with pytest.raises(Invalid):
        ask(email="không phải thư")
    assert not SignUp.objects.exists()


def test_an_account_is_made_when_the_mailbox_answers() -> None:
    ask()
    assert not User.objects.filter(username="dan@vidu.vn").exists()
    key = key_in_letter()
    name = actions.confirm_sign_up(actor=guest(), at=AT + timedelta(hours=23), key=key)
    user = User.objects.get(username=name)
    assert (user.kind, user.is_staff, user.check_password(GOOD)) == (Kind.CITIZEN, False, True)
    with pytest.raises(LinkOver):
        actions.confirm_sign_up(actor=guest(), at=AT, key=key)


def test_a_late_answer_makes_nothing() -> None:
    ask()
    with pytest.raises(LinkOver):
        actions.confirm_sign_up(actor=guest(), at=AT + timedelta(hours=24), key=key_in_letter())


def test_a_known_mailbox_is_told_and_nobody_else() -> None:
    factories.citizen("Nguyễn Văn Dân", "dan@vidu.vn")
    ask()
    row = Letter.objects.get()
    letters.send_letter(letter_id=row.pk, at=AT)
    assert "đã có tài khoản" in mail.outbox[-1].body
    assert "/dang-ky/" not in mail.outbox[-1].body


def test_a_mailbox_is_not_flooded() -> None:
    for _ in range(5):
        ask()
    with pytest.raises(TooManyTries):
        ask()


def test_the_record_is_sealed_dated_and_ones_own() -> None:
    user, actor = factories.citizen()
    with pytest.raises(Invalid) as refusal:
        actions.update_person(actor=actor, at=AT, values={"personal_id": "12"})
    assert "personal_id" in refusal.value.data["fields"]
    with pytest.raises(NotAllowed):
        actions.update_person(actor=guest(), at=AT, values={"phone": "0912345678"})
    actions.update_person(
        actor=actor, at=AT, values={"personal_id": "024 185 000123", "phone": "0912345678"}
    )
    row = PersonFact.objects.get(user=user, name="personal_id")
    assert "024185000123" not in row.sealed
    rows = {one.name: one for one in queries.person_of(actor)}
    assert (rows["personal_id"].value, rows["personal_id"].as_of) == ("024185000123", AT.date())
    actions.update_person(actor=actor, at=AT, values={"phone": ""})
    assert not PersonFact.objects.filter(user=user, name="phone").exists()
