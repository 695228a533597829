"""The table of steps between its frozen value and its rows."""

from __future__ import annotations

from congvu.counter.procedures.models import InternalProcess, ProcessMove, ProcessStep
from congvu.counter.procedures.process.shape import FIELDS, Move, Process, Step


def shape_of(row: InternalProcess) -> Process:
    """Two queries."""
    return shapes_of([row.pk])[row.pk]


def shapes_of(ids: list[int]) -> dict[int, Process]:
    """Many at once, in two queries."""
    moves: dict[int, list[Move]] = {}
    for one in ProcessMove.objects.filter(step__process__in=ids).order_by("position"):
        moves.setdefault(one.step_id, []).append(
            Move(one.code, one.name, one.target, one.who, tuple(one.needs))
        )
    steps: dict[int, list[Step]] = {pk: [] for pk in ids}
    for row in ProcessStep.objects.filter(process__in=ids).order_by("position"):
        given = {name: getattr(row, name) for name in FIELDS}
        steps[row.process_id].append(Step(**given, moves=tuple(moves.get(row.pk, ()))))
    return {pk: Process(tuple(found)) for pk, found in steps.items()}


def write(row: InternalProcess, process: Process) -> None:
    """Replace the rows of a draft; four statements."""
    ProcessMove.objects.filter(step__process=row).delete()
    ProcessStep.objects.filter(process=row).delete()
    steps = ProcessStep.objects.bulk_create(
        ProcessStep(
            process=row, position=place, **{name: getattr(step, name) for name in FIELDS}
        )
        for place, step in enumerate(process.steps, start=1)
    )  # fmt: skip
    ProcessMove.objects.bulk_create(
        ProcessMove(
            step=saved, position=place, code=move.code, name=move.name, target=move.target,
            who=move.who, needs=list(move.needs),
        )
        for saved, step in zip(steps, process.steps, strict=True)
        for place, move in enumerate(step.moves, start=1)
    )  # fmt: skip
