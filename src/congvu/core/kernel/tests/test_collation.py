import csv
import random
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.collation import given_name, name_sort_key, sort_key
from congvu.core.kernel.text import clean_line, nfc

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
fixed = settings(derandomize=True, deadline=None, max_examples=300)
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SYLLABLES = st.lists(
    st.tuples(st.sampled_from(LETTERS), st.sampled_from(TONES), st.booleans()), max_size=8
)


@pytest.mark.parametrize(
    "ordered",
    [
        "ma mà mả mã má mạ",
        "a ă â b c ch d đ e ê i o ô ơ u ư y z",
        "a à ạ ă ằ â ẩ b",
        "an An ăn Ăn",
    ],
)
def test_words_in_vietnamese_order(ordered):
    words = ordered.split()
    shuffled = random.Random(2).sample(words, len(words))
    assert sorted(shuffled, key=sort_key) == words


def test_provinces_in_vietnamese_order():
    provinces = [
        "An Giang",
        "Bà Rịa",
        "Bắc Giang",
        "Bắc Ninh",
        "Cà Mau",
        "Cao Bằng",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
        "Hà Giang",
        "Hà Nội",
        "Hải Phòng",
    ]
    shuffled = random.Random(2).sample(provinces, len(provinces))
    assert sorted(shuffled, key=sort_key) == provinces
    assert sorted(shuffled) != provinces, "the default order is wrong, that is why there is a key"


def test_spaces_and_digits_come_before_letters():
    words = ["hà", "hà an", "hà 1", "Hà, an", "ha1", "haa"]
    assert sorted(words, key=sort_key) == ["hà", "hà 1", "hà an", "Hà, an", "ha1", "haa"]


def test_names_by_given_name_then_family_then_middle():
    names = ["Nguyễn Văn An", "Lê Đức Anh", "Trần Thị Ánh", "Đỗ Ăn", "Phạm Ân"]
    shuffled = random.Random(3).sample(names, len(names))
    assert sorted(shuffled, key=name_sort_key) == names
    same_given = ["Đỗ Văn Anh", "Lê Đức Anh", "Lê Văn Anh", "Nguyễn Anh", "Lê Ánh"]
    shuffled = random.Random(3).sample(same_given, len(same_given))
    assert sorted(shuffled, key=name_sort_key) == same_given


def test_given_name_is_the_last_word():
    assert given_name("Nguyễn Thị  Minh Khai ") == "Khai"
    assert given_name("  ") == name_sort_key("  ") == ""


@fixed
@given(st.text(max_size=30))
def test_keys_are_digits_whatever_comes_in(s):
    assert re.fullmatch("[0-9]*", sort_key(s))
    assert re.fullmatch("[0-9]*", name_sort_key(s))


@fixed
@given(st.text(alphabet="aâđÐơà ẹn-B5é\u0301", max_size=20))
def test_decomposed_text_has_the_same_key(s):
    assert sort_key(unicodedata.normalize("NFD", s)) == sort_key(s)
    assert len(sort_key(s)) <= 4 * len(nfc(s)) + 3


@fixed
@given(SYLLABLES, SYLLABLES)
def test_order_is_alphabet_then_tones_then_case(a, b):
    """Against an independent definition: three lists compared one after the other."""

    def build(parts):
        # tones on vowels only, for other letters have no precomposed form
        parts = [(c, t if c in "aăâeêioôơuưy" else "", up) for c, t, up in parts]
        text = "".join(nfc(c + t).upper() if up else nfc(c + t) for c, t, up in parts)
        levels = (
            [LETTERS.index(c) for c, _, _ in parts],
            [TONES.index(t) for _, t, _ in parts],
            [up for _, _, up in parts],
        )
        return text, levels

    (text_a, levels_a), (text_b, levels_b) = build(a), build(b)
    assert (sort_key(text_a) < sort_key(text_b)) == (levels_a < levels_b)
    assert (sort_key(text_a) == sort_key(text_b)) == (levels_a == levels_b)


@fixed
@given(st.lists(st.text(alphabet="aàáâăđAn ", max_size=12), max_size=6), st.integers(1, 20))
def test_cut_keys_are_never_in_the_wrong_order(words, width):
    ordered = sorted(words, key=sort_key)
    cut = [sort_key(word)[:width] for word in ordered]
    assert cut == sorted(cut)


def test_real_given_names_keep_their_letters_together():
    path = SHARED / "names" / "given_names_girl.txt"
    if not path.exists():
        pytest.skip("shared data absent: names")
    lines = path.read_text(encoding="utf-8").splitlines()
    names = sorted({clean_line(line) for line in lines if line.strip()}, key=name_sort_key)
    initials = [unicodedata.normalize("NFD", given_name(n))[0].lower() for n in names]
    groups = [c for i, c in enumerate(initials) if i == 0 or initials[i - 1] != c]
    assert len(groups) == len(set(groups)) == 20


def test_real_communes_sort_without_foreign_characters():
    path = SHARED / "admin-units" / "bacgiang_bacninh_three_tier_2016.csv"
    if not path.exists():
        pytest.skip("shared data absent: admin-units")
    with path.open(encoding="utf-8") as lines:
        names = [row["commune"] for row in csv.DictReader(lines)]
    assert len(names) > 300
    assert not any(key[i : i + 2] == "99" for key in map(sort_key, names) for i in (0, 2, 4, 6))
