"""What is wrong with a table of steps, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from congvu.counter.procedures.choices import (
    PRECONDITIONS,
    MoveBy,
    StepHolder,
    StepKind,
)
from congvu.counter.procedures.process.shape import END, Process, Step

UNHURRIED = (StepKind.PAY, StepKind.RETURN)
"""Their hours are not the agency's: waiting for payment stops the clock, the result is there."""


def flaws(process: Process, *, limit_hours: int | None = None, own: bool = False) -> list[str]:
    """Sentences that say what to mend; none when the table may be published.

    :param limit_hours: the working hours that the law gives, None where it states none
    :param own: an agency's own process may name its units and posts
    """
    if not process.steps:
        return ["Quy trình chưa có bước nào. Hãy thêm bước đầu tiên."]
    found = [*_codes(process), *_rows(process, own), *_targets(process), *_groups(process)]
    if found:
        return found
    return [*_ways(process), *_endings(process), *_hours(process, limit_hours)]


def _codes(process: Process) -> Iterator[str]:
    for code, number in Counter(step.code for step in process.steps).items():
        if number > 1:
            yield f"Mã bước “{code}” dùng {number} lần. Hãy đặt mã khác nhau."
    for step in process.steps:
        for code, number in Counter(move.code for move in step.moves).items():
            if number > 1:
                yield f"Bước “{step.name}” có {number} thao tác mang mã “{code}”. Hãy đổi mã."


def _rows(process: Process, own: bool) -> Iterator[str]:
    for step in process.steps:
        if step.kind not in StepKind.values:
            yield f"Bước “{step.name}” có loại lạ “{step.kind}”. Hãy chọn lại loại bước."
        if step.holder not in StepHolder.values:
            yield f"Bước “{step.name}” chưa rõ ai làm. Hãy chọn người thực hiện."
        yield from _named(step, own)
        if not step.moves:
            yield f"Bước “{step.name}” không có lối ra. Hãy thêm ít nhất một thao tác."
        if step.hours < 1 and step.kind not in UNHURRIED:
            yield f"Bước “{step.name}” chưa có số giờ. Hãy nhập số giờ làm việc."
        if step.kind in (StepKind.LINK, StepKind.CONSULT) and step.agency_id is None:
            yield f"Bước “{step.name}” chưa có cơ quan được hỏi, được liên thông. Hãy chọn cơ quan."
        if step.kind == StepKind.LINK and not step.procedure_code:
            yield f"Bước “{step.name}” chưa có thủ tục ở cơ quan liên thông. Hãy nhập mã thủ tục."
        for move in step.moves:
            if move.who not in MoveBy.values:
                yield f"Bước “{step.name}”, thao tác “{move.name}” chưa rõ ai làm. Hãy chọn lại."
            for need in move.needs:
                if need not in PRECONDITIONS:
                    yield f"Bước “{step.name}” đòi điều kiện lạ “{need}”. Hãy chọn trong danh sách."


def _named(step: Step, own: bool) -> Iterator[str]:
    if step.holder == StepHolder.NAMED_UNIT and step.unit_id is None:
        yield f"Bước “{step.name}” chưa chọn đơn vị. Hãy chọn đơn vị."
    if step.holder == StepHolder.NAMED_POST and step.post_id is None:
        yield f"Bước “{step.name}” chưa chọn vị trí. Hãy chọn vị trí."
    if not own and (step.unit_id is not None or step.post_id is not None):
        yield (
            f"Bước “{step.name}” chỉ đích danh đơn vị, vị trí trong quy trình chung của tỉnh. Hãy "
            "lập quy trình riêng của cơ quan."
        )


def _targets(process: Process) -> Iterator[str]:
    for step in process.steps:
        for move in step.moves:
            if move.target != END and move.target not in process.by_code:
                yield (
                    f"Bước “{step.name}”, thao tác “{move.name}” chuyển tới bước không có "
                    f"“{move.target}”. Hãy chọn lại bước tới."
                )


def _groups(process: Process) -> Iterator[str]:
    for group in dict.fromkeys(step.group for step in process.steps if step.group):
        members = process.members(group)
        leads = [step for step in members if step.lead]
        if len(members) < 2:
            yield f"Nhóm song song “{group}” chỉ có một bước. Hãy thêm bước hoặc bỏ nhóm."
        if len(leads) != 1:
            yield f"Nhóm song song “{group}” có {len(leads)} chủ trì. Hãy chọn đúng một chủ trì."
        inside = {step.code for step in members}
        for step in members:
            if any(move.target in inside for move in step.moves):
                yield f"Bước “{step.name}” chuyển vào chính nhóm song song của mình. Hãy chuyển ra ngoài."
            if step.kind in (StepKind.PAY, StepKind.SIGN, StepKind.RETURN):
                yield f"Bước “{step.name}” không được làm song song. Hãy đưa ra khỏi nhóm."
    for step in process.steps:
        if step.lead and not step.group:
            yield f"Bước “{step.name}” là chủ trì nhưng không ở nhóm song song nào. Hãy bỏ chọn chủ trì."


def after(process: Process, step: Step) -> set[str]:
    """Codes that open when the step is left; a helper leaves to nowhere, its lead goes on."""
    if not step.leads:
        return set()
    return {
        one.code
        for move in step.moves
        if move.target != END
        for one in process.opened_by(move.target)
    }


def reached(process: Process, *, without: str = "-") -> set[str]:
    """Codes that can be reached from the beginning, never through steps of kind ``without``."""
    seen: set[str] = set()
    waiting = [step.code for step in process.opened_by(process.steps[0].code)]
    while waiting:
        code = waiting.pop()
        if code in seen or process.by_code[code].kind == without:
            continue
        seen.add(code)
        waiting += after(process, process.by_code[code])
    return seen


def _ways(process: Process) -> Iterator[str]:
    reachable = reached(process)
    for step in process.steps:
        if step.code not in reachable:
            yield f"Không có thao tác nào dẫn tới bước “{step.name}”. Hãy thêm thao tác, hoặc bỏ bước."
    ending = {
        step.code
        for step in process.steps
        if step.leads and any(move.target == END for move in step.moves)
    }
    grown = True
    while grown:
        more = {s.code for s in process.steps if s.leads and after(process, s) & ending}
        grown = not more <= ending
        ending |= more
    for step in process.steps:
        if step.leads and step.code in reachable and step.code not in ending:
            yield f"Từ bước “{step.name}” không đi tới được bước kết thúc. Hãy thêm lối ra."


def _endings(process: Process) -> Iterator[str]:
    for step in process.steps:
        ends = step.leads and any(move.target == END for move in step.moves)
        if ends and step.kind != StepKind.RETURN:
            yield f"Bước “{step.name}” kết thúc mà không trả kết quả. Hãy chuyển tới bước trả kết quả."
        if step.kind == StepKind.RETURN and any(move.target != END for move in step.moves):
            yield f"Bước “{step.name}” trả kết quả nên chỉ được kết thúc. Hãy sửa bước tới thành kết thúc."
    if any(step.kind == StepKind.RETURN for step in process.steps):
        unsigned = reached(process, without=StepKind.SIGN)
        for step in process.steps:
            if step.kind == StepKind.RETURN and step.code in unsigned:
                yield (
                    f"Có lối tới bước “{step.name}” mà không qua bước ký duyệt. Hãy thêm bước ký."
                )


def longest(process: Process) -> list[Step]:
    """The way forward that takes most hours, a group counted by its slowest member."""
    best: dict[str, tuple[int, list[Step]]] = {}
    for step in reversed(process.steps):
        ways: list[tuple[int, list[Step]]] = []
        for move in step.moves if step.leads else ():
            if move.target != END and not process.is_back(step, move):
                ways += [best[one.code] for one in process.opened_by(move.target)]
        hours, rest = max(ways, key=lambda way: way[0], default=(0, list[Step]()))
        best[step.code] = (hours + _own_hours(process, step), [step, *rest])
    begun = [best[step.code] for step in process.opened_by(process.steps[0].code)]
    return max(begun, key=lambda way: way[0])[1]


def _own_hours(process: Process, step: Step) -> int:
    """A lead takes as long as the slowest of its group, for it waits for all."""
    beside = process.members(step.group) if step.lead else (step,)
    return max(0 if one.kind in UNHURRIED else one.hours for one in beside)


def total_hours(process: Process) -> int:
    return sum(_own_hours(process, step) for step in longest(process))


def _hours(process: Process, limit_hours: int | None) -> Iterator[str]:
    if limit_hours is None:
        return
    total = total_hours(process)
    if total > limit_hours:
        names = " → ".join(step.name for step in longest(process))
        yield (
            f"Tổng giờ các bước là {total}, vượt thời hạn {limit_hours} giờ làm việc của thủ tục "
            f"({names}). Hãy rút bớt giờ."
        )
