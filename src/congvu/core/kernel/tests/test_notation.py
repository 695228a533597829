import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.documentkinds import (
    KINDS,
    kind_by_abbreviation,
    kind_by_code,
    kind_by_name,
    kind_from_exchange,
    kinds_on,
)
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.notation import Notation, format_number, make_notation, parse_notation

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
fixed = settings(derandomize=True, deadline=None, max_examples=200)
IN_2016, TODAY = date(2016, 7, 29), date(2026, 11, 23)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "647",
        "STTTT-CNTT",
        "/QĐ-UBND",
        "00/QĐ-UBND",
        "12/2026",
        "12/2026/",
        "1/a b",
        "1/QĐ\x00",
        "7/-VX",
    ],
)
def test_other_forms_are_refused(bad):
    with pytest.raises(Invalid, match="Số, ký hiệu văn bản chưa đúng"):
        parse_notation(bad)


@pytest.mark.parametrize(
    ("written", "notation", "kind"),
    [
        ("647/STTTT-CNTT", Notation(647, "STTTT-CNTT"), None),
        ("05/2026/QĐ-UBND", Notation(5, "QĐ-UBND", 2026), "quyet_dinh_qppl"),
        ("15/QĐ-UBND", Notation(15, "QĐ-UBND"), "quyet_dinh"),
        ("12/UBND-VX", Notation(12, "UBND-VX"), None),
        ("05/QyĐ-STTTT", Notation(5, "QyĐ-STTTT"), "quy_dinh"),
        ("01/CTr-UBND", Notation(1, "CTr-UBND"), "chuong_trinh"),
        ("2118/PCCC&CNCH-P6", Notation(2118, "PCCC&CNCH-P6"), None),
        ("45/2020/NĐ-CP", Notation(45, "NĐ-CP", 2020), "nghi_dinh"),
        ("32/2004/QH11", Notation(32, "QH11", 2004), None),
        ("7816/VPCP-TTĐT", Notation(7816, "VPCP-TTĐT"), None),
        ("12a/QĐ-UBND", Notation(12, "QĐ-UBND", letter="a"), "quyet_dinh"),
    ],
)
def test_as_printed(written, notation, kind):
    got = parse_notation(written)
    assert got == notation
    assert str(got) == written
    found = got.kind(TODAY)
    assert (found.code if found else None) == kind


def test_what_people_type_around_it_is_forgiven():
    for typed in ("Số: 05/QĐ-UBND", " 5 / QĐ – UBND ", "số 05/QÐ-UBND", "005/QĐ-UBND"):
        assert str(parse_notation(typed)) == "05/QĐ-UBND"


def test_numbers_below_ten_take_a_zero():
    assert [format_number(n) for n in (1, 9, 10, 1024)] == ["01", "09", "10", "1024"]
    assert Notation(5, "QĐ-UBND", 2026).code_number == "05/2026"


def test_made_notations():
    def made(number, code, *args, **more):
        return str(make_notation(number, kind_by_code(code, TODAY), *args, **more))

    assert made(647, "cong_van", "STTTT", unit="CNTT") == "647/STTTT-CNTT"
    assert made(8, "cong_van", "UBND") == "08/UBND"
    assert made(15, "quyet_dinh", "UBND", unit="VX") == "15/QĐ-UBND"
    assert made(5, "quyet_dinh_qppl", "UBND", year=2026) == "05/2026/QĐ-UBND"
    for wrong in (
        lambda: made(5, "quyet_dinh_qppl", "UBND"),
        lambda: made(5, "quyet_dinh", "UBND", year=2026),
        lambda: made(0, "quyet_dinh", "UBND"),
    ):
        with pytest.raises(ValueError, match=r"year|start"):
            wrong()


@fixed
@given(
    st.integers(1, 10**11 - 1),
    st.sampled_from([k for k in kinds_on(TODAY) if k.abbreviation or k.group != "legal"]),
    st.sampled_from(["UBND", "STTTT", "HĐND", "SKHĐT"]),
    st.integers(1945, 2100),
)
def test_made_notations_read_back(number, kind, agency, year):
    made = make_notation(number, kind, agency, year=year if kind.group == "legal" else None)
    assert parse_notation(str(made)) == made
    if kind.abbreviation and kind.code not in ("luat", "lenh"):  # both are written L
        assert made.kind(TODAY) == kind


def test_29_kinds_three_copies_and_the_exchange_lists():
    assert len(kinds_on(TODAY, "administrative")) == 29
    assert [k.abbreviation for k in kinds_on(TODAY, "copy")] == ["SY", "TrS", "SL"]
    unnamed = [k.name for k in kinds_on(TODAY, "administrative") if not k.is_named]
    assert unnamed == ["Công văn", "Thư công"]
    for letter, numbers in (("A", 13), ("B", 32)):
        listed = {k.exchange_number for k in KINDS if k.exchange_group == letter}
        assert listed == set(range(1, numbers + 1))


def test_one_row_of_a_kind_on_any_day():
    for day in (IN_2016, date(2020, 3, 4), date(2020, 3, 5), TODAY):
        codes = [kind.code for kind in kinds_on(day)]
        assert len(codes) == len(set(codes))
        shorts = [k.abbreviation for k in kinds_on(day, "administrative") if k.abbreviation]
        assert len(shorts) == len(set(shorts))


def test_abbreviations_of_their_time():
    assert kind_by_code("giay_uy_quyen", IN_2016).abbreviation == "UQ"
    assert kind_by_code("giay_uy_quyen", TODAY).abbreviation == "GUQ"
    assert kind_by_code("phieu_bao", IN_2016) is None
    assert kind_by_code("giay_chung_nhan", TODAY) is None
    assert kind_by_abbreviation("GUQ", IN_2016) is None
    assert kind_by_abbreviation("QĐ", TODAY).code == "quyet_dinh"
    assert kind_by_abbreviation("QĐ", TODAY, legal=True).code == "quyet_dinh_qppl"
    assert kind_by_abbreviation("qđ", TODAY) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Công văn", "cong_van"),
        ("CÔNG VĂN", "cong_van"),
        ("quyet dinh", "quyet_dinh"),
        ("Quyết định (cá biệt)", "quyet_dinh"),
        ("Quy định", "quy_dinh"),
        ("Giấy uỷ quyền", "giay_uy_quyen"),
        ("Bản thoả thuận", "ban_thoa_thuan"),
        ("Bản sao y", "sao_y"),
        ("Không có loại này", None),
    ],
)
def test_kinds_by_name(name, code):
    kind = kind_by_name(name, TODAY)
    assert (kind.code if kind else None) == code


def test_exchange_messages_are_matched_by_name_before_number():
    assert kind_from_exchange("Công văn", 1, TODAY).code == "cong_van"
    assert kind_from_exchange("Loại lạ", 18, TODAY).code == "cong_van"
    assert kind_from_exchange("", 7, TODAY, legal=True).code == "nghi_dinh"
    assert kind_from_exchange("Loại lạ", None, TODAY) is None
    assert kind_from_exchange("Loại lạ", 99, TODAY) is None


def test_the_table_of_the_decree():
    path = SHARED / "codelists" / "document_types_nd30_2020.csv"
    if not path.exists():
        pytest.skip("shared data absent: codelists")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 30
    for row in rows:
        assert kind_by_name(row["name"], TODAY).abbreviation == row["abbr"], row["name"]


def test_published_documents_of_a_province():
    path = SHARED / "documents" / "province_directives_binhduong_half.csv"
    if not path.exists():
        pytest.skip("shared data absent: documents")
    with path.open(encoding="utf-8") as lines:
        written = [row["so_ky_hieu"] for row in csv.DictReader(lines)]
    refused = []
    for text in written:
        try:
            again = parse_notation(str(parse_notation(text)))
        except Invalid:
            refused.append(text)
        else:
            assert again == parse_notation(text)
    assert len(written) > 1900
    assert len(refused) <= 5, refused
