"""The groups of QĐ 766/QĐ-TTg: a rate, full marks from a threshold, below it in proportion."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from congvu.core.ui.words import number
from congvu.counter.hub.scoring.shape import Facts, Given, Part
from congvu.counter.hub.scoring.tt01 import ENTER, NOTHING


def _rate(one: Any, part: int, whole: int, said: str, *parts: Part) -> Given:
    """``rate × most / threshold``, at most the whole of it."""
    rate = Fraction(100 * part, whole)
    full = one.get("full_at", 100)
    points = one["points"] * min(rate / full, Fraction(1))
    told = f"{said}: {number(float(rate), 2)} %; đủ {one['points']} điểm từ {full} %."
    return Given(Fraction(points), told, parts)


def _complete(rule: Any, one: Any, facts: Facts) -> Given:
    agency = facts.agency
    if agency is None or not agency.services:
        return Given(
            None,
            "Cơ quan chưa có dịch vụ công nào. Hãy đặt tại Thủ tục hành chính, Đặt dịch vụ công.",
        )
    said = (
        f"{agency.complete} trên {agency.services} dịch vụ công khai đủ các phần bắt buộc (Nghị định "
        "63/2010/NĐ-CP, Điều 8)"
    )
    return _rate(one, agency.complete, agency.services, said)


def _told(code: str, lacking: str, said: str) -> Callable[[Any, Any, Facts], Given]:
    def read(rule: Any, one: Any, facts: Facts) -> Given:
        found = facts.told.get(code)
        if found is None:
            return Given(None, f"Chưa có nguồn: {lacking} {ENTER}")
        if not found.whole:
            return Given(None, "Mẫu số bằng 0 trong kỳ nên không tính.")
        return _rate(one, found.value, found.whole, f"{found.value} trên {found.whole} {said}")

    return read


def _progress(rule: Any, one: Any, facts: Facts) -> Given:
    counts = facts.counts
    whole = counts.settled + counts.open_late
    if not whole:
        return NOTHING
    late = counts.late_by_score + counts.open_late
    said = (
        f"{counts.settled} hồ sơ đã giải quyết, trong đó {counts.late_by_score} tính là quá hạn (đã trừ "
        f"thời gian bổ sung; bổ sung quá một lần là quá hạn), và {counts.open_late} hồ sơ chưa xong đã "
        "quá hạn đến cuối kỳ. Đúng hạn"
    )
    return _rate(
        one, whole - late, whole, said,
        Part("late_by_score", "tính là quá hạn", counts.late_by_score),
        Part("open_late", "chưa xong, quá hạn", counts.open_late),
    )  # fmt: skip


def _of_dossiers(
    part: str, whole: str, label: str, said: str, nothing: str
) -> Callable[[Any, Any, Facts], Given]:
    def read(rule: Any, one: Any, facts: Facts) -> Given:
        some, of = int(getattr(facts.counts, part)), int(getattr(facts.counts, whole))
        if not of:
            return Given(None, nothing)
        return _rate(one, some, of, f"{some} trên {of} {said}", Part(part, label, some))

    return read


def _satisfaction(rule: Any, one: Any, facts: Facts) -> Given:
    counts, heard = facts.counts, facts.heard
    voices = (facts.rated.count if facts.rated else 0) + heard.founded
    if not counts.settled or not voices:
        return Given(
            None,
            "Chưa có phiếu đánh giá hay phản ánh nào trong kỳ (hoặc không có hồ sơ nào được giải "
            "quyết). Người dân đánh giá sau khi nhận kết quả; phản ánh ghi tại Sổ phản ánh.",
        )
    bad = (facts.rated.bad if facts.rated else 0) + heard.founded
    late, dislike = (
        Fraction(100 * counts.late_by_score, counts.settled), Fraction(100 * bad, voices)
    )  # fmt: skip
    rate = max(100 - late - dislike, Fraction(0))
    points = one["points"] * min(rate / one["full_at"], Fraction(1))
    return Given(
        Fraction(points),
        f"100 % − {number(float(late), 2)} % quá hạn ({counts.late_by_score} trên {counts.settled} hồ sơ) "
        f"− {number(float(dislike), 2)} % không hài lòng, phản ánh có cơ sở ({bad} trên {voices}) = "
        f"{number(float(rate), 2)} %; đủ {one['points']} điểm từ {one['full_at']} %.",
        (
            Part("rated", "có phiếu đánh giá", facts.rated.count if facts.rated else 0),
            Part("rated_badly", "không hài lòng", facts.rated.bad if facts.rated else 0),
        ),
    )


READERS: dict[str, Callable[[Any, Any, Facts], Given]] = {
    "complete": _complete,
    "timely": _told(
        "timely", "thủ tục được công bố, công khai đúng hạn do bộ phận kiểm soát thủ tục theo dõi.",
        "thủ tục công bố, công khai đúng hạn",
    ),
    "synced": _told(
        "synced", "hồ sơ đã đồng bộ do Cổng Dịch vụ công quốc gia xác nhận.",
        "hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia",
    ),
    "progress": _progress,
    "electronic": _of_dossiers(
        "electronic", "with_result", "có kết quả điện tử", "kết quả có bản điện tử",
        "Không có kết quả nào được phê duyệt trong kỳ.",
    ),
    "scanned": _of_dossiers(
        "scanned", "papered", "số hóa đủ giấy tờ", "hồ sơ có giấy tờ đã số hóa đủ mọi giấy tờ",
        "Không có hồ sơ nào có giấy tờ kèm theo trong kỳ.",
    ),
    "used_again": _of_dossiers(
        "used_again", "with_scans", "dùng lại dữ liệu số hóa",
        "hồ sơ có tệp đã dùng lại giấy tờ có sẵn trong kho",
        "Không có hồ sơ nào có tệp giấy tờ trong kỳ.",
    ),
    "services": _of_dossiers(
        "online", "settled", "trực tuyến", "hồ sơ nộp trực tuyến", NOTHING.account
    ),
    "payment": _of_dossiers(
        "paid_online", "charged", "nộp phí trực tuyến", "hồ sơ có nộp phí đã thanh toán trực tuyến",
        "Không có hồ sơ nào phải nộp phí, lệ phí trong kỳ. Mức thu đặt tại Thu phí, Mức thu.",
    ),
    "satisfaction": _satisfaction,
}  # fmt: skip
