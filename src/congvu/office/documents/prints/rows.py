"""The lines of a book: every number of the register, with its letter or with its reason.

Lines come from the numbers, not from the letters, so that a number that is held, given back or
annulled stands there with its reason and no gap is unexplained. Read in batches; a register of any
size takes the memory of one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import QuerySet

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.kernel.notation import format_number
from congvu.office.documents.choices import (
    IncomingState,
    NumberState,
    OutgoingState,
    Relation,
)
from congvu.office.documents.models import (
    Answer,
    Copy,
    Incoming,
    Number,
    Outgoing,
    Recipient,
    Register,
)
from congvu.office.documents.prints.books import BookName, Row
from congvu.office.documents.queries.incoming import RegisterRow, register_rows
from congvu.office.documents.queries.registers import reason_line

BATCH = 500


@dataclass(frozen=True, slots=True)
class Span:
    """Which lines: days of the numbers and the numbers themselves, both ends included."""

    day_from: date | None = None
    day_to: date | None = None
    value_from: int | None = None
    value_to: int | None = None


def numbers_in(register: Register, span: Span) -> QuerySet[Number]:
    """The numbers of the span in order."""
    wanted = {
        "dated__gte": span.day_from,
        "dated__lte": span.day_to,
        "value__gte": span.value_from,
        "value__lte": span.value_to,
    }
    chosen = {key: value for key, value in wanted.items() if value is not None}
    return register.numbers.filter(**chosen).order_by("value")


def rows_of(register: Register, book: BookName, span: Span) -> Iterator[Row]:
    """The lines of a book, batch by batch."""
    make = _MAKERS[book]
    numbers = numbers_in(register, span).iterator(chunk_size=BATCH)
    while batch := list(islice(numbers, BATCH)):
        yield from make(batch)


def _ids(numbers: list[Number]) -> list[int]:
    return [number.subject_id for number in numbers if number.subject_id is not None]


def _outgoing(numbers: list[Number]) -> Iterator[Row]:
    letters = Outgoing.objects.select_related("unit").in_bulk(_ids(numbers))
    places: dict[int, list[str]] = {}
    for pk, name in Recipient.objects.filter(outgoing_id__in=letters).values_list(
        "outgoing_id", "name"
    ):
        places.setdefault(pk, []).append(name)
    for number in numbers:
        letter = letters.get(number.subject_id or 0)
        if letter is None:
            yield [format_number(number.value), number.dated, *_blank(7), reason_line(number)]
        else:
            yield _outgoing_row(letter, number, places.get(letter.pk, []))


def _outgoing_row(letter: Outgoing, number: Number, places: list[str]) -> Row:
    return [
        letter.code or format_number(number.value),
        letter.issued_on,
        _titled(letter.kind, letter.subject, letter.issued_on),
        letter.signer_name,
        ", ".join(places),
        letter.kept_at or ", ".join(filter(None, ["VT", letter.unit.notation])),
        letter.copies,
        local_date(letter.issued_at) if letter.issued_at else None,
        "",
        _outgoing_note(letter, number),
    ]


def _outgoing_note(letter: Outgoing, number: Number) -> str:
    notes = []
    if number.state == NumberState.RESERVED:
        notes.append(reason_line(number))
    elif letter.state in (OutgoingState.RECALLED, OutgoingState.REPLACED):
        notes.append(OutgoingState(letter.state).label)
    elif letter.state == OutgoingState.NUMBERED:
        notes.append("Chưa phát hành")
    if letter.relation:
        notes.append(Relation(letter.relation).label)
    return ". ".join(filter(None, [*notes, letter.note]))


def _incoming(numbers: list[Number]) -> Iterator[Row]:
    lines = _incoming_lines(numbers)
    for number in numbers:
        line = lines.get(number.subject_id or 0)
        if line is None:
            yield [number.dated, number.value, *_blank(7), reason_line(number)]
        else:
            yield [
                line.arrived_on, number.value, line.author, line.code, line.issued_on,
                _titled(line.letter.kind, line.title, line.issued_on), line.receivers,
                line.handed_on, "", line.note,
            ]  # fmt: skip


def _tracking(numbers: list[Number]) -> Iterator[Row]:
    lines = _incoming_lines(numbers)
    answers: dict[int, list[str]] = {}
    issued = Answer.objects.filter(incoming_id__in=lines, outgoing__issued_at__isnull=False)
    for pk, code in issued.order_by("id").values_list("incoming_id", "outgoing__code"):
        answers.setdefault(pk, []).append(code)
    for number in numbers:
        line = lines.get(number.subject_id or 0)
        if line is None:
            yield [number.value, *_blank(5), reason_line(number)]
        else:
            yield [
                number.value, _identity(line), line.receivers, line.letter.due_on,
                _progress(line.letter), ", ".join(answers.get(line.letter.pk, [])), line.note,
            ]  # fmt: skip


def _incoming_lines(numbers: list[Number]) -> dict[int, RegisterRow]:
    letters = list(Incoming.objects.filter(pk__in=_ids(numbers)))
    return {line.letter.pk: line for line in register_rows(letters)}


def _identity(line: RegisterRow) -> str:
    day = f"ngày {format_date(line.issued_on)}" if line.issued_on else ""
    kind = _kind_name(line.letter.kind, line.issued_on)
    head = " ".join(filter(None, [kind, line.code, day]))
    return ", ".join(filter(None, [head, line.author, line.title]))


def _progress(letter: Incoming) -> str:
    label = IncomingState(letter.state).label
    if letter.closed_at is None:
        return label
    ended = local_date(letter.closed_at)
    late = letter.due_on is not None and ended > letter.due_on
    return f"{label} ngày {format_date(ended)}" + (", quá hạn" if late else "")


def _copies(numbers: list[Number]) -> Iterator[Row]:
    copies = Copy.objects.in_bulk(_ids(numbers))
    for number in numbers:
        copy = copies.get(number.subject_id or 0)
        if copy is None:
            yield [format_number(number.value), number.dated, *_blank(5), reason_line(number)]
        else:
            yield [
                copy.code, copy.issued_on, copy.subject_label, copy.signer_name, copy.recipients,
                copy.copies, "", "",
            ]  # fmt: skip


def _titled(kind: str, subject: str, day: date | None) -> str:
    name = _kind_name(kind, day)
    return f"{name}: {subject}" if name and subject else name or subject


def _kind_name(kind: str, day: date | None) -> str:
    found = kind_by_code(kind, day) if kind and day else None
    return found.name if found else ""


def _blank(cells: int) -> Row:
    return [""] * cells


_MAKERS: dict[str, Callable[[list[Number]], Iterator[Row]]] = {
    "outgoing": _outgoing,
    "incoming": _incoming,
    "tracking": _tracking,
    "copies": _copies,
}
