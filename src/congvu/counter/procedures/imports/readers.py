"""How one cell becomes one part of the record. A reader may raise doubts, and never guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from congvu.core.kernel.text import fold, nfc
from congvu.counter.procedures.choices import Authority, Channel
from congvu.counter.procedures.limits import Reading, read, speaks_of_time
from congvu.counter.procedures.records import Basis, LevelSetting, PaperItem, ResultItem, Way

Tell = Callable[[str, str], None]
"""``tell(kind, message)``: doubt something of the cell."""

NOTHING = frozenset({"", "khong co thong tin", "khong co", "khong quy dinh", "khong"})
LEVELS = {
    "cap bo": Authority.MINISTRY, "cap trung uong": Authority.MINISTRY,
    "cap tinh": Authority.PROVINCE, "cap huyen": Authority.DISTRICT, "cap xa": Authority.COMMUNE,
    "co quan khac": Authority.OTHER,
}  # fmt: skip
AGENCY_LEVELS = (
    (re.compile(r"\b(?:cap xa|xa|phuong|thi tran)\b"), Authority.COMMUNE),
    (re.compile(r"\b(?:cap huyen|huyen|quan|thi xa)\b"), Authority.DISTRICT),
    (re.compile(r"\b(?:cap tinh|tinh|so|thanh pho)\b"), Authority.PROVINCE),
    (re.compile(r"\b(?:bo|cuc|tong cuc|chinh phu|trung uong|ngan hang nha nuoc)\b"), Authority.MINISTRY),
)  # fmt: skip
CHANNELS = {"Trực tiếp": Channel.DIRECT, "Trực tuyến": Channel.ONLINE,
            "Dịch vụ bưu chính": Channel.POST}  # fmt: skip
IN_WORDS = (
    (
        re.compile(r"truc tiep|bo phan (?:tiep nhan|mot cua)|tai tru so|trung tam phuc vu"),
        Channel.DIRECT,
    ),
    (re.compile(r"truc tuyen|qua mang|dien tu|cong dich vu"), Channel.ONLINE),
    (re.compile(r"buu chinh|buu dien"), Channel.POST),
)
EMPTY = "Không có thông tin"
_SPLIT = re.compile(r"(Trực tiếp|Trực tuyến|Dịch vụ bưu chính)(?=[0-9A-ZĐ])")
_TIME = re.compile(
    r"(?P<empty>Không có thông tin)|(?P<full>\d+(?:[.,]\d+)? ?(?:Ngày làm việc|Ngày|Giờ làm việc"
    r"|Giờ|Tháng|Năm|Tuần))|(?P<bare>\d+)(?=Miễn phí|Không có thông tin)"
    r"|(?P<mixed>[\d.,]+ (?:VNĐ|Việt Nam Đồng|Đồng|USD))"
    r"|(?P<words>.{1,400}?)(?=Miễn phí|Không có thông tin|[\d.,]+ (?:VNĐ|Việt Nam Đồng|Đồng))",
    re.DOTALL,
)
_FEE = re.compile(
    r"(?P<fee>Không có thông tin|Miễn phí|[\d.,]+ (?:VNĐ|Việt Nam Đồng|Đồng|USD|Euro))?"
    r"(?P<note>\((?:[^()]|\([^()]*\))*\))?",
    re.DOTALL,
)
_COPIES = re.compile(
    r"(?:(?P<originals>\d+) bản chính)?,?\s*(?:(?P<copies>\d+) bản sao)?", re.IGNORECASE
)
_END = re.compile(r"\d+ bản chính(?:,\s*\d+ bản sao)?|\d+ bản sao")
_PAPER_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_FORM = re.compile(r"(?<=[a-zà-ỹ).;:\]”])(?P<form>[A-ZĐ][^\n]{0,120}?\.(?:docx?|pdf|xlsx?|rtf))$")
_RESULT = re.compile(r"(.+?)Mã: ([A-Z0-9.\-]+?)(?=[A-ZĐÀ-Ỹ][a-zà-ỹđ ]|$)", re.DOTALL)
_NUMBER = re.compile(
    r"\d+/(?:\d{4}/)?(?:(?:PL-)?(?:UBTV)?QH\d{2}|QĐ-TTg|[A-ZĐ]+(?:-[A-ZĐ]+)*(?![a-zà-ỹđ]))"
)
_BULLET = re.compile(r"^\s*(?:[-+*•–]|\d{1,2}[.)\-]|[a-zđ][.)])\s*")
COUNT_OF_SETS = re.compile(r"so (?:luong|bo)")
_SETS = re.compile(
    r"(?:số lượng|số bộ)[^\d\n]{0,40}(\d{1,2})|^\W*(\d{1,2})\W*(?:\([^)]*\))?\s*(?:bộ)?\W*$"
)


def words_of(value: Any) -> str:
    """A cell as text: normal form, no blanks at the ends; ``Không có thông tin`` is empty."""
    if value is None or isinstance(value, list | dict):
        return ""
    text = nfc(str(value)).replace("\r\n", "\n").replace("\x00", "").strip()
    return "" if fold(text).rstrip(".") == "khong co thong tin" else text


def text(value: Any, tell: Tell) -> str:
    return words_of(value)


def levels(value: Any, tell: Tell) -> tuple[LevelSetting, ...]:
    """``Cấp bộ, Cấp tỉnh``."""
    found = []
    for word in re.split(r"[,;\n]", words_of(value)):
        level = LEVELS.get(fold(word))
        if level is not None:
            found.append(LevelSetting(level))
        elif word.strip():
            tell("level", f"Không rõ cấp thực hiện “{word.strip()[:80]}”.")
    return tuple(dict.fromkeys(found))


def levels_of_agency(value: Any, tell: Tell) -> tuple[LevelSetting, ...]:
    """Levels that the names of the agencies show."""
    found: list[Authority] = []
    for name in re.split(r"[,;\n]", words_of(value)):
        level = next(
            (level for pattern, level in AGENCY_LEVELS if pattern.search(fold(name))), None
        )
        if level is not None and level not in found:
            found.append(level)
    return tuple(LevelSetting(level) for level in sorted(found))


def limit(value: Any, tell: Tell) -> Reading:
    found = read(words_of(value))
    if found.state == "unreadable":
        tell("limit", f"Không đọc được thời hạn “{found.text[:120]}”.")
    return found


def ways_run_together(value: Any, tell: Tell) -> tuple[Way, ...]:
    """``Trực tiếp5 Ngày làm việcMiễn phíMô tảTrực tuyến…``: a table whose borders were lost."""
    _, *parts = _SPLIT.split(words_of(value))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return tuple(_way(CHANNELS[channel], body, tell) for channel, body in pairs)


def _way(channel: Channel, body: str, tell: Tell) -> Way:
    time = _TIME.match(body)
    rest = body[time.end() :] if time else body
    if time is None or time["mixed"]:
        tell("limit", f"Ô thời gian và ô phí dính nhau: “{body[:60]}”.")
        return Way(channel, Reading("unreadable", body[:60]), description=body)
    if time["bare"]:
        tell("limit", f"Thời gian “{time['bare']}” không kèm đơn vị.")
    reading = read("" if time["empty"] else time[0])
    if reading.state == "unreadable" and not time["bare"]:
        tell("limit", f"Không đọc được thời hạn “{reading.text[:120]}”.")
    fee = _FEE.match(rest)
    said, note = (fee["fee"] or "", fee["note"] or "") if fee else ("", "")
    amount = _amount(said, note, tell)
    fee_text = " ".join(part for part in ("" if said == EMPTY else said, note) if part)
    description = rest[fee.end() if fee else 0 :].strip()
    if time["empty"]:
        reading = _described(description, tell)
    return Way(channel, reading, fee_text, amount, description)


def _described(description: str, tell: Tell) -> Reading:
    """The limit that stands in the description because the cell for it was left empty."""
    if not speaks_of_time(description):
        return Reading("none")
    reading = read(description)
    if reading.state == "unreadable":
        tell("limit", f"Không đọc được thời hạn trong mô tả “{description[:120]}”.")
    elif reading.limit is not None:
        tell("limit", f"Ô thời gian bỏ trống; mô tả nêu {reading.words}.")
    return reading


def _amount(said: str, note: str, tell: Tell) -> int | None:
    """The fee in đồng when the cell says it beyond doubt."""
    if said == "Miễn phí":
        return None if note else 0
    if not said or said == EMPTY or "USD" in said or "Euro" in said:
        return None
    digits = re.sub(r"\D", "", said)
    if int(digits) < 1000:
        tell("fee", f"Mức phí “{said}” có thể thiếu hàng nghìn.")
        return None
    return int(digits) if not re.search(r"\d{4,}|\d[.,]\d{3}", note) else None


def limit_of_ways(value: Any, tell: Tell) -> Reading:
    """The one limit that all ways share; ways that differ keep their own."""
    return _shared([way.limit for way in ways_run_together(value, _silent)])


def _shared(readings: list[Reading]) -> Reading:
    stated = {r.limit for r in readings if r.limit is not None}
    if len(stated) == 1 and all(r.state in {"read", "none"} for r in readings):
        return next(r for r in readings if r.limit is not None)
    if not readings or all(r.state == "none" for r in readings):
        return Reading("none")
    return Reading("none", "Theo từng cách thức thực hiện")


def ways_in_words(value: Any, tell: Tell) -> tuple[Way, ...]:
    """Channels that a sentence names; its words become their description."""
    said = words_of(value)
    found = [channel for pattern, channel in IN_WORDS if pattern.search(fold(said))]
    if said and not found:
        tell("channel", f"Không rõ hình thức nộp “{said[:80]}”.")
    return tuple(Way(channel, description=said) for channel in found)


def ways_of_rows(value: Any, tell: Tell) -> tuple[Way, ...]:
    """A list of ``{"Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả"}``."""
    found = []
    for row in _rows(value):
        channel = CHANNELS.get(words_of(row.get("Hình thức nộp")))
        if channel is None:
            tell("channel", f"Không rõ hình thức nộp “{row.get('Hình thức nộp', '')}”.")
            continue
        reading = limit(row.get("Thời hạn giải quyết"), tell)
        fee = words_of(row.get("Phí, lệ phí")).replace("Xem chi tiết", " ").strip()
        fee = "" if fee in {"Phí: Đồng", "Lệ phí: Đồng"} else fee
        found.append(Way(channel, reading, fee, None, words_of(row.get("Mô tả"))))
    return tuple(found)


def limit_of_rows(value: Any, tell: Tell) -> Reading:
    return _shared([way.limit for way in ways_of_rows(value, _silent)])


def papers_run_together(value: Any, tell: Tell) -> tuple[PaperItem, ...]:
    """Papers whose name, form and number of copies run together; a case heads each table."""
    found: list[PaperItem] = []
    case, *tables = words_of(value).split(_PAPER_HEAD)
    for table in tables:
        place = 0
        head = case.strip(" -.\n")
        for end in _END.finditer(table):
            name = table[place : end.start()].strip(" \n;")
            place = end.end()
            if name and not COUNT_OF_SETS.match(fold(name).lstrip("* ")):
                found.append(_paper(name, end[0], head))
        case = table[place:]
        if not _END.search(table) and table.strip(" -"):
            tell("papers", f"Không tách được thành phần hồ sơ “{table.strip()[:80]}”.")
            found.append(PaperItem(table.strip(), case=head))
            case = ""
    return tuple(found)


def _paper(name: str, number: str, case: str) -> PaperItem:
    copies = _COPIES.match(number)
    form = _FORM.search(name)
    return PaperItem(
        name=name[: form.start()].strip(" -;") if form else name.strip(" -;"),
        form_name=form["form"][:300] if form else "",
        originals=int(copies["originals"] or 0) if copies else 0,
        copies=int(copies["copies"] or 0) if copies else 0,
        case=case,
    )


def papers_of_rows(value: Any, tell: Tell) -> tuple[PaperItem, ...]:
    found = []
    for row in _rows(value):
        name = words_of(row.get("Tên giấy tờ")).lstrip("-+ ").rstrip(" ;")
        number = re.findall(r"\d+", words_of(row.get("Số lượng - bản chính")))
        originals, copies = [*map(int, number[:2]), 0, 0][:2]
        if name:
            found.append(PaperItem(name, originals=min(originals, 99), copies=min(copies, 99)))
    return tuple(found)


def papers_in_lines(value: Any, tell: Tell) -> tuple[PaperItem, ...]:
    """One paper a line; headings and the number of sets are left out."""
    return tuple(
        PaperItem(line.rstrip(" ;."))
        for line in _lines(value)
        if not re.match(r"thanh phan ho so|so luong|so bo|ho so bao gom", fold(line))
    )


def sets(value: Any, tell: Tell) -> int | None:
    """``Số lượng hồ sơ: 02 bộ``."""
    found = _SETS.search(words_of(value).lower())
    return int(found[1] or found[2]) if found else None


def results_run_together(value: Any, tell: Tell) -> tuple[ResultItem, ...]:
    """``Giấy phépMã: KQ.G09.000122…`` up to the page's own words."""
    said = words_of(value).partition("Từ khóa")[0].strip()
    found = [ResultItem(name.strip(), code) for name, code in _RESULT.findall(said)]
    return tuple(found) or ((ResultItem(said),) if said else ())


def results_in_lines(value: Any, tell: Tell) -> tuple[ResultItem, ...]:
    return tuple(ResultItem(line.rstrip(" ;.")) for line in _lines(value))


def bases_run_together(value: Any, tell: Tell) -> tuple[Basis, ...]:
    """``TitleNumberTitleNumber``: the number closes an entry, also when the title ends with it."""
    said = words_of(value).removeprefix("Tên văn bản pháp lýMã văn bản")
    found, place = [], 0
    numbers = list(_NUMBER.finditer(said))
    for at, number in enumerate(numbers):
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        if following and following[0] == number[0] and not said[number.end() : following.start()]:
            continue  # the title ends with the number that follows
        title = said[place : number.start()].strip(" ,;")
        if following and number.end() < len(said) and said[number.end()] in " ,;.)":
            continue  # a number inside the title
        found.append(Basis(number[0], title))
        place = number.end()
    return tuple(found)


def bases_in_lines(value: Any, tell: Tell) -> tuple[Basis, ...]:
    found = []
    for line in _lines(value):
        number = _NUMBER.search(line)
        said = number[0] if number else ""
        found.append(Basis(said, line.removeprefix(said).strip(" ;.,:")))
    return tuple(found)


def _lines(value: Any) -> Iterator[str]:
    for line in words_of(value).split("\n"):
        bare = _BULLET.sub("", line).strip()
        if bare and fold(bare).rstrip(".:") not in NOTHING:
            yield bare


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _silent(kind: str, message: str) -> None:
    """Doubts of this cell are told by the part it belongs to."""


READERS: dict[str, Callable[[Any, Tell], Any]] = {
    one.__name__: one
    for one in (
        text, levels, levels_of_agency, limit, ways_run_together, limit_of_ways, ways_in_words,
        ways_of_rows, limit_of_rows, papers_run_together, papers_of_rows, papers_in_lines, sets,
        results_run_together, results_in_lines, bases_run_together, bases_in_lines,
    )
}  # fmt: skip
"""Readers that a layout may name."""
