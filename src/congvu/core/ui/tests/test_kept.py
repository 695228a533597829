"""What is kept of the frame depends on its arguments and the language, on nothing else."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation

KEPT = Template("{% load keeping %}{% kept one %}{{ one }}-{{ two }}{% endkept %}")


def test_the_block_is_drawn_once_for_each_argument_and_language() -> None:
    assert KEPT.render(Context({"one": "a", "two": 1})) == "a-1"
    assert KEPT.render(Context({"one": "a", "two": 2})) == "a-1"
    assert KEPT.render(Context({"one": "b", "two": 2})) == "b-2"
    with translation.override("en"):
        assert KEPT.render(Context({"one": "a", "two": 3})) == "a-3"
