"""One rule's indices for one agency, unit, officer or procedure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from congvu.counter.hub.scoring import qd766, tt01
from congvu.counter.hub.scoring.rules import rule_on
from congvu.counter.hub.scoring.shape import Facts, Given, Mark, Score, rounded

Reader = Callable[[Mapping[str, Any], Mapping[str, Any], Facts], Given]
READERS: Mapping[str, Reader] = {**tt01.READERS, **qd766.READERS}
"""By the code of a criterion: ``(rule, criterion, facts) -> Given``."""


def score(code: str, day: date, facts: Facts, *, officer: bool = False) -> Score | None:
    """One rule's indices; None when the rule does not hold on that day. Without ``facts.agency``
    the indices that only agencies have are left out.

    :param officer: classed as a person is (TT 01/2018 Điều 15)
    """
    rule = rule_on(code, day)
    if rule is None:
        return None
    marks = []
    for one in rule["criteria"]:
        if one.get("agency_only") and facts.agency is None:
            continue
        given = READERS[one["code"]](rule, one, facts)
        shown = None if given.points is None else rounded(given.points, rule["places"])
        marks.append(Mark(one["label"], one["points"], shown, given.account, given.parts))
    made = Score(rule["label"], tuple(marks), rule["places"])
    classes = rule.get("officer_classes" if officer else "classes", [])
    if not officer and facts.agency is None:
        classes = []
    return Score(made.rule, made.marks, made.places, _verdict(classes, made))


def _verdict(classes: list[tuple[float, str]], made: Score) -> str:
    if not classes:
        return ""
    if made.lacking or made.total is None:
        return "Chưa xếp loại: còn chỉ số chưa có nguồn hoặc chưa có gì để tính."
    return next(str(label) for least, label in classes if made.total >= least)
