"""Changes of the table by clicking: each gives a new table, none looks at the database."""

from __future__ import annotations

from dataclasses import replace

from congvu.core.kernel.errors import NotFound
from congvu.counter.procedures.process.shape import Move, Process, Step


def found(process: Process, code: str) -> Step:
    """:raises NotFound: no such step"""
    step = process.by_code.get(code)
    if step is None:
        raise NotFound("Quy trình không có bước này. Hãy tải lại trang.")
    return step


def put(process: Process, step: Step) -> Process:
    """The step in its place, or behind the others."""
    if step.code not in process.by_code:
        return Process((*process.steps, step))
    return Process(tuple(step if one.code == step.code else one for one in process.steps))


def without(process: Process, code: str) -> Process:
    """Without the step; moves that led to it are taken out with it."""
    found(process, code)
    return Process(
        tuple(
            replace(one, moves=tuple(move for move in one.moves if move.target != code))
            for one in process.steps
            if one.code != code
        )
    )


def shifted(process: Process, code: str, by: int) -> Process:
    """One place up (-1) or down (1); at the end it stays."""
    steps = list(process.steps)
    place = steps.index(found(process, code))
    other = min(max(place + by, 0), len(steps) - 1)
    steps[place], steps[other] = steps[other], steps[place]
    return Process(tuple(steps))


def put_move(process: Process, code: str, move: Move) -> Process:
    step = found(process, code)
    known = step.move(move.code) is not None
    moves = (
        tuple(move if one.code == move.code else one for one in step.moves)
        if known
        else (*step.moves, move)
    )
    return put(process, replace(step, moves=moves))


def without_move(process: Process, code: str, move_code: str) -> Process:
    step = found(process, code)
    return put(
        process, replace(step, moves=tuple(one for one in step.moves if one.code != move_code))
    )
