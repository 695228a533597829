"""Finds durations in a text, after hiding what only looks like one: dates, laws, clock times."""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvu.core.kernel.text import nfc
from congvu.counter.procedures.limits.shape import Unit

HIDDEN = "¤"
ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SAID = {word: value for value, word in enumerate(ONES)} | {
    "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7,
}  # fmt: skip
_WORD = "|".join(sorted([*_SAID, "mười", "mươi"], key=len, reverse=True))
WORDS = rf"(?:(?:{_WORD})(?:\s+(?:{_WORD}))*)"

NOT_A_DURATION = tuple(
    re.compile(pattern)
    for pattern in (
        # What the one-stop rule adds: received after 15:00, answered the next working day.
        r"(?:;|,|\.)?\s*(?:nếu|trường hợp)?[^.;\n]{0,40}sau\s+15\s*(?:giờ|h)[^.;\n]*?"
        r"ngày làm việc (?:tiếp theo|kế tiếp|liền kề|sau)",
        r"(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}",
        r"(?:từ\s+)?ngày\s+\d{1,2}\s*/\s*\d{1,2}",
        r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?",
        r"tháng\s+\d{1,2}(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?",
        r"năm\s+(?:học\s+)?\d{4}(?:\s*-\s*\d{4})?",
        r"\d+\s*/\s*\d{4}\s*/\s*[\w-]+",
        r"\d+\s*/\s*(?:nđ|qđ|tt|nq|qh|ubnd|hđnd|ct|kh|bc)[\w-]*",
        r"(?:điều|khoản|điểm|mục|số|mẫu|phụ lục|chương|quyển|tập|nhóm|loại|bước|lần|mức|hạng)"
        r"(?:\s+số)?\s+\d+\w*",
        r"(?:lúc|trước|sau|từ|đến|khoảng)\s+\d{1,2}\s*(?:giờ|h)(?:\s*\d{1,2}\s*(?:phút|p)?)?"
        r"(?!\s*(?:làm việc|kể từ|\(?hành chính))",
        r"\d{1,2}\s*(?:giờ|h)\s*\d{2}(?:\s*phút)?",
        r"thứ\s+(?:\d|hai|ba|tư|năm|sáu|bảy)\b",
        r"\d{1,2}\s*tháng\s*/\s*năm(?:\s+học)?",
    )
)

_NUMBER = (
    rf"(?:(?P<digits>\d+(?:[.,]\d+)?)(?:\s*\((?P<also>{WORDS})\))?"
    rf"|(?P<words>{WORDS})\s*(?:\((?P<brackets>\d+)\))?|(?P<half>nửa|1/2|½))"
)
_RANGE = r"(?:(?:từ\s+)?(?P<least>\d+)\s*(?:-|–|đến)\s*)?"
_UNIT = (
    r"(?P<unit>ngày\s*(?:\(?\s*làm\s+việc\s*\)?)|ngày|giờ\s+(?:làm\s+việc|hành\s+chính)|giờ|tháng"
    r"|tuần|năm)(?!\s*(?:tuổi|/))"
)
_DURATION = re.compile(rf"(?<![\w,./]){_RANGE}{_NUMBER}\s*{_UNIT}(?![\w])")
_AT_ONCE = re.compile(
    r"(?:ngay\s+)?(?:trong|cùng)\s+(?P<day>ngày(?:\s+làm\s+việc)?)(?!\s+(?:làm\s+việc\s+)?(?:tiếp\s+theo|kế\s+tiếp|liền|sau))"
    r"(?!\s*\d)(?!\s+(?:làm\s+việc\s+)?(?:thứ|đầu|cuối))"
    r"|ngay\s+(?:sau\s+)?khi|giải\s+quyết\s+ngay|trả(?:\s+kết\s+quả)?\s+ngay|^ngay$"
)
_NEXT_DAY = re.compile(r"ngày\s+làm\s+việc\s+(?:tiếp\s+theo|kế\s+tiếp|liền\s+kề)")

UNITS: dict[str, tuple[Unit, int]] = {
    "ngày": ("day", 1),
    "giờ": ("hour", 1),
    "tháng": ("month", 1),
    "năm": ("year", 1),
    "tuần": ("day", 7),
}
DAY_OF_WORK = 8
LONGEST = 3650


@dataclass(frozen=True, slots=True)
class Mention:
    """A duration and where it stands; ``amount`` -1 when its numbers contradict each other."""

    amount: int
    unit: Unit
    start: int
    end: int
    least: int = -1

    @property
    def value(self) -> tuple[int, str]:
        return self.amount, self.unit


def plain(text: str) -> str:
    """Lower case, one kind of space; lines are kept."""
    lines = (" ".join(line.split()) for line in nfc(text).lower().splitlines())
    return "\n".join(line for line in lines if line)


def hide(text: str) -> str:
    """Blank out what is no duration, keeping every place where it is."""
    for pattern in NOT_A_DURATION:
        text = pattern.sub(lambda found: HIDDEN * len(found[0]), text)
    return text


def mentions(text: str) -> list[Mention]:
    """Durations of a hidden text in their order."""
    found = [_duration(match) for match in _DURATION.finditer(text)]
    taken = [(one.start, one.end) for one in found]
    for pattern, amount in ((_NEXT_DAY, 1), (_AT_ONCE, 0)):
        for match in pattern.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                found.append(Mention(amount, "working_day", match.start(), match.end()))
                taken.append(match.span())
    return sorted(found, key=lambda one: one.start)


def _duration(match: re.Match[str]) -> Mention:
    amount, unit = _amount(match), match["unit"]
    if "làm" in unit or "hành" in unit:
        kind: Unit = "working_day" if unit.startswith("ngày") else "working_hour"
        factor = 1
    else:
        kind, factor = UNITS[unit]
    if amount is not None and amount != int(amount):
        hours = amount * DAY_OF_WORK
        whole = kind == "working_day" and hours == int(hours)
        amount, kind = (hours, "working_hour") if whole else (None, kind)
    least = int(match["least"]) if match["least"] else -1
    if amount is None or not 0 < amount * factor <= LONGEST or least >= amount:
        return Mention(-1, kind, match.start(), match.end())
    return Mention(
        int(amount) * factor, kind, match.start(), match.end(), least * factor if least > 0 else -1
    )


def _amount(match: re.Match[str]) -> float | None:
    """The number; None when digits and words say different things."""
    if match["half"]:
        return 0.5
    if match["digits"]:
        value = float(match["digits"].replace(",", "."))
        said = number_of(match["also"]) if match["also"] else None
        return value if said is None or said == value else None
    spoken = number_of(match["words"])
    if match["brackets"]:
        return float(match["brackets"]) if spoken in (None, int(match["brackets"])) else None
    return spoken


def number_of(words: str) -> int | None:
    """``mười lăm`` is 15, ``hai mươi`` 20; None for what is no number up to 99."""
    parts = words.split()
    if len(parts) == 1:
        return 10 if parts[0] == "mười" else _SAID.get(parts[0])
    if parts[0] == "mười" and len(parts) == 2:
        return 10 + _SAID[parts[1]] if parts[1] in _SAID else None
    tens = _SAID.get(parts[0])
    if tens is None or tens < 2 or (parts[1] != "mươi" and len(parts) != 2):
        return None
    if parts[1] == "mươi":
        ones = _SAID.get(parts[2], -1) if len(parts) == 3 else 0
        return tens * 10 + ones if ones >= 0 and len(parts) <= 3 else None
    return tens * 10 + _SAID[parts[1]] if parts[1] in _SAID else None
