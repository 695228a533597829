"""Printing registers: the doors that give a PDF or a sheet; every printing is journalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from congvu.core.audit.actions import log
from congvu.core.files import queries as files
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date, format_moment
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.notation import format_number
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import queries as organisation
from congvu.office.documents.choices import COPIES, INCOMING_KIND, REGISTER_KIND, Direction
from congvu.office.documents.letterhead.arrival import Arrival, stamp_arrival
from congvu.office.documents.letterhead.layout import Head, agency_lines, parent_lines
from congvu.office.documents.models import Register
from congvu.office.documents.prints.books import BOOKS, Book, Row
from congvu.office.documents.prints.pdf import write_pdf
from congvu.office.documents.prints.rows import Span, numbers_in, rows_of
from congvu.office.documents.prints.slip import slip_pdf
from congvu.office.documents.prints.xlsx import write_xlsx
from congvu.office.documents.queries import incoming
from congvu.office.documents.queries.registers import for_actor

__all__ = [
    "PDF_LIMIT", "Lines", "Span", "arrival_stamped", "books_of", "handling_slip",
    "register_lines", "register_pdf", "register_xlsx",
]  # fmt: skip

PDF_LIMIT = 3_000
"""Lines of one PDF; a larger register is printed in parts, or as a sheet."""


@dataclass(frozen=True, slots=True)
class _Job:
    register: Register
    book: Book
    span: Span
    lines: int


def books_of(register: Register) -> list[Book]:
    """The books that a register can be printed as, the usual one first."""
    if register.series == COPIES:
        names = ["copies"]
    elif register.direction == Direction.OUT:
        names = ["outgoing"]
    else:
        names = ["incoming", "tracking"]
    return [BOOKS[name] for name in names]


def register_pdf(
    *, actor: Actor, at: datetime, register_id: int, book: str = "", span: Span | None = None
) -> bytes:
    """The register as a PDF in the statutory columns, A4 landscape.

    :param book: a name of ``books_of``; the usual one when empty
    :raises NotFound: not for this actor
    :raises Invalid: an unknown book, or more than 3,000 lines: print in parts
    """
    job = _job(actor, at, register_id, book, span, "pdf")
    if job.lines > PDF_LIMIT:
        raise Invalid(
            f"Phần sổ này có {job.lines} dòng, quá giới hạn {PDF_LIMIT} dòng của một bản in. Hãy "
            "chọn khoảng ngày ngắn hơn hoặc xuất Excel."
        )
    head = _head_of(job.register.agency_id)
    return write_pdf(
        job.book,
        parent=parent_lines(head),
        agency=agency_lines(head),
        heading=_heading(job),
        foot=_foot(job, actor, at),
        rows=rows_of(job.register, job.book.name, job.span),
        day=local_date(at),
    )


def register_xlsx(
    *, actor: Actor, at: datetime, register_id: int, book: str = "", span: Span | None = None
) -> BinaryIO:
    """The register as an Excel file, open at its beginning; the caller closes it.

    :raises NotFound: not for this actor
    :raises Invalid: an unknown book
    """
    job = _job(actor, at, register_id, book, span, "xlsx")
    heading = [job.register.agency.name.upper(), *_heading(job)][:4]
    return write_xlsx(
        job.book, heading=heading, rows=rows_of(job.register, job.book.name, job.span)
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a register; ``next_value`` is the number to go on from, None at the end."""

    columns: list[str]
    rows: list[Row]
    next_value: int | None


def register_lines(
    *, actor: Actor, register_id: int, book: str = "", start: int = 1, limit: int = 100
) -> Lines:
    """The register in its statutory columns from one number on, to be read and not printed.

    :raises NotFound: not for this actor
    :raises Invalid: an unknown book
    """
    register = for_actor(actor, register_id)
    chosen = _book(register, book)
    values = numbers_in(register, Span(value_from=start)).values_list("value", flat=True)
    found = list(values[: limit + 1])
    rows: list[Row] = []
    if found:
        last = found[:limit][-1]
        rows = list(rows_of(register, chosen.name, Span(value_from=start, value_to=last)))
    following = found[limit] if len(found) > limit else None
    return Lines([column.label for column in chosen.columns], rows, following)


def handling_slip(*, actor: Actor, at: datetime, incoming_id: int) -> bytes:
    """Phiếu giải quyết văn bản đến of one letter, filled from the chain of its work.

    :raises NotFound: not for this actor
    """
    letter = incoming.for_actor(actor, incoming_id)
    return slip_pdf(
        letter,
        incoming.parts_of(letter.pk),
        head=_head_of(letter.agency_id),
        day=local_date(at),
    )


def arrival_stamped(*, actor: Actor, incoming_id: int) -> bytes:
    """A copy of the letter's main PDF with the stamp ĐẾN; the stored file stays as it came.

    :raises NotFound: not for this actor
    :raises Invalid: not registered yet, or no PDF
    """
    letter = incoming.for_actor(actor, incoming_id)
    subject = Subject(INCOMING_KIND, letter.pk)
    standing = files.files_of([subject])[subject]
    main = next((f for f in standing if f.use == Use.MAIN and f.blob.kind == "pdf"), None)
    if letter.number is None or main is None:
        raise Invalid(
            "Chỉ đóng dấu đến trên văn bản PDF đã vào sổ. Hãy vào sổ trước hoặc in phiếu giải quyết."
        )
    [line] = incoming.register_rows([letter])
    arrival = Arrival(
        agency=letter.agency.name,
        number=format_number(letter.number),
        day=local_date(letter.arrived_at),
        to=line.receivers,
    )
    with files.open_file(main) as stream:
        return stamp_arrival(stream.read(), arrival)


def _job(
    actor: Actor, at: datetime, register_id: int, book: str, span: Span | None, form: str
) -> _Job:
    register = for_actor(actor, register_id)
    chosen = _book(register, book)
    span = span or Span()
    lines = numbers_in(register, span).count()
    log(
        verb="documents.register.print",
        actor=actor,
        at=at,
        subject=Subject(REGISTER_KIND, register.pk),
        label=register.name,
        changes={"book": chosen.name, "form": form, "lines": lines},
    )
    return _Job(register, chosen, span, lines)


def _book(register: Register, name: str) -> Book:
    books = books_of(register)
    chosen = next((one for one in books if one.name == name), None) if name else books[0]
    if chosen is None:
        raise Invalid("Sổ này không in được theo mẫu đã chọn. Hãy chọn lại mẫu sổ.")
    return chosen


def _heading(job: _Job) -> list[str]:
    lines = [f"{job.book.title} năm {job.register.year}".upper()]
    days = _between(job.span)
    if job.book.name in ("outgoing", "incoming"):
        lines.append(job.register.name)
    if days:
        lines.append(days)
    if job.register.first_number > 1:
        before = format_number(job.register.first_number - 1)
        lines.append(f"Các số đến {before} được cấp trước khi dùng hệ thống")
    return lines


def _between(span: Span) -> str:
    parts = []
    if span.day_from:
        parts.append(f"từ ngày {format_date(span.day_from)}")
    if span.day_to:
        parts.append(f"đến ngày {format_date(span.day_to)}")
    if span.value_from:
        parts.append(f"từ số {format_number(span.value_from)}")
    if span.value_to:
        parts.append(f"đến số {format_number(span.value_to)}")
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def _foot(job: _Job, actor: Actor, at: datetime) -> str:
    closed = ""
    if job.register.closed_at is not None:
        closed = f" Sổ khóa lúc {format_moment(job.register.closed_at)}."
    return f"Có {job.lines} dòng.{closed} In lúc {format_moment(at)}, người in: {actor.name}."


def _head_of(agency_id: int) -> Head:
    agency = organisation.agency(agency_id)
    parent = agency.parent.name if agency.parent else ""
    return Head(name=agency.name, notation=agency.notation, parent_name=parent)
