"""Reading doors of registers: which there are, what is in them, and why a number is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.dates import format_date, format_moment
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.notation import format_number
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Card, Subject, cards
from congvu.office.documents.choices import CLASSIFIED, REGISTER_KIND, NumberState
from congvu.office.documents.models import Number, Register
from congvu.office.documents.policies.registers import READ


def visible_to(actor: Actor) -> QuerySet[Register]:
    """The registers that the actor may see and print: those of the agency acted in."""
    if actor.is_system:
        return Register.objects.all()
    if actor.agency_id is None or not permits(actor, READ):
        return Register.objects.none()
    return Register.objects.filter(agency_id=actor.agency_id)


def for_actor(actor: Actor, register_id: int) -> Register:
    """One register.

    :raises NotFound: absent, another agency's, or not for this role
    """
    register = visible_to(actor).select_related("agency").filter(pk=register_id).first()
    if register is None:
        raise NotFound
    return register


def with_counts(registers: QuerySet[Register]) -> QuerySet[Register]:
    """Adds ``reserved``, ``held``, ``released`` and ``annulled`` counts, in the same query."""
    counts = {
        state.value: Count("numbers", filter=Q(numbers__state=state))
        for state in NumberState
        if state != NumberState.USED
    }
    return registers.annotate(**counts)


def held(actor: Actor, *, direction: str, series: str) -> QuerySet[Number]:
    """Held numbers that a letter of this series may take, oldest first."""
    return (
        Number.objects.filter(
            register__in=visible_to(actor),
            register__direction=direction,
            register__series=series,
            register__closed_at__isnull=True,
            state=NumberState.HELD,
        )
        .select_related("register")
        .order_by("register__year", "value")
    )


def unsettled(register: Register) -> QuerySet[Number]:
    """Numbers that stand on no letter now: reserved, held, released, annulled."""
    return register.numbers.exclude(state=NumberState.USED).order_by("value")


def number_of(subject: Subject) -> Number | None:
    """The number that a letter has, or None."""
    return (
        Number.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
        .select_related("register")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a register is whole: every value from first to last there once, in order of time."""

    first: int
    last: int
    given: int
    missing: list[int]
    out_of_order: list[int]

    @property
    def whole(self) -> bool:
        return not self.missing and not self.out_of_order


def prove(register: Register) -> Proof:
    """Recount the register from its rows; the database already refuses a value twice."""
    expected = register.first_number
    missing: list[int] = []
    out_of_order: list[int] = []
    given, before = 0, None
    rows = register.numbers.order_by("value").values_list("value", "given_at")
    for value, given_at in rows.iterator():
        missing.extend(range(expected, value))
        if before is not None and given_at < before:
            out_of_order.append(value)
        before, expected, given = given_at, value + 1, given + 1
    missing.extend(range(expected, register.last_number + 1))
    return Proof(register.first_number, register.last_number, given, missing, out_of_order)


def why(register: Register, value: int) -> str:
    """“Vì sao không có số 123”: one sentence about any number, always."""
    shown = format_number(value) if value > 0 else str(value)
    if value < 1:
        return f"Sổ đánh số từ 01 nên không có số {shown}."
    if value < register.first_number:
        return (
            f"Số {shown} được cấp ngoài hệ thống, trước khi sổ này mở với số "
            f"{format_number(register.first_number)}."
        )
    if value > register.last_number:
        return f"Số {shown} chưa cấp: {_last(register)}."
    number = register.numbers.filter(value=value).first()
    if number is None:
        return (
            f"Số {shown} bị mất khỏi sổ dù đã cấp đến số {format_number(register.last_number)}. "
            "Hãy báo quản trị hệ thống kiểm tra nhật ký."
        )
    return _SENTENCES[NumberState(number.state)](number, register)


def _last(register: Register) -> str:
    if register.last_number < register.first_number:
        return "sổ chưa cấp số nào"
    return f"số cuối cùng của sổ là {format_number(register.last_number)}"


def _used(number: Number, register: Register) -> str:
    return f"Số {format_number(number.value)} đã cấp ngày {format_date(number.dated)} cho {_letter(number, register)}."


def _reserved(number: Number, register: Register) -> str:
    return (
        f"Số {format_number(number.value)} được giữ chỗ lúc {format_moment(number.changed_at)} cho "
        f"{_letter(number, register)}, đang chờ ký và hoàn tất."
    )


def _held(number: Number, register: Register) -> str:
    return f"Số {format_number(number.value)} do {_who(number)} giữ từ {_when(number)}, lý do: {_why(number)}."


def _released(number: Number, register: Register) -> str:
    return (
        f"Số {format_number(number.value)} được {_who(number)} trả lại lúc {_when(number)}, lý do: "
        f"{_why(number)}; số này sẽ cấp trước mọi số mới."
    )


def _annulled(number: Number, register: Register) -> str:
    return f"Số {format_number(number.value)} do {_who(number)} hủy lúc {_when(number)}, lý do: {_why(number)}."


_SENTENCES = {
    NumberState.USED: _used,
    NumberState.RESERVED: _reserved,
    NumberState.HELD: _held,
    NumberState.RELEASED: _released,
    NumberState.ANNULLED: _annulled,
}


def reason_line(number: Number) -> str:
    """The short remark of a number without a letter, for the remarks column of the register."""
    state = NumberState(number.state)
    who = f" ({_who(number)}, {format_date(number.dated)})"
    return state.label + who + (f": {number.reason}" if number.reason else "")


def _letter(number: Number, register: Register) -> str:
    if register.series == CLASSIFIED:
        return "một văn bản mật"
    subject = Subject(number.subject_kind, number.subject_id or 0)
    card = cards([subject]).get(subject)
    if card is None:
        return f"văn bản có mã {number.subject_id}"
    return f"văn bản {card.code} “{card.title}”" if card.code else f"văn bản “{card.title}”"


def _who(number: Number) -> str:
    return number.changed_by or "hệ thống"


def _when(number: Number) -> str:
    return format_moment(number.changed_at)


def _why(number: Number) -> str:
    return number.reason.rstrip(".") or "không ghi"


def readable(actor: Actor, ids: Collection[int]) -> set[int]:
    """Which of the registers the actor may see."""
    return set(visible_to(actor).order_by().filter(pk__in=ids).values_list("pk", flat=True))


def cards_of(ids: Collection[int]) -> dict[int, Card]:
    """How registers are shown on other rooms' pages."""
    rows = Register.objects.filter(pk__in=ids).values_list("pk", "name", "closed_at")
    return {
        pk: Card(
            subject=Subject(REGISTER_KIND, pk),
            title=name,
            url=f"/so/{pk}/",
            state="Đã khóa" if closed_at else "Đang mở",
        )
        for pk, name, closed_at in rows
    }
