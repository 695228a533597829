import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.personalid import mask, parse_identity_card, parse_personal_id
from congvu.core.kernel.phone import format_phone, is_mobile, parse_phone
from congvu.core.kernel.taxcode import check_digit, parse_tax_code

fixed = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(
    "bad", ["", "02409012345", "0240901234567", "02409012345a", "٠٢٤٠٩٠١٢٣٤٥٦"]
)
def test_personal_numbers_have_twelve_digits(bad):
    with pytest.raises(Invalid, match="12 chữ số"):
        parse_personal_id(bad)


def test_a_personal_number_must_agree_with_sex_and_year():
    number = "024190001234"
    with pytest.raises(Invalid, match="giới tính nữ, không khớp"):
        parse_personal_id(number, sex="nam")
    with pytest.raises(Invalid, match="năm sinh 1990, không khớp với năm 1991"):
        parse_personal_id(number, birth_year=1991)
    got = parse_personal_id("024 190 001 234", sex="nữ", birth_year=1990)
    assert (str(got), got.sex, got.birth_year) == (number, "nữ", 1990)
    assert (got.province.name, got.warnings) == ("Bắc Giang", [])


@pytest.mark.parametrize("century", range(20, 25))
@pytest.mark.parametrize("sex", ["nam", "nữ"])
def test_century_and_sex_digit(century, sex):
    digit = (century - 20) * 2 + (sex == "nữ")
    year = (century - 1) * 100 + 7
    got = parse_personal_id(f"027{digit}07000001", sex=sex, birth_year=year)
    assert (got.sex, got.birth_year, got.province.name) == (sex, year, "Bắc Ninh")


def test_an_unknown_province_only_warns():
    got = parse_personal_id("003190001234")
    assert got.province is None
    assert "003" in got.warnings[0]


def test_old_cards_have_nine_digits():
    assert parse_identity_card(" 121 234 567 ") == "121234567"
    with pytest.raises(Invalid, match="9 chữ số"):
        parse_identity_card("12123456")


def test_masks():
    assert mask("024190001234") == "024*****1234"
    assert mask("121234567") == "12****567"
    assert mask("1212345") == "*******"


@fixed
@given(st.text(alphabet="0123456789", min_size=1, max_size=14))
def test_masks_hide_at_least_four_digits_and_keep_the_length(number):
    hidden = mask(number)
    assert len(hidden) == len(number)
    assert hidden.count("*") >= min(4, len(number))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "010010910",
        "01001091061",
        "0100109107",
        "0100109106-000",
        "0100109106-01",
        "0100109106-0011",
    ],
)
def test_wrong_tax_codes_are_refused(bad):
    with pytest.raises(Invalid):
        parse_tax_code(bad)


@pytest.mark.parametrize("real", ["0100109106", "0300588569", "0101248141"])
def test_tax_codes_of_real_enterprises(real):
    assert parse_tax_code(real) == real
    assert parse_tax_code(f"{real}-001") == f"{real}-001"
    assert parse_tax_code(f"{real}001") == f"{real}-001"
    wrong = str((int(real[9]) + 1) % 10)
    with pytest.raises(Invalid, match="kiểm tra"):
        parse_tax_code(real[:9] + wrong)


def test_nine_digits_without_a_code():
    assert check_digit("000000000") is None
    for last in "0123456789":
        with pytest.raises(Invalid):
            parse_tax_code("000000000" + last)


def test_persons_use_their_personal_number():
    assert parse_tax_code("024190001234") == "024190001234"


def test_one_wrong_digit_never_passes():
    chance = random.Random(11)
    for _ in range(300):
        nine = "".join(chance.choices("0123456789", k=9))
        digit = check_digit(nine)
        if digit is None:
            continue
        place, other = chance.randrange(9), chance.choice("0123456789")
        changed = nine[:place] + other + nine[place + 1 :]
        if changed != nine:
            assert check_digit(changed) != digit


@pytest.mark.parametrize(
    "bad", ["", "0123456789", "091234567", "09123456789", "1800", "02043", "abc"]
)
def test_wrong_telephone_numbers_are_refused(bad):
    with pytest.raises(Invalid, match="Số điện thoại chưa đúng"):
        parse_phone(bad)


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("+84 912.345.678", "0912345678", "0912 345 678"),
        ("+84 (0)912-345-678", "0912345678", "0912 345 678"),
        ("0084912345678", "0912345678", "0912 345 678"),
        ("(0204) 3854 123", "02043854123", "0204 3854 123"),
        ("+84 204 3854 123", "02043854123", "0204 3854 123"),
    ],
)
def test_telephone_numbers(typed, stored, shown):
    assert parse_phone(typed) == stored
    assert format_phone(stored) == shown
    assert parse_phone(shown) == stored
    assert is_mobile(stored) == stored.startswith("09")


def test_a_stored_number_of_another_kind_is_shown_as_it_is():
    assert format_phone("18001000") == "18001000"
