"""Our books beside the portal's: plain Python, no table is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core.kernel.clock import VIETNAM
from congvu.counter.national.choices import Kind
from congvu.counter.national.statuses import label_of


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier in one book; ``dossier_id`` only in ours."""

    code: str
    status: int
    received_at: datetime | None = None
    due_at: datetime | None = None
    returned_at: datetime | None = None
    dossier_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One difference in words."""

    kind: Kind
    code: str
    words: str
    dossier_id: int | None = None
    status_there: int | None = None
    waiting: bool = False


DATES: tuple[tuple[str, Callable[[Line], datetime | None]], ...] = (
    ("ngày tiếp nhận", lambda line: line.received_at),
    ("ngày hẹn trả", lambda line: line.due_at),
    ("ngày trả kết quả", lambda line: line.returned_at),
)


def compare(
    ours: Mapping[str, Line], theirs: Mapping[str, Line], *, day: date,
    waiting: Mapping[int, int], held: Mapping[str, str],
) -> list[Found]:  # fmt: skip
    """Every difference between the two books.

    :param waiting: how many messages of a dossier have not left yet
    :param held: causes why a filing of the portal is not a dossier here yet, by its code
    """
    found: list[Found] = []
    for code in sorted({*ours, *theirs}):
        here, there = ours.get(code), theirs.get(code)
        if here is None:
            found.append(_not_here(code, there, held, day))
        elif there is None:
            found.append(_not_there(here, waiting, day))
        else:
            found += _between(here, there, waiting, day)
    return found


def _not_here(code: str, there: Line | None, held: Mapping[str, str], day: date) -> Found:
    status = there.status if there else None
    words = f"Cổng có hồ sơ ở trạng thái {label_of(status, day)}, ở đây không có."
    if code in held:
        words = f"Hồ sơ nộp tại cổng chưa nhận được ở đây: {held[code]}"
    return Found(Kind.MISSING_HERE, code, words[:500], None, status)


def _not_there(here: Line, waiting: Mapping[int, int], day: date) -> Found:
    words = f"Ở đây có hồ sơ ở trạng thái {label_of(here.status, day)}, cổng không có."
    return _ours(Kind.MISSING_THERE, here, words, None, waiting)


def _between(here: Line, there: Line, waiting: Mapping[int, int], day: date) -> Iterator[Found]:
    if here.status != there.status:
        words = f"Ở đây {label_of(here.status, day)}, ở cổng {label_of(there.status, day)}."
        yield _ours(Kind.STATE, here, words, there.status, waiting)
        return  # dates differ with the state: one thing to mend
    for name, date_of in DATES:
        mine, other = date_of(here), date_of(there)
        if _seconds(mine) != _seconds(other):
            words = f"Khác {name}: ở đây {_said(mine)}, ở cổng {_said(other)}."
            yield _ours(Kind.DATE, here, words, there.status, waiting)


def _ours(
    kind: Kind, here: Line, words: str, status: int | None, waiting: Mapping[int, int]
) -> Found:
    number = waiting.get(here.dossier_id or 0, 0)
    if number:
        words = f"{words} Còn {number} thông điệp chờ gửi."
    return Found(kind, here.code, words, here.dossier_id, status, bool(number))


def _seconds(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at is not None else None


def _said(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at is not None else "chưa có"
