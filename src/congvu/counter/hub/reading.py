"""Rows of a file or of a message as candidates, with everything that is doubted of them.

Plain Python: it never corrects a figure, it says what is odd about it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as kept
from datetime import date, datetime
from typing import Any, Literal

from congvu.core.kernel.text import nfc
from congvu.counter.hub.choices import Kind
from congvu.counter.hub.layout import Layout
from congvu.counter.hub.shapes import SHAPES

Weight = Literal["refused", "doubted"]
Row = Mapping[str, Any]
LARGEST = 10_000_000
"""A month of one desk with more than that is a slip of the finger."""
_EMPTY = {"", "null", "\\n", "none"}
_DAYS = (
    ("%Y-%m-%d", 10), ("%d/%m/%Y", 10), ("%m/%Y", 7), ("%Y-%m", 7),
)  # fmt: skip
_MONTH_ONLY = 7
_SAID = re.compile(r'<item date="([\d-]{10})"><!\[CDATA\[(.*?)\]\]></item>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is odd about one row; a refused row is not kept."""

    row: int
    kind: str
    message: str
    weight: Weight = "doubted"


@dataclass(slots=True)
class Candidate:
    """One row: whose, of what, and its counters as they were reported."""

    row: int
    desk: str
    place: str
    desk_name: str
    field: str
    kind: str
    period: date | None
    """The month's first day, or the day itself of a standing."""
    as_of: date | None
    counts: dict[str, int] = kept(default_factory=dict)
    doubts: list[Doubt] = kept(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(doubt.weight == "refused" for doubt in self.doubts)

    def doubt(self, kind: str, message: str, weight: Weight = "doubted") -> None:
        self.doubts.append(Doubt(self.row, kind, message, weight))


@dataclass(slots=True)
class Answer:
    """One answer of a survey: how often it was chosen, or what people wrote."""

    row: int
    survey: str
    question: str
    answer: str
    several: bool
    votes: int | None
    said: list[tuple[str, str]]
    doubts: list[Doubt] = kept(default_factory=list)


def candidates(rows: Iterable[tuple[int, Row]], layout: Layout, today: date) -> list[Candidate]:
    """Every row of a table of figures, those that cannot be read marked as refused."""
    return [_candidate(number, row, layout, today) for number, row in rows]


def answers(rows: Iterable[tuple[int, Row]], layout: Layout) -> list[Answer]:
    return [_answer(number, row, layout) for number, row in rows]


def _candidate(number: int, row: Row, layout: Layout, today: date) -> Candidate:
    place = _text(row, layout.place)
    day = read_day(_raw(row, layout.day))
    one = Candidate(
        number, _text(row, layout.desk)[:60], "" if place == "0" else place[:20],
        _text(row, layout.desk_name)[:200], _text(row, layout.field)[:30].upper(), layout.kind,
        None, day,
    )  # fmt: skip
    if not one.desk:
        one.doubt("desk", "Dòng không có mã đơn vị.", "refused")
    if day is None:
        told = _text(row, layout.day)[:40]
        one.doubt("day", f"Không đọc được ngày, tháng “{told}”.", "refused")
    else:
        _place_in_time(one, day, today)
    one.counts = {name: _count(one, row, layout, name) for name in SHAPES[layout.kind].names}
    return one


def _place_in_time(one: Candidate, day: date, today: date) -> None:
    if one.kind == Kind.STANDING:
        one.period = day
        return
    one.period = day.replace(day=1)
    last = calendar.monthrange(day.year, day.month)[1]
    if day.day == 1:  # only the month was given
        one.as_of = day.replace(day=last)
    elif day.day < last:
        one.doubt("part", f"Số liệu đến ngày {day:%d/%m/%Y}, chưa trọn tháng.")
    if one.period > today:
        one.doubt("future", f"Tháng {day:%m/%Y} chưa đến.", "refused")


def _count(one: Candidate, row: Row, layout: Layout, name: str) -> int:
    column = layout.counters.get(name, "")
    if not column or column not in row:
        return 0
    told = _raw(row, column)
    text = str(told).strip()
    if told is None or text.casefold() in _EMPTY:
        one.doubt("empty", f"Cột {column} để trống, tính là 0.")
        return 0
    try:
        value = int(text) if not isinstance(told, float) else int(told)
        whole = not isinstance(told, float) or value == told
    except (ValueError, OverflowError):
        whole, value = False, 0
    if not whole or abs(value) > LARGEST:
        one.doubt("number", f"Cột {column} không phải số nguyên: “{text[:40]}”.", "refused")
        return 0
    if value < 0:
        one.doubt("negative", f"Cột {column} là số âm ({value}).")
    return value


def read_day(told: Any) -> date | None:
    """A day or month in the ways that reports write it; None when it is none of them."""
    if isinstance(told, datetime):
        return told.date()
    if isinstance(told, date):
        return told
    text = str(told or "").strip()
    for form, width in _DAYS:
        if width == _MONTH_ONLY < len(text):
            continue
        try:
            return datetime.strptime(text[:width].strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _answer(number: int, row: Row, layout: Layout) -> Answer:
    told = _text(row, layout.votes)
    said = [(day, nfc(words).strip().strip("'")) for day, words in _SAID.findall(told)]
    digits = told.strip().isdecimal()
    one = Answer(
        number, _text(row, layout.desk)[:300], _text(row, layout.question)[:1000],
        _text(row, layout.answer)[:500], _text(row, layout.multi) == "1",
        int(told) if digits else None, said,
    )  # fmt: skip
    if not one.survey:
        one.doubts.append(Doubt(number, "survey", "Câu hỏi không thuộc đợt khảo sát nào."))
    if told and not digits and not said and told.casefold() not in _EMPTY:
        one.doubts.append(Doubt(number, "votes", f"Không đọc được số phiếu “{told[:40]}”."))
    return one


def _raw(row: Row, column: str) -> Any:
    return row.get(column) if column else None


def _text(row: Row, column: str) -> str:
    told = _raw(row, column)
    return "" if told is None else " ".join(nfc(str(told)).split())
