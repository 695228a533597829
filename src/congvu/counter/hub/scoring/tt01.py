"""The nine indices of TT 01/2018/TT-VPCP Điều 13: 2, 1 or 0 points for a dossier or an agency."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from congvu.core.ui.words import number
from congvu.counter.hub.scoring.shape import Facts, Given, Part

NOTHING = Given(None, "Không có hồ sơ nào được giải quyết trong kỳ.")
ENTER = "Hãy ghi tại Số liệu một cửa, mục Số liệu bổ sung."
REGISTER = "ghi tại Số liệu một cửa, mục Sổ phản ánh"


def _mean(whole: int, two: int, one: int, said: str, *parts: Part) -> Given:
    """Sum of points by the number of dossiers (Article 15)."""
    points = Fraction(2 * two + one, whole)
    told = f"{said} Điểm = (2 × {two} + 1 × {one}) / {whole} = {number(float(points), 2)}."
    return Given(points, told, parts)


def _time(rule: Any, one: Any, facts: Facts) -> Given:
    counts = facts.counts
    if not counts.settled:
        return NOTHING
    said = (
        f"{counts.early} hồ sơ trước ngày hẹn, {counts.on_time} đúng ngày, {counts.late} quá hạn."
    )
    return _mean(
        counts.settled, counts.early, counts.on_time, said,
        Part("early", "trước hạn", counts.early), Part("on_time", "đúng hạn", counts.on_time),
        Part("late", "quá hạn", counts.late),
    )  # fmt: skip


def _units(rule: Any, one: Any, facts: Facts) -> Given:
    counts = facts.counts
    if not counts.settled:
        return NOTHING
    if not counts.timed:
        return Given(
            None,
            "Chưa có nguồn: không hồ sơ nào của kỳ đi theo quy trình nội bộ có giờ của từng bước, hay "
            "phải hỏi ý kiến cơ quan khác. Hãy công bố quy trình tại Danh mục thủ tục, mục Quy trình "
            "nội bộ.",
        )
    said = (
        f"Trong {counts.timed} hồ sơ có giờ của từng đơn vị (cả đơn vị phối hợp), đơn vị chậm nhất: "
        f"{counts.units_early} trước hạn, {counts.units_on_time} đúng hạn, {counts.units_late} quá hạn."
    )
    return _mean(
        counts.timed, counts.units_early, counts.units_on_time, said,
        Part("units_early", "các đơn vị trước hạn", counts.units_early),
        Part("units_on_time", "các đơn vị đúng hạn", counts.units_on_time),
        Part("units_late", "có đơn vị quá hạn", counts.units_late),
    )  # fmt: skip


def _ballots(facts: Facts, average: float | None) -> Given | None:
    if facts.rated is None or not facts.rated.count or average is None:
        return None
    points = Fraction(round(average * facts.rated.count), facts.rated.count)
    return Given(
        points,
        f"Theo {facts.rated.count} phiếu đánh giá của người dân trong kỳ: trung bình "
        f"{number(float(points), 2)} trên 2 điểm.",
        (Part("rated", "có phiếu đánh giá", facts.rated.count),),
    )


def _contacts(rule: Any, one: Any, facts: Facts) -> Given:
    counts = facts.counts
    found = _ballots(facts, facts.rated.contacts if facts.rated else None)
    if found or not counts.settled:
        return found or NOTHING
    none = counts.settled - counts.asked_once - counts.asked_more
    said = (
        f"Chưa có phiếu đánh giá nào nên tính theo số lần yêu cầu bổ sung: {none} hồ sơ không lần "
        f"nào, {counts.asked_once} một lần, {counts.asked_more} nhiều lần."
    )
    return _mean(
        counts.settled, none, counts.asked_once, said,
        Part("asked_never", "không phải bổ sung", none),
        Part("asked_once", "bổ sung một lần", counts.asked_once),
        Part("asked_more", "bổ sung nhiều lần", counts.asked_more),
    )  # fmt: skip


def _agencies(rule: Any, one: Any, facts: Facts) -> Given:
    counts = facts.counts
    found = _ballots(facts, facts.rated.agencies if facts.rated else None)
    if found or not counts.settled:
        return found or NOTHING
    rest = counts.settled - counts.online
    said = (
        f"Chưa có phiếu đánh giá nào nên tính theo cách nộp: {counts.online} hồ sơ trực tuyến không "
        f"phải đến cơ quan nào, {rest} hồ sơ chỉ qua một đầu mối là Bộ phận Một cửa."
    )
    return _mean(
        counts.settled, counts.online, rest, said, Part("online", "trực tuyến", counts.online)
    )


def _desk(rule: Any, one: Any, facts: Facts) -> Given:
    counts, agency = facts.counts, facts.agency
    least = rule["on_the_spot"].get(agency.level if agency else "", 100)
    if not counts.settled:
        return NOTHING
    share = Fraction(100 * counts.same_day, counts.settled)
    return Given(
        Fraction(2 if share >= least else 1),
        f"{counts.same_day} trên {counts.settled} hồ sơ ({number(float(share), 1)} %) giải quyết ngay "
        f"trong ngày nhận; mức được 2 điểm là {least} %. Mọi hồ sơ đều nhận và trả tại Bộ phận Một "
        "cửa: 1 điểm.",
        (Part("same_day", "giải quyết trong ngày", counts.same_day),),
    )


def _published(rule: Any, one: Any, facts: Facts) -> Given:
    agency, posted = facts.agency, facts.told.get("posted")
    if agency is None or not agency.services:
        return Given(
            None,
            "Cơ quan chưa có dịch vụ công nào. Hãy đặt tại Thủ tục hành chính, Đặt dịch vụ công.",
        )
    electronic = agency.complete >= agency.services
    paper = posted is not None and posted.whole > 0 and posted.value >= posted.whole
    said = (
        f"Điện tử: {agency.complete} trên {agency.services} dịch vụ có đủ các phần bắt buộc trên trang "
        "thủ tục. "
    )
    said += (
        f"Niêm yết tại trụ sở: {posted.value} trên {posted.whole} thủ tục."
        if posted
        else f"Niêm yết tại trụ sở: chưa ghi nên không tính điểm. {ENTER}"
    )
    return Given(Fraction(electronic + paper), said)


def _attitude(rule: Any, one: Any, facts: Facts) -> Given:
    rated, founded = facts.rated, facts.heard.attitude
    count = rated.count if rated else 0
    if not count + founded:
        return Given(
            None,
            "Chưa có phiếu đánh giá nào trong kỳ. Người dân đánh giá sau khi nhận kết quả, bằng đường "
            "dẫn gửi kèm tin báo hoặc trong trang hồ sơ của mình.",
        )
    points = round((rated.attitude or 0) * count) if rated else 0
    said = f"{count} phiếu đánh giá cho tổng {points} điểm về thái độ"
    said += f"; {founded} phản ánh về thái độ có cơ sở tính 0 điểm" if founded else ""
    mean = Fraction(points, count + founded)
    said += f". Điểm = {points} / {count + founded} = {number(float(mean), 2)}."
    return Given(mean, said, (Part("rated", "có phiếu đánh giá", count),))


def _answers(rule: Any, one: Any, facts: Facts) -> Given:
    heard = facts.heard
    if not heard.judged:
        return Given(
            Fraction(2),
            "Sổ phản ánh không có phản ánh, kiến nghị nào đến hạn trả lời trong kỳ: 2 điểm. Nếu có mà "
            f"chưa ghi, hãy {REGISTER}.",
        )
    share = Fraction(100 * heard.in_time, heard.judged)
    points = 2 if heard.in_time == heard.judged else 1 if share >= rule["answers_half"] else 0
    return Given(
        Fraction(points),
        f"{heard.in_time} trên {heard.judged} phản ánh, kiến nghị được xử lý đúng hạn "
        f"({number(float(share), 2)} %): 100 % được 2 điểm, từ {rule['answers_half']} % được 1 điểm.",
    )


def _online(rule: Any, one: Any, facts: Facts) -> Given:
    counts, agency = facts.counts, facts.agency
    if not counts.settled or agency is None or not agency.services:
        return NOTHING
    share = Fraction(100 * counts.online, counts.settled)
    offered = Fraction(100 * agency.online_services, agency.services)
    said = (
        f"{number(float(offered), 1)} % thủ tục ở mức độ 3, 4 (một phần, toàn trình); "
        f"{number(float(share), 1)} % hồ sơ nộp trực tuyến; {counts.late} hồ sơ quá hạn."
    )
    parts = (
        Part("online", "trực tuyến", counts.online), Part("late", "quá hạn", counts.late)
    )  # fmt: skip
    if counts.late or share < rule["online_half"]:
        return Given(Fraction(0), said, parts)
    full = share >= rule["online_full"] and offered >= rule["online_offered"]
    return Given(Fraction(2 if full else 1), said, parts)


READERS: dict[str, Callable[[Any, Any, Facts], Given]] = {
    "time": _time,
    "units": _units,
    "contacts": _contacts,
    "agencies": _agencies,
    "desk": _desk,
    "published": _published,
    "attitude": _attitude,
    "answers": _answers,
    "online": _online,
}
