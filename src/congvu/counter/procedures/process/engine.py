"""The engine: which steps are open, and what a move makes of them. Plain Python, no state of its own.

Always true: one open step leads (alone, or in its group); besides it only helpers of the same
group are open; a helper's move closes the helper; the lead moves on when its helpers have done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from congvu.core.kernel.errors import WrongState
from congvu.counter.procedures.process.shape import END, Process


class StepNotOpen(WrongState):
    """Somebody moved the dossier on, or the step was never reached."""

    code = "step_not_open"
    default = "Bước này đã xong hoặc chưa tới. Hãy tải lại hồ sơ để xem bước đang mở."


class NoSuchMove(WrongState):
    """The step of this version of the process has no such move."""

    code = "no_such_move"
    default = "Bước này không có thao tác đó. Hãy tải lại hồ sơ để xem các thao tác có thể làm."


class HelpersOpen(WrongState):
    """The lead waits for those who work beside it."""

    code = "helpers_open"
    default = (
        "Các đơn vị phối hợp chưa làm xong nên bước chủ trì chưa chuyển được. Hãy đôn đốc, hoặc chờ "
        "các bước phối hợp xong."
    )


@dataclass(frozen=True, slots=True)
class Marking:
    """Codes of the open steps; none when the process has ended."""

    open: frozenset[str] = frozenset()

    @property
    def ended(self) -> bool:
        return not self.open


def begin(process: Process) -> Marking:
    """Where a dossier begins.

    :raises NoSuchMove: the process has no step
    """
    if not process.steps:
        raise NoSuchMove("Quy trình chưa có bước nào. Hãy chọn quy trình khác.")
    return _at(process, process.steps[0].code)


def act(process: Process, marking: Marking, step_code: str, move_code: str) -> Marking:
    """The marking after a move.

    :raises StepNotOpen, NoSuchMove, HelpersOpen:
    """
    step = process.by_code.get(step_code)
    if step is None or step_code not in marking.open:
        raise StepNotOpen(step=step_code)
    move = step.move(move_code)
    if move is None:
        raise NoSuchMove(step=step_code, move=move_code)
    left = marking.open - {step_code}
    if not step.leads:
        return Marking(left)
    if left:
        names = [process.by_code[code].name for code in sorted(left)]
        raise HelpersOpen(
            f"Còn chờ: {'; '.join(names)}. Hãy đôn đốc, hoặc chờ các bước phối hợp xong rồi chuyển.",
            waiting=sorted(left),
        )
    return Marking() if move.target == END else _at(process, move.target)


def send_back(process: Process, marking: Marking, to_code: str) -> Marking:
    """Back to the lead step that stood open before; its helpers need not begin again.

    :raises HelpersOpen: others work beside the open step
    :raises StepNotOpen: nothing to go back from, or to
    """
    if marking.ended or to_code not in process.by_code:
        raise StepNotOpen
    if len(marking.open) > 1:
        raise HelpersOpen
    return Marking(frozenset([to_code]))


def markings(process: Process) -> Iterator[tuple[Marking, str, str, Marking]]:
    """Every marking that can be reached, with the move that reaches the next one."""
    seen, waiting = set(), [begin(process)]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for code in sorted(here.open):
            for move in process.by_code[code].moves:
                try:
                    after = act(process, here, code, move.code)
                except HelpersOpen:
                    continue
                yield here, code, move.code, after
                waiting.append(after)


def _at(process: Process, code: str) -> Marking:
    return Marking(frozenset(step.code for step in process.opened_by(code)))
