"""Indices of TT 01/2018 and QĐ 766 from counts, each with its account line by line.

Plain Python: points and thresholds are dated data in ``rules/*.json``. An index without a source is
said to be without one and gives no points; an index of nothing is N/A.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from congvu.core.ui.words import number

FOLDER = Path(__file__).resolve().parent / "rules"


class Counts(Protocol):
    """What a score is made of; ``dossiers.queries.PeriodScore`` is one."""

    @property
    def settled(self) -> int: ...
    @property
    def early(self) -> int: ...
    @property
    def on_time(self) -> int: ...
    @property
    def late(self) -> int: ...
    @property
    def late_by_score(self) -> int: ...
    @property
    def asked_once(self) -> int: ...
    @property
    def asked_more(self) -> int: ...
    @property
    def online(self) -> int: ...
    @property
    def same_day(self) -> int: ...
    @property
    def open_late(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Agency:
    """What only an agency has: its level and the services that it offers."""

    level: str
    services: int
    online_services: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One index: the points it gives of those it could, and why. ``points`` None: no source, or
    nothing to count."""

    label: str
    most: float
    points: float | None
    account: str


@dataclass(frozen=True, slots=True)
class Score:
    """All indices of one rule for one agency, unit, officer or procedure."""

    rule: str
    marks: tuple[Mark, ...]
    places: int
    verdict: str = ""

    @property
    def total(self) -> float | None:
        known = [mark.points for mark in self.marks if mark.points is not None]
        return round(sum(known), self.places) if known else None

    @property
    def most(self) -> float:
        """The points of the indices that have a source."""
        return sum(mark.most for mark in self.marks if mark.points is not None)

    @property
    def lacking(self) -> list[str]:
        return [mark.label for mark in self.marks if mark.points is None]


@cache
def rules() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json")))


def rule_on(code: str, day: date) -> Mapping[str, Any] | None:
    """The rule that holds on a day; None before it began."""
    found = [
        one
        for one in rules()
        if one["code"] == code
        and date.fromisoformat(one["valid_from"]) <= day
        and day <= date.fromisoformat(one.get("valid_to", "9999-12-31"))
    ]
    return max(found, key=lambda one: one["valid_from"]) if found else None


def score(code: str, day: date, counts: Counts, agency: Agency | None = None) -> Score | None:
    """One rule's indices; None when the rule does not hold on that day.

    :param agency: for an agency; the indices of agencies only are left out without it
    """
    rule = rule_on(code, day)
    if rule is None:
        return None
    marks = []
    for one in rule["criteria"]:
        if one.get("agency_only") and agency is None:
            continue
        points, account = READERS[one["code"]](rule, one, counts, agency)
        shown = None if points is None else round(points, rule["places"])
        marks.append(Mark(one["label"], one["points"], shown, account))
    made = Score(rule["label"], tuple(marks), rule["places"])
    return Score(made.rule, made.marks, made.places, _verdict(rule, made, agency))


def _verdict(rule: Mapping[str, Any], made: Score, agency: Agency | None) -> str:
    if agency is None or "classes" not in rule:
        return ""
    if made.lacking or made.total is None:
        return "Chưa xếp loại: còn chỉ số chưa có nguồn"
    return next(str(label) for least, label in rule["classes"] if made.total >= least)


Given = tuple[float | None, str]
Reader = Callable[[Mapping[str, Any], Mapping[str, Any], Counts, "Agency | None"], Given]
_NOTHING: Given = (None, "Không có hồ sơ nào được giải quyết trong kỳ.")


def _mean(counts: Counts, two: int, one: int, said: str) -> Given:
    """Sum of points by the number of dossiers (Article 15)."""
    if not counts.settled:
        return _NOTHING
    points = (2 * two + one) / counts.settled
    return (
        points,
        f"{said} Điểm = (2 × {two} + 1 × {one}) / {counts.settled} = {number(points, 2)}.",
    )


def _time(rule: Any, one: Any, counts: Counts, agency: Any) -> Given:
    said = (
        f"{counts.early} hồ sơ trước ngày hẹn, {counts.on_time} đúng ngày, {counts.late} quá hạn."
    )
    return _mean(counts, counts.early, counts.on_time, said)


def _contacts(rule: Any, one: Any, counts: Counts, agency: Any) -> Given:
    none = counts.settled - counts.asked_once - counts.asked_more
    said = (
        f"Tính theo số lần yêu cầu bổ sung: {none} hồ sơ không lần nào, {counts.asked_once} một lần, "
        f"{counts.asked_more} nhiều lần."
    )
    return _mean(counts, none, counts.asked_once, said)


def _agencies(rule: Any, one: Any, counts: Counts, agency: Any) -> Given:
    rest = counts.settled - counts.online
    said = (
        f"{counts.online} hồ sơ trực tuyến không phải đến cơ quan nào, {rest} hồ sơ chỉ qua một đầu "
        "mối là Bộ phận Một cửa."
    )
    return _mean(counts, counts.online, rest, said)


def _desk(rule: Any, one: Any, counts: Counts, agency: Agency | None) -> Given:
    least = rule["on_the_spot"].get(agency.level if agency else "", 100)
    if not counts.settled:
        return _NOTHING
    share = 100 * counts.same_day / counts.settled
    points = 2 if share >= least else 1
    return points, (
        f"{counts.same_day} trên {counts.settled} hồ sơ ({number(share, 1)} %) giải quyết ngay trong "
        f"ngày nhận; mức được 2 điểm là {least} %. Mọi hồ sơ đều nhận và trả tại Bộ phận Một cửa: 1 điểm."
    )


def _published(rule: Any, one: Any, counts: Counts, agency: Agency | None) -> Given:
    if agency is None or not agency.services:
        return None, "Cơ quan chưa có dịch vụ công nào trong danh mục."
    return 1, (
        f"{agency.services} dịch vụ công khai điện tử trên trang thủ tục; việc niêm yết tại trụ sở "
        "chưa có nguồn ghi nhận nên không tính điểm thứ hai."
    )


def _online(rule: Any, one: Any, counts: Counts, agency: Agency | None) -> Given:
    if not counts.settled or agency is None or not agency.services:
        return _NOTHING
    share, offered = (
        100 * counts.online / counts.settled,
        100 * agency.online_services / agency.services,
    )
    said = (
        f"{number(offered, 1)} % thủ tục ở mức độ 3, 4 (một phần, toàn trình); {number(share, 1)} % hồ "
        f"sơ nộp trực tuyến; {counts.late} hồ sơ quá hạn."
    )
    if counts.late or share < rule["online_half"]:
        return 0, said
    return (2 if share >= rule["online_full"] and offered >= 20 else 1), said


def _progress(rule: Any, one: Any, counts: Counts, agency: Any) -> Given:
    whole = counts.settled + counts.open_late
    if not whole:
        return _NOTHING
    late = counts.late_by_score + counts.open_late
    rate = (whole - late) / whole
    return one["points"] * rate, (
        f"{counts.settled} hồ sơ đã giải quyết, trong đó {counts.late_by_score} tính là quá hạn (đã trừ "
        f"thời gian bổ sung; bổ sung quá một lần là quá hạn), và {counts.open_late} hồ sơ chưa xong đã "
        f"quá hạn đến cuối kỳ. Đúng hạn {number(100 * rate, 2)} % × {one['points']} điểm."
    )


def _services(rule: Any, one: Any, counts: Counts, agency: Any) -> Given:
    if not counts.settled:
        return _NOTHING
    rate = 100 * counts.online / counts.settled
    points = one["points"] * min(rate / one["full_at"], 1)
    return points, (
        f"{counts.online} trên {counts.settled} hồ sơ nộp trực tuyến: {number(rate, 2)} %; đủ điểm từ "
        f"{one['full_at']} %. Thanh toán trực tuyến chưa có trong nguồn này."
    )


def _transparency(rule: Any, one: Any, counts: Counts, agency: Agency | None) -> Given:
    return None, "Chưa có nguồn: đồng bộ lên Cổng Dịch vụ công quốc gia do hệ thống quốc gia ghi."


def _lacking(told: str) -> Reader:
    def read(rule: Any, one: Any, counts: Counts, agency: Any) -> Given:
        return None, told

    return read


READERS: dict[str, Reader] = {
    "time": _time,
    "units": _lacking("Chưa có nguồn: thời gian của từng đơn vị trong quy trình."),
    "contacts": _contacts,
    "agencies": _agencies,
    "desk": _desk,
    "published": _published,
    "attitude": _lacking("Chưa có nguồn: phiếu đánh giá của người dân."),
    "answers": _lacking("Chưa có nguồn: phản ánh, kiến nghị."),
    "online": _online,
    "transparency": _transparency,
    "progress": _progress,
    "digital": _lacking("Chưa có nguồn: tỷ lệ giấy tờ được số hóa."),
    "services": _services,
    "satisfaction": _lacking("Chưa có nguồn: phản ánh và đánh giá của người dân."),
}
