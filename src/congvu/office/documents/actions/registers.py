"""Numbers of the registers (sổ): given without gaps, never twice, each with an answer.

``allocate``, ``confirm`` and ``release`` are steps of other verbs (registering, numbering), which
leave the note; ``open_register``, ``hold``, ``unhold``, ``annul`` and ``close_register`` are verbs.

**Lock.** Whoever changes what a register may give next locks its row (``select_for_update`` on
PostgreSQL; SQLite's IMMEDIATE transaction locks the whole database) for one short transaction
that touches nothing outside the database. Nobody holds it while a person or a service signs:
reserve → stamp → sign → confirm (NĐ 30/2020/NĐ-CP, Điều 15).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.prepared import Prepared, PreparedUpdate, Small
from congvu.core.kernel.storing import insert
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.office.documents.choices import (
    GENERAL,
    NUMBER,
    REGISTER_KIND,
    Direction,
    NumberState,
)
from congvu.office.documents.errors import RegisterBusy, RegisterClosed, RegisterExists
from congvu.office.documents.models import Number, Register
from congvu.office.documents.policies.registers import demand_register
from congvu.office.documents.series import register_name

HOLD_AT_ONCE = 20


def allocate(
    *,
    actor: Actor,
    at: datetime,
    agency_id: int,
    direction: str,
    series: str = GENERAL,
    subject: Subject,
    held_id: int | None = None,
    used: bool = False,
) -> Number:
    """Reserve a number for ``subject``: a released one before any new one.

    The register of the Vietnam year of ``at`` opens itself at first use. With ``held_id`` the
    held number (giữ số) is given, also one of last year's register: a letter signed late keeps
    the old year. Locks the register's row until the caller's transaction ends, so keep it short
    and sign after it.

    :param series: ``general``, ``secret``, ``copies``, ``qppl-…`` or ``body-…``
    :param used: nobody signs: the number stands on the letter at once, without ``confirm``
    :returns: the number in state ``reserved`` or ``used``; ``number.register`` is loaded
    :raises RegisterClosed: the register was closed (khóa sổ)
    :raises NotFound: no such held number in this agency and series
    """
    with transaction.atomic():
        if held_id is not None:
            number = _held(held_id, agency_id, direction, series)
        else:
            register = _lock(agency_id, local_date(at).year, direction, series)
            number = _next(register, at)
        number.subject_kind, number.subject_id = subject
        state = NumberState.USED if used else NumberState.RESERVED
        _change(number, "allocate", state, actor, at, reason="")
    return number


def confirm(*, actor: Actor, at: datetime, number: Number) -> Number:
    """The reserved number stands on a signed letter now; confirming twice changes nothing.

    :raises WrongState: the number is not reserved
    """
    if _CONFIRMED(
        pk=number.pk, subject_kind=number.subject_kind, subject_id=number.subject_id or 0,
        changed_at=at, changed_by=actor.name[:200],
    ):  # fmt: skip
        number.state = NUMBER.target("confirm", NumberState.RESERVED)
        number.changed_at, number.changed_by = at, actor.name[:200]
        return number
    with transaction.atomic():
        current = _lock_number(number.pk)
        if current.state == NumberState.USED:
            return current
        return _change(current, "confirm", NUMBER.target("confirm", current.state), actor, at)


def release(
    *, actor: Actor, at: datetime, number: Number, reason: str, unissued: bool = False
) -> Number:
    """The reserved number goes back and is given out again before any new one.

    :param reason: why, shown on the register's page
    :param unissued: the caller holds the letter's lock and knows that it never went out, so that
        a confirmed number may go back too
    :raises WrongState: the number is not reserved
    """
    verb = "release_unissued" if unissued else "release"
    with transaction.atomic():
        current = _lock_number(number.pk)
        target = NUMBER.target(verb, current.state)
        current.subject_kind, current.subject_id = "", None
        return _change(current, verb, target, actor, at, reason=_reason(reason))


@action("documents.register.open")
def open_register(
    *,
    actor: Actor,
    at: datetime,
    agency_id: int,
    direction: str,
    series: str = GENERAL,
    first_number: int = 1,
    reason: str = "",
) -> Register:
    """Mở sổ giữa năm: go on after numbers given outside this system.

    :param first_number: the first number to give, above 1 with a reason
    :raises RegisterExists: the register of this year is open already
    """
    demand_register(actor, "documents.register.open", agency_id)
    if not 1 <= first_number <= 1_000_000:
        raise Invalid("Số bắt đầu phải từ 1 đến 1.000.000. Hãy nhập lại số bắt đầu của sổ.")
    why = _reason(reason) if first_number > 1 else ""
    register, created = _open(agency_id, local_date(at).year, direction, series, first_number)
    if not created:
        raise RegisterExists
    note(
        Subject(REGISTER_KIND, register.pk),
        label=register.name,
        changes={"first_number": first_number, "reason": why},
        agency_id=agency_id,
    )
    return register


@action("documents.register.hold")
def hold(
    *,
    actor: Actor,
    at: datetime,
    agency_id: int,
    direction: str = Direction.OUT,
    series: str = GENERAL,
    reason: str,
    count: int = 1,
) -> list[Number]:
    """Giữ số: take the next numbers for letters that will come, with a reason.

    :param count: how many, at most 20 at once
    :raises RegisterClosed: the register was closed
    """
    demand_register(actor, "documents.register.hold", agency_id)
    if not 1 <= count <= HOLD_AT_ONCE:
        raise Invalid(f"Mỗi lần chỉ giữ từ 1 đến {HOLD_AT_ONCE} số. Hãy nhập lại số lượng.")
    why = _reason(reason)
    register = _lock(agency_id, local_date(at).year, direction, series)
    held = [
        _change(_next(register, at), "hold", NumberState.HELD, actor, at, reason=why)
        for _ in range(count)
    ]
    _note(register, held, why)
    return held


@action("documents.register.unhold")
def unhold(*, actor: Actor, at: datetime, number_id: int, reason: str) -> Number:
    """Bỏ giữ số: the held number is given out before any new one.

    :raises WrongState: the number is not held
    """
    return _settle(actor, at, "unhold", number_id, reason)


@action("documents.register.annul")
def annul(*, actor: Actor, at: datetime, number_id: int, reason: str) -> Number:
    """Hủy số có biên bản: the number will never be used; the register prints the reason.

    :param reason: the minute (biên bản) and why
    :raises WrongState: the number stands on a letter or waits for its signature
    """
    return _settle(actor, at, "annul", number_id, reason)


@action("documents.register.close")
def close_register(*, actor: Actor, at: datetime, register_id: int) -> Register:
    """Khóa sổ: nothing changes in it any more; released numbers are annulled with that reason.

    :raises RegisterBusy: numbers are reserved or held
    :raises RegisterClosed: it was closed before
    """
    register = _lock_register(register_id)
    demand_register(actor, "documents.register.close", register.agency_id)
    if register.closed_at is not None:
        raise RegisterClosed(register=register.name)
    waiting = register.numbers.filter(state__in=[NumberState.RESERVED, NumberState.HELD])
    values = list(waiting.values_list("value", flat=True)[:20])
    if values:
        raise RegisterBusy(numbers=values)
    register.numbers.filter(state=NumberState.RELEASED).update(
        state=NumberState.ANNULLED,
        reason="Không dùng đến khi khóa sổ",
        changed_at=at,
        changed_by=actor.name[:200],
    )
    register.closed_at = at
    register.save(update_fields=["closed_at"])
    _note(register, [], f"Số cuối {register.last_number}")
    return register


def _settle(actor: Actor, at: datetime, verb: str, number_id: int, reason: str) -> Number:
    row = Number.objects.filter(pk=number_id).values_list("register_id", flat=True).first()
    if row is None:
        raise NotFound
    register = _lock_register(row)
    demand_register(actor, f"documents.register.{verb}", register.agency_id)
    if register.closed_at is not None:
        raise RegisterClosed
    number = _lock_number(number_id)
    why = _reason(reason)
    _change(number, verb, NUMBER.target(verb, number.state), actor, at, reason=why)
    _note(register, [number], why)
    return number


def _note(register: Register, numbers: list[Number], reason: str) -> None:
    note(
        Subject(REGISTER_KIND, register.pk),
        label=register.name,
        changes={"numbers": [n.value for n in numbers], "reason": reason},
        agency_id=register.agency_id,
    )


def _reason(reason: str) -> str:
    text = clean_line(reason, 500, label="Lý do")
    if not text:
        raise Invalid(
            "Cần ghi lý do để sổ giải thích được số này. Hãy nhập lý do.",
            fields={"reason": ["Hãy nhập lý do."]},
        )
    return text


def _lock(agency_id: int, year: int, direction: str, series: str) -> Register:
    """The register with its row locked; opened at first use."""
    asked = {"agency_id": agency_id, "year": year, "direction": direction, "series": series}
    rows = _LOCKED(**asked)
    if not rows:
        _open(agency_id, year, direction, series, 1)
        rows = _LOCKED(**asked)
    (register,) = rows
    if register.closed_at is not None:
        raise RegisterClosed(register=register.name)
    return register


# Clerks wait for one another while a register is locked, so nothing is built in that time.
_LOCKED = Prepared(
    lambda agency_id, year, direction, series: Register.objects.select_for_update().filter(
        agency_id=agency_id, year=year, direction=direction, series=series
    ),
    agency_id=int, year=Small, direction=str, series=str,
)  # fmt: skip
_RELEASED = Prepared(
    lambda register_id: (
        Number.objects.filter(register_id=register_id, state=NumberState.RELEASED)
        .order_by("value")[:1]
    ),
    register_id=int,
)  # fmt: skip
_NUMBER = Prepared(
    lambda pk: (
        Number.objects.select_for_update(of=("self",)).select_related("register").filter(pk=pk)
    ),
    pk=int,
)


_TAKEN = PreparedUpdate(
    lambda pk, **changes: (Register.objects.filter(pk=pk), changes),
    pk=int, last_number=int, last_at=datetime,
)  # fmt: skip
CHANGING: dict[str, type] = {
    "state": str, "subject_kind": str, "subject_id": int, "reason": str, "dated": date,
    "changed_at": datetime, "changed_by": str,
}  # fmt: skip
"""What changes of a number that was given once: its value and register never do."""
_CHANGED = PreparedUpdate(
    lambda pk, **changes: (Number.objects.filter(pk=pk), changes), pk=int, **CHANGING
)

_CONFIRMED = PreparedUpdate(
    lambda pk, subject_kind, subject_id, **changes: (
        Number.objects.filter(
            pk=pk, state=NumberState.RESERVED, subject_kind=subject_kind, subject_id=subject_id
        ),
        {"state": NUMBER.target("confirm", NumberState.RESERVED), **changes},
    ),
    pk=int, subject_kind=str, subject_id=int, changed_at=datetime, changed_by=str,
)  # fmt: skip
"""The one step that every number takes, in one statement; what is not as expected is looked at."""


def _open(
    agency_id: int, year: int, direction: str, series: str, first: int
) -> tuple[Register, bool]:
    return Register.objects.get_or_create(
        agency_id=agency_id,
        year=year,
        direction=direction,
        series=series,
        defaults={
            "name": register_name(series, direction, year),
            "first_number": first,
            "last_number": first - 1,
        },
    )


def _lock_register(pk: int) -> Register:
    register = Register.objects.select_for_update().filter(pk=pk).first()
    if register is None:
        raise NotFound
    return register


def _lock_number(pk: int) -> Number:
    found = _NUMBER(pk=pk)
    if not found:
        raise Number.DoesNotExist
    return found[0]


def _held(pk: int, agency_id: int, direction: str, series: str) -> Number:
    number = Number.objects.filter(
        pk=pk,
        register__agency_id=agency_id,
        register__direction=direction,
        register__series=series,
    ).first()
    if number is None:
        raise NotFound
    register = _lock_register(number.register_id)
    if register.closed_at is not None:
        raise RegisterClosed(register=register.name)
    number = _lock_number(pk)
    if number.state != NumberState.HELD:
        raise WrongState(
            f"Số {number.value:02} không còn được giữ. Hãy tải lại trang và chọn số khác."
        )
    return number


def _next(register: Register, at: datetime) -> Number:
    """The lowest released number, or a new one; the register's row is locked by the caller."""
    released = _RELEASED(register_id=register.pk)
    if released:
        number = released[0]
        number.register, number.dated = register, local_date(at)
        return number
    register.last_number += 1
    register.last_at = max(at, register.last_at) if register.last_at else at
    _TAKEN(pk=register.pk, last_number=register.last_number, last_at=register.last_at)
    return Number(
        register=register,
        value=register.last_number,
        given_at=register.last_at,
        dated=local_date(register.last_at),
    )


def _change(
    number: Number, verb: str, state: str, actor: Actor, at: datetime, reason: str | None = None
) -> Number:
    if number.state:
        NUMBER.target(verb, number.state)
    number.state = state
    number.changed_at, number.changed_by = at, actor.name[:200]
    if reason is not None:
        number.reason = reason
    if number.pk is None:
        insert(number)
    else:
        _CHANGED(**{name: getattr(number, name) for name in ("pk", *CHANGING)})
    return number
