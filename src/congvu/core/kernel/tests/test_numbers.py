from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.money import dong_in_words, format_dong, parse_dong
from congvu.core.kernel.numbers import LIMIT, format_number, number_to_words, parse_number

fixed = settings(derandomize=True, deadline=None, max_examples=400)
DIGITS = {
    word: value
    for value, words in enumerate(
        ("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm", "sáu", "bảy", "tám", "chín")
    )
    for word in words.split()
}


def read_words(words: str) -> int:
    """An independent reader: what a listener would write down."""
    negative, words = words.startswith("âm "), words.removeprefix("âm ")
    total = million_part = group = digit = 0
    for word in words.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in ("linh", "lẻ"):
            digit = 0
        elif word in ("nghìn", "triệu"):
            million_part += (group + digit) * (1000 if word == "nghìn" else 1_000_000)
            group = digit = 0
        elif word == "tỷ":
            total = (total + million_part + group + digit) * 1_000_000_000
            million_part = group = digit = 0
        else:
            raise AssertionError(word)
    total += million_part + group + digit
    return -total if negative else total


@pytest.mark.parametrize("bad", ["1.5", "1,234,567", "12.34.567", "", "1.234,", ",5", "٣", "1e3"])
def test_other_ways_of_writing_are_refused(bad):
    with pytest.raises(Invalid, match="dấu chấm"):
        parse_number(bad)


@pytest.mark.parametrize("bad", ["1,5", "1.25", "đồng", "1.000 USD", "--1"])
def test_money_has_no_fractions(bad):
    with pytest.raises(Invalid, match="đồng nguyên"):
        parse_dong(bad)


def test_too_great_a_number_is_refused():
    with pytest.raises(Invalid):
        number_to_words(LIMIT)
    assert read_words(number_to_words(LIMIT - 1)) == LIMIT - 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234567.89"), "1.234.567,89"),
        (70195, "70.195"),
        (0, "0"),
        (-1234, "-1.234"),
        (Decimal("0.50"), "0,50"),
        (999, "999"),
    ],
)
def test_written_with_dots_and_comma(value, written):
    assert format_number(value) == written
    assert parse_number(written) == value


def test_places():
    assert format_number(1000, 2) == "1.000,00"
    assert format_number(Decimal("2.1739"), 2) == "2,17"
    assert parse_number("1234567,89") == Decimal("1234567.89")


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (15, "mười lăm"),
        (25, "hai mươi lăm"),
        (1, "một"),
        (11, "mười một"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (10, "mười"),
        (20, "hai mươi"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (1_005, "một nghìn không trăm linh năm"),
        (10_005, "mười nghìn không trăm linh năm"),
        (21_105, "hai mươi mốt nghìn một trăm linh năm"),
        (1_015_000, "một triệu không trăm mười lăm nghìn"),
        (1_000_005_000, "một tỷ không trăm linh năm nghìn"),
        (
            1_234_567_890,
            "một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi",
        ),
        (10**12, "một nghìn tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_in_words(n, words):
    assert number_to_words(n) == words


def test_the_switches():
    assert number_to_words(1_005, filler="lẻ") == "một nghìn không trăm lẻ năm"
    assert number_to_words(24, tu=True) == "hai mươi tư"
    assert number_to_words(14, tu=True) == "mười bốn"
    assert number_to_words(104, tu=True) == "một trăm linh bốn"


@fixed
@given(
    st.one_of(st.integers(-(10**6), 10**6), st.integers(1 - LIMIT, LIMIT - 1)),
    st.sampled_from(["linh", "lẻ"]),
    st.booleans(),
)
def test_a_listener_writes_the_same_number(n, filler, tu):
    words = number_to_words(n, filler=filler, tu=tu)
    assert read_words(words) == n
    assert words == " ".join(words.split())


@fixed
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12
    )
)
def test_written_numbers_read_back(value):
    assert parse_number(format_number(value)) == value


def test_money():
    assert format_dong(1_250_000) == "1.250.000 đồng"
    assert format_dong(1_250_000, "đ") == "1.250.000 đ"
    assert format_dong(15_000, "") == "15.000"
    for written in ("1.250.000", "1250000", "1.250.000 đồng", "1.250.000đ", " 1.250.000 VNĐ "):
        assert parse_dong(written) == 1_250_000
    assert dong_in_words(1_250_000) == "Một triệu hai trăm năm mươi nghìn đồng chẵn"
    assert dong_in_words(1_015_001, exact=False) == (
        "Một triệu không trăm mười lăm nghìn không trăm linh một đồng"
    )
