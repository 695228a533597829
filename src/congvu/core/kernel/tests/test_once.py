"""What is asked twice in one reading request is looked up once, and never kept beyond it."""

from __future__ import annotations

from congvu.core.kernel.once import asking_once, once


def test_outside_a_request_every_question_is_asked() -> None:
    asked: list[int] = []
    for _ in range(2):
        once("k", lambda: asked.append(1))
    assert len(asked) == 2


def test_within_a_request_the_same_question_is_asked_once() -> None:
    answers = iter(range(10))
    with asking_once():
        assert [once("a", lambda: next(answers)), once("a", lambda: next(answers))] == [0, 0]
        assert once("b", lambda: next(answers)) == 1
    with asking_once():
        assert once("a", lambda: next(answers)) == 2
