"""Calls as a reader says them."""

from __future__ import annotations

import pytest

from congvu.counter.queue.words import call_sentence, code_of


@pytest.mark.parametrize(
    ("prefix", "number", "counter", "said"),
    [
        ("A", 5, 3, "Mời số A không trăm linh năm đến quầy số ba"),
        ("B", 115, 21, "Mời số B một trăm mười lăm đến quầy số hai mươi mốt"),
        ("A", 100, 10, "Mời số A một trăm đến quầy số mười"),
        ("HS", 1005, 1, "Mời số H S một nghìn không trăm linh năm đến quầy số một"),
    ],
)
def test_a_call_in_words(prefix: str, number: int, counter: int, said: str) -> None:
    assert call_sentence(prefix, number, counter) == said


def test_a_number_has_three_digits_at_least() -> None:
    assert [code_of("A", 5), code_of("A", 1005)] == ["A005", "A1005"]
