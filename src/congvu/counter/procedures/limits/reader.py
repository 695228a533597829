"""Reads a time limit from the words of a legal record; what it is not sure of it does not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from congvu.counter.procedures.limits.mentions import Mention, hide, mentions, plain
from congvu.counter.procedures.limits.shape import Limit, Reading

Role = Literal["base", "case", "extra", "within", "incomplete", "interim", "foreign"]

NOTHING = re.compile(
    r"(?:[-–.:]|không|chưa|khác|(?:pháp luật )?(?:không|chưa) (?:có )?(?:quy định|xác định|có "
    r"thông tin|thông tin)[\w ,]*|không có|không áp dụng|không phải trả kết quả[\w ]*"
    r"|không có thông tin)[. ]*"
)
"""Whole texts that say that no limit is stated."""

BREAK = re.compile(r"[;\n]|\.(?=\s|$)|(?<=\s)[-•*](?=\s)")
CUES: tuple[tuple[Role, re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        "foreign",
        re.compile(
            r"(?:giá trị|hiệu lực|thời hạn (?:của|sử dụng|thuê|cho thuê|giao đất|hoạt động)|trước"
            r"|ít nhất|tối thiểu|dưới|từ đủ|định kỳ|cứ|mỗi|hằng|hàng|cách nhau"
            r"|trong vòng đời|niêm yết|công khai|đăng tải|chi trả)[^,;:()]{0,30}$"
        ),
        re.compile(r"^[^,;.:()]{0,12}(?:tuổi|một lần|trước (?:khi|ngày|thời)|mỗi|/)"),
    ),
    ("extra", re.compile(r"(?:kéo dài|cộng thêm|tăng thêm|gia hạn|\bthêm)[^,;:()]{0,40}$"), None),
)
WITHIN = re.compile(r"\(?(?:trong đó|bao gồm|kể cả|cụ thể)[^()\n]*$")
"""How a whole time is shared out among those who have a part in it."""
CASE_LEFT = re.compile(
    r"(?:đối với|trường hợp|riêng|nếu|với)\s+(?P<case>[^;\n]*?)\s*(?:,?\s*(?:thì|là)\b[^,;:]*|[:,]"
    r"|\bthời (?:hạn|gian)\b[^;:]*|không quá|tối đa|trong(?: thời hạn| vòng)?)*[\s:,]*$"
)
CASE_RIGHT = re.compile(
    r"^[^;\n¤]{0,90}?(?<!\w)(?:đối với|trường hợp|nếu|khi (?=cần|phải|có))\s*(?P<case>[^;:\n()]+)"
)
NORMAL = re.compile(
    r"^(?:các |những )?(?:hồ sơ|khi )?\s*(?:đã )?(?:đủ|đầy đủ|hợp lệ|đạt|không |bình thường|thông "
    r"thường|còn lại)"
)
"""Cases that are the rule itself: the dossier is complete, all others."""
INCOMPLETE = re.compile(r"(?:chưa|không) (?:đầy )?(?:đủ|hợp lệ)|còn thiếu|chưa đúng")
"""The time to answer a dossier that is not complete: beside the limit, not part of it."""
INTERIM = re.compile(
    r"(?<!sửa đổi, )bổ sung|hoàn thiện|hoàn chỉnh hồ sơ|thông báo|trả lại hồ sơ|từ chối"
    r"|(?:kiểm tra|thẩm định|thẩm tra|tiếp nhận|chuyển|gửi|trình) (?:tính|hồ sơ|thành phần|văn bản)"
    r"|(?:lấy|xin|có) ý kiến|trả lời bằng văn bản|nộp (?:phí|lệ phí|tiền)|khắc phục"
)
"""Steps on the way that have a limit of their own."""
SINCE = re.compile(r"(?:kể|tính)\s+từ|sau\s+khi|từ\s+(?:khi|ngày)")
TOGETHER = re.compile(r"^[^;\n]*?(?:\+|cộng với|cộng)\s*[^;\n\d]*$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A duration with its part in the sentence."""

    mention: Mention
    role: Role
    case: str = ""

    @property
    def limit(self) -> Limit:
        return Limit(self.mention.amount, self.mention.unit, self.mention.least, self.case)


def read(text: str) -> Reading:
    """What a text says of the time limit.

    ``15 ngày làm việc kể từ khi nhận đầy đủ hồ sơ`` gives 15 working days. Texts that state none
    give ``none``; everything that is not certain gives ``unreadable``: a number without its unit,
    several limits of which no words say whether they follow each other or are cases, words and
    digits that disagree.
    """
    clean = plain(text)
    if not clean or NOTHING.fullmatch(clean):
        return Reading("none", text.strip())
    hidden = hide(clean)
    found = mentions(hidden)
    unread = Reading("unreadable", text.strip())
    if not found or any(one.amount < 0 for one in found):
        return unread
    placed = [_place(hidden, found, at) for at in range(len(found))]
    return _settle(text.strip(), hidden, placed) or unread


def speaks_of_time(text: str) -> bool:
    """Whether a text names any duration in figures, readable or not."""
    return any(one.amount != 0 for one in mentions(hide(plain(text))))


def _place(text: str, found: Sequence[Mention], at: int) -> Placed:
    one = found[at]
    left, right = _around(text, found, at)
    if at and WITHIN.search(text[found[0].end : one.start]):
        return Placed(one, "within")
    for role, before, after in CUES:
        if before.search(left) or (after is not None and after.search(right)):
            return Placed(one, role, _case(left, right) if role == "extra" else "")
    case = _case(left, right)
    said = left + SINCE.split(right)[0]
    if INCOMPLETE.search(left + right):
        return Placed(one, "incomplete")
    if INTERIM.search(said):
        return Placed(one, "interim")
    return Placed(one, "case" if case else "base", case)


def _around(text: str, found: Sequence[Mention], at: int) -> tuple[str, str]:
    """The words of the sentence before and after one duration, up to its neighbours."""
    one = found[at]
    since = found[at - 1].end if at else 0
    until = found[at + 1].start if at + 1 < len(found) else len(text)
    breaks = [match.end() for match in BREAK.finditer(text, since, one.start)]
    left = text[breaks[-1] if breaks else since : one.start]
    if at:
        left = left.rpartition(")")[2]  # a bracket belongs to the duration before it
    end = BREAK.search(text, one.end, until)
    return left, text[one.end : end.start() if end else until]


def _case(left: str, right: str) -> str:
    """The case that the duration holds for, in the text's words; empty when it is the rule."""
    for match in (CASE_LEFT.search(left), CASE_RIGHT.search(right)):
        if match:
            case = match["case"].strip(" ,.:()-").removeprefix("trường hợp ")
            if case and not NORMAL.match(case):
                return case[:200]
    return ""


def _settle(text: str, hidden: str, placed: Sequence[Placed]) -> Reading | None:
    """One answer from all durations, or None."""
    roles = {one.role for one in placed}
    bases = [one for one in placed if one.role == "base"]
    cases = tuple({one.limit: None for one in placed if one.role == "case"})
    if "interim" in roles:
        return _alone(text, placed)
    if len(bases) > 1:
        return None if cases else _sum(text, hidden, bases)
    if bases:
        return _with_base(text, bases[0].limit, cases, [p for p in placed if p.role == "extra"])
    if not cases or "foreign" in roles:
        return None
    longest = max(cases, key=lambda one: one.length)
    return Reading("read", text, longest, cases if len(cases) > 1 else ())


def _alone(text: str, placed: Sequence[Placed]) -> Reading | None:
    """The only duration of a text is its limit, whatever verb stands beside it."""
    (first, *others) = placed
    return None if others else Reading("read", text, first.limit)


def _with_base(
    text: str, base: Limit, cases: tuple[Limit, ...], extras: Sequence[Placed]
) -> Reading:
    """The rule, its cases, and the rule made longer in a case."""
    longer = tuple(
        Limit(base.amount + one.mention.amount, base.unit, case=one.case or "kéo dài")
        for one in extras
        if one.mention.unit == base.unit
    )
    parts = (*cases, *longer)
    return Reading("read", text, base, (base, *parts) if parts else ())


def _sum(text: str, hidden: str, bases: Sequence[Placed]) -> Reading | None:
    """Steps that follow each other when a plus says so, and in one unit."""
    if len({one.mention.unit for one in bases}) > 1:
        return None
    between = pairwise(bases)
    if not all(TOGETHER.match(hidden[a.mention.end : b.mention.start]) for a, b in between):
        return None
    total = Limit(sum(one.mention.amount for one in bases), bases[0].mention.unit)
    return Reading("read", text, total, tuple(one.limit for one in bases), summed=True)
