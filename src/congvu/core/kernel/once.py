"""Answers that several parts of one page ask for, looked up once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("congvu_answers", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """For the time of one reading request; nothing is kept between requests."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of ``ask``, or the one this request had for ``key`` before.

    :param key: names the question and everything its answer depends on
    """
    known = _answers.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    found: T = known[key]
    return found
