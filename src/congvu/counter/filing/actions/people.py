"""Accounts of citizens, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from congvu.core.accounts import actions as accounts
from congvu.core.accounts.queries import active_user_named
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, Invalid, NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.personalid import parse_personal_id
from congvu.core.kernel.phone import parse_phone
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.taxcode import parse_tax_code
from congvu.core.kernel.text import clean_line
from congvu.counter.filing.actions.letters import write_letter
from congvu.counter.filing.choices import PERSON_KIND, FactName
from congvu.counter.filing.errors import LinkOver, TooManyTries
from congvu.counter.filing.keys import PERSONS, digest, new_key
from congvu.counter.filing.models import PersonFact, SignUp

CONFIRM_WITHIN = timedelta(hours=24)
SIGN_UPS = 5
"""For one mailbox within the time that a confirmation holds."""
SELF = "chính ông/bà khai"


@action("filing.sign_up.ask")
def ask_sign_up(*, actor: Actor, at: datetime, email: str, full_name: str, password: str) -> None:
    """Đăng ký tài khoản: a letter goes to the mailbox; whoever follows it has the account.

    The answer is the same whether the mailbox has an account already: the letter says so.

    :raises WeakPassword: breaks a rule of ``accounts.passwords``
    :raises TooManyTries: this mailbox was asked for too often
    """
    demand(actor, "filing.sign_up.ask")
    address = _address(email)
    name = clean_line(full_name, 100, label="Họ và tên")
    if not name:
        raise Invalid(fields={"full_name": ["Hãy nhập họ và tên."]})
    hashed = accounts.prepared_password(username=address, password=password)
    asked = SignUp.objects.filter(email=address, asked_at__gt=at - CONFIRM_WITHIN).count()
    if asked >= SIGN_UPS:
        raise TooManyTries
    key = new_key()
    row = SignUp.objects.create(
        email=address, full_name=name, password=hashed, digest=digest(key), asked_at=at,
        expires_at=at + CONFIRM_WITHIN,
    )  # fmt: skip
    note(None, label="Đăng ký tài khoản công dân", changes={"sign_up": row.pk})
    kind = "known" if active_user_named(address) else "sign_up"
    write_letter(
        f"sign-up:{row.pk}", kind, {"name": name, "path": f"/dang-ky/{key}/"}, name=name,
        email=address, at=at,
    )  # fmt: skip


@action("filing.sign_up.confirm")
def confirm_sign_up(*, actor: Actor, at: datetime, key: str) -> str:
    """Xác nhận đăng ký: the account is made; returns its name, which is the mailbox.

    :raises LinkOver: used, too old, or of a mailbox that has an account by now
    """
    demand(actor, "filing.sign_up.confirm")
    row = SignUp.objects.select_for_update().filter(digest=digest(key)).first()
    if row is None or row.confirmed_at is not None or row.expires_at <= at:
        raise LinkOver("Đường dẫn xác nhận đã dùng hoặc đã hết hạn. Hãy đăng ký lại.")
    user = accounts.register_citizen(
        actor=actor, at=at, username=row.email, full_name=row.full_name, email=row.email,
        password_hash=row.password,
    )  # fmt: skip
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    day = local_date(at)
    write_fact(user.pk, FactName.FULL_NAME, row.full_name, SELF, day, at)
    write_fact(user.pk, FactName.EMAIL, row.email, "thư xác nhận", day, at)
    note(Subject(PERSON_KIND, user.pk), label=row.full_name)
    return row.email


@action("filing.person.update")
def update_person(*, actor: Actor, at: datetime, values: Mapping[str, str]) -> None:
    """Sửa dữ liệu của mình: what changed gets today's date; an empty value is forgotten.

    :raises Invalid: ``fields`` names what cannot be
    """
    demand(actor, "filing.person.update")
    if actor.user_id is None:
        raise NotAllowed
    read, problems = {}, {}
    for name, text in values.items():
        try:
            read[FactName(name)] = _READERS[FactName(name)](text) if text.strip() else ""
        except DomainError as refusal:
            problems[name] = [refusal.message]
    if problems:
        raise Invalid(fields=problems)
    before = facts_of(actor.user_id)
    changed = {name: text for name, text in read.items() if text != before.get(name, "")}
    PersonFact.objects.filter(
        user=actor.user_id, name__in=[n for n, text in changed.items() if not text]
    ).delete()
    for name, text in changed.items():
        if text:
            write_fact(actor.user_id, name, text, SELF, local_date(at), at)
    note(
        Subject(PERSON_KIND, actor.user_id), label=actor.name,
        changes={"changed": sorted(changed)},
    )  # fmt: skip


def write_fact(user_id: int, name: str, value: str, source: str, as_of: date, at: datetime) -> None:
    """A step of the verbs, and of sources that bring a value with its own date."""
    PersonFact.objects.update_or_create(
        user_id=user_id, name=name,
        defaults={
            "sealed": PERSONS.seal(value), "source": source[:100], "as_of": as_of, "noted_at": at,
        },
    )  # fmt: skip


def hear_proof(user_id: int, proof: accounts.Proof, at: datetime) -> None:
    """What a national identity has proved goes before whatever was typed."""
    source = f"định danh {proof.provider} xác thực"
    write_fact(user_id, FactName.FULL_NAME, proof.name, source, local_date(at), at)
    write_fact(user_id, FactName.PERSONAL_ID, proof.number, source, local_date(at), at)


def facts_of(user_id: int) -> dict[str, str]:
    rows = PersonFact.objects.filter(user=user_id)
    return {row.name: PERSONS.unseal(row.sealed) for row in rows}


def _address(text: str) -> str:
    address = clean_line(text, 60, label="Thư điện tử").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(
            "Địa chỉ thư điện tử chưa đúng. Hãy nhập lại.",
            fields={"email": ["Địa chỉ thư điện tử chưa đúng, ví dụ nguyenvana@vidu.vn."]},
        ) from None
    return address


_READERS: dict[FactName, Callable[[str], str]] = {
    FactName.FULL_NAME: lambda text: clean_line(text, 100, label="Họ và tên"),
    FactName.PERSONAL_ID: lambda text: str(parse_personal_id("".join(text.split()))),
    FactName.ADDRESS: lambda text: clean_line(text, 300, label="Địa chỉ"),
    FactName.PHONE: lambda text: str(parse_phone(text)),
    FactName.EMAIL: _address,
    FactName.ORGANISATION: lambda text: clean_line(text, 200, label="Tổ chức"),
    FactName.TAX_CODE: lambda text: str(parse_tax_code(text)),
}
