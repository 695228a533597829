"""Bút phê as language: what a leader's words say about who leads, who helps and until when.

Reads the common forms only ("Giao Phòng CNTT chủ trì, phối hợp Thanh tra, xong trước 30/11");
the person confirms what was understood, so nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from congvu.core.kernel.text import fold

LEAD, SUPPORT, INFORM = "lead", "support", "inform"
MARKERS = (
    (LEAD, "chu tri"),
    (SUPPORT, "phoi hop"),
    (SUPPORT, "cung tham gia"),
    (INFORM, "de biet"),
    (INFORM, "dong gui"),
    (INFORM, "theo doi"),
)
LONGEST = 2000
SENTENCE_END = re.compile(r"[;\n]|\.(?!\d)")
DAY = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(?![\d/])")
WITHIN = re.compile(r"trong (?:vong )?(\d{1,2}) ngay")


@dataclass(frozen=True, slots=True)
class Desk:
    """A place that may be given work: ``key`` is ``u12`` for a unit, ``p34`` for a post."""

    key: str
    label: str
    detail: str = ""
    group: str = ""
    words: tuple[str, ...] = ()
    """By what names a remark may call it."""


@dataclass(slots=True)
class Understood:
    """What was read out of a remark; keys of desks, and the day meant."""

    lead: str = ""
    support: list[str] = field(default_factory=list)
    inform: list[str] = field(default_factory=list)
    due_on: date | None = None

    @property
    def anything(self) -> bool:
        return bool(self.lead or self.support or self.inform or self.due_on)

    def give(self, part: str, keys: Sequence[str]) -> None:
        for key in keys:
            if key == self.lead or key in self.support or key in self.inform:
                continue
            if part == LEAD and not self.lead:
                self.lead = key
            elif part == INFORM:
                self.inform.append(key)
            else:
                self.support.append(key)


def understand(
    text: str, desks: Sequence[Desk], *, today: date, add_days: Callable[[date, int], date]
) -> Understood:
    """Read a remark.

    :param add_days: the day after so many working days, from the agency's calendar
    """
    folded = fold_keeping_stops(text[:LONGEST])
    found = Understood(due_on=_day(folded, today, add_days))
    names = _names(desks)
    for sentence in SENTENCE_END.split(folded):
        _read(sentence, names, found)
    return found


def fold_keeping_stops(text: str) -> str:
    """Folded words, with full stops, semicolons, commas and strokes where they stood."""
    pieces = re.split(r"([.;,\n/-])", text)
    return "".join(piece if piece in ".;,\n/-" else f" {fold(piece)} " for piece in pieces).replace(
        "  ", " "
    )


def _names(desks: Sequence[Desk]) -> list[tuple[str, str]]:
    """``(folded name, key)``, the longest name first so that it wins over its parts."""
    names = {fold(word): desk.key for desk in reversed(desks) for word in desk.words if fold(word)}
    return sorted(names.items(), key=lambda pair: -len(pair[0]))


def _read(sentence: str, names: list[tuple[str, str]], found: Understood) -> None:
    marks = _marks(sentence, names)
    parts = [place for place, (_, part, _) in enumerate(marks) if part]
    if not parts:
        found.give(LEAD if not found.lead else SUPPORT, [key for _, _, key in marks])
        return
    taken: set[int] = set()
    for order, place in enumerate(parts):
        start = parts[order - 1] + 1 if order else 0
        end = parts[order + 1] if order + 1 < len(parts) else len(marks)
        before = [i for i in range(start, place) if i not in taken]
        after = [i for i in range(place + 1, end) if i not in taken]
        part = marks[place][1]
        chosen = (after or before) if part == SUPPORT else (before or after)
        taken.update(chosen)
        found.give(part, [marks[i][2] for i in chosen])
    left = [key for i, (_, part, key) in enumerate(marks) if not part and i not in taken]
    found.give(SUPPORT if found.lead else LEAD, left)


def _marks(sentence: str, names: list[tuple[str, str]]) -> list[tuple[int, str, str]]:
    """Names and part words of a sentence in order: ``(place, part or "", key or "")``."""
    covered = [False] * len(sentence)
    marks: list[tuple[int, str, str]] = []
    wanted = [(name, "", key) for name, key in names] + [(w, part, "") for part, w in MARKERS]
    for name, part, key in wanted:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
            start, end = match.span()
            if not any(covered[start:end]):
                covered[start:end] = [True] * (end - start)
                marks.append((start, part, key))
    return sorted(marks)


def _day(folded: str, today: date, add_days: Callable[[date, int], date]) -> date | None:
    within = WITHIN.search(folded)
    if within:
        return add_days(today, int(within[1]))
    for match in DAY.finditer(folded.replace(" ", "")):
        day = _date(match, today)
        if day is not None:
            return day
    return None


def _date(match: re.Match[str], today: date) -> date | None:
    years = [int(match[3])] if match[3] else [today.year, today.year + 1]
    for year in years:
        try:
            day = date(year, int(match[2]), int(match[1]))
        except ValueError:
            continue
        if day >= today:
            return day
    return None
